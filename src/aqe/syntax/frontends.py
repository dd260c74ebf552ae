"""What `aqe` has to know of a language: four verbs, and which files belong to it.

Search, goals, selection, evidence and reports know no language. A front end inspects sources, runs
candidates, prints tests and verifies suites; whoever wires the services fills in the verbs that
need processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aqe.domain.candidate import Candidate, Program
from aqe.domain.run import CandidateRun, RecordedRun
from aqe.domain.subject import Subject
from aqe.domain.suite import Suite
from aqe.errors import UsageError
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.suites import Header, PrintedSuite, print_suite

__all__ = ["FrontEnds", "LanguageFrontEnd", "PythonFrontEnd"]


class LanguageFrontEnd(Protocol):
    """One language."""

    @property
    def name(self) -> str:
        """``python``, ``typescript`` ..."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of the names of its source files."""
        ...

    def inspect(self, path: Path) -> Subject:
        """What a source file offers to tests."""
        ...

    def program(self, candidate: Candidate, module: str) -> Program:
        """A candidate in the language, ready to run."""
        ...

    def run(self, subject: Subject, programs: Sequence[Program]) -> list[CandidateRun]:
        """What programs show, in order."""
        ...

    def print(self, suite: Suite, subject: Subject, header: Header) -> PrintedSuite:
        """A test file in the project's framework."""
        ...

    def verify(self, subject: Subject, files: Sequence[Path]) -> RecordedRun:
        """One run of test files in fresh processes."""
        ...


@dataclass(frozen=True, slots=True)
class PythonFrontEnd:
    """Python with pytest; printing is its own, the other verbs are handed in."""

    inspect_file: Callable[[Path], Subject]
    run_programs: Callable[[Subject, Sequence[Program]], list[CandidateRun]]
    verify_files: Callable[[Subject, Sequence[Path]], RecordedRun]
    printer: Printer
    name: str = "python"
    suffixes: tuple[str, ...] = (".py",)

    def inspect(self, path: Path) -> Subject:
        """What a source file offers to tests."""
        return self.inspect_file(path)

    def program(self, candidate: Candidate, module: str) -> Program:
        """A candidate as Python source, ready for a worker."""
        return self.printer.program(candidate, module)

    def run(self, subject: Subject, programs: Sequence[Program]) -> list[CandidateRun]:
        """What programs show, in order."""
        return self.run_programs(subject, programs)

    def print(self, suite: Suite, subject: Subject, header: Header) -> PrintedSuite:
        """A pytest file."""
        return print_suite(suite, subject, header)

    def verify(self, subject: Subject, files: Sequence[Path]) -> RecordedRun:
        """One run of test files in fresh processes."""
        return self.verify_files(subject, files)


class FrontEnds:
    """The languages that are wired, found by file name."""

    def __init__(self, front_ends: Iterable[LanguageFrontEnd]) -> None:
        self._front_ends = tuple(front_ends)

    def of(self, path: Path) -> LanguageFrontEnd:
        """The front end for a source file.

        Raises:
            UsageError: no wired language has files of that name.
        """
        for each in self._front_ends:
            if path.name.endswith(each.suffixes):
                return each
        known = ", ".join(suffix for each in self._front_ends for suffix in each.suffixes)
        raise UsageError(
            f"no language is known for {path.name!r}",
            hint=f"give a file that ends in one of: {known}",
            slug="language-unknown",
        )
