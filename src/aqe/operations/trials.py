"""Whether tests still pass after their file was rewritten: before and after, beside the original.

The rewritten file is tried under another name in the same folder, so that the original is there
whatever happens.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aqe.campaign.project import suite_request
from aqe.campaign.running import run_tasks
from aqe.domain.pattern import PatternLanguage
from aqe.domain.run import Outcome, RecordedRun, RunKind
from aqe.execution.script_tests import find_script_runner, run_script_tests
from aqe.execution.suites import run_suite
from aqe.operations.services import Services
from aqe.operations.suite_files import TestFile, write_test_file
from aqe.operations.wiring import patient_ledger, wiring_of

__all__ = ["Outcomes", "Trials", "lost", "without_culprits"]

Outcomes = Mapping[str, Sequence[Outcome]]
"""By test without the file and the parameters: how each of its cases ended."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trials:
    """Runs one file of tests at a time."""

    services: Services
    python: str | None
    timeout_s: float

    def of_original(self, file: TestFile) -> Outcomes | None:
        """How the tests end as they are; None when the user stopped the run.

        Raises:
            ExecutionError: What runs them is not installed, or cannot be started.
        """
        return self._run(file, file.path)

    def of_text(self, file: TestFile, text: str) -> Outcomes | None:
        """How they end with another text; None when the user stopped the run.

        Raises:
            ExecutionError: What runs them cannot be started.
        """
        path = _trial_path(file.path)
        snapshots = _snapshots(file.path), _snapshots(path)
        path.write_bytes(b"")
        try:
            write_test_file(TestFile(path, file.language, file.source), text)
            if snapshots[0].is_file():
                shutil.copyfile(*snapshots)
            return self._run(file, path)
        finally:
            path.unlink(missing_ok=True)
            snapshots[1].unlink(missing_ok=True)

    def _run(self, file: TestFile, path: Path) -> Outcomes | None:
        if file.language is PatternLanguage.PYTHON:
            return self._run_python(path)
        services = self.services
        return run_script_tests(
            find_script_runner(file.path, file.source.text, services.root, services.environ),
            path,
            environ=services.environ,
            timeout_s=self.timeout_s,
            cancelled=services.cancelled,
        )

    def _run_python(self, path: Path) -> Outcomes | None:
        services = self.services
        wiring = wiring_of(services, patient_ledger(services))
        request = suite_request(
            services.root,
            (services.place(path),),
            wiring,
            kind=RunKind.TEST,
            python=self.python,
            timeout_s=self.timeout_s,
            test_timeout_s=None,
        )
        runs: list[RecordedRun] = []
        interrupted = run_tasks(
            [
                lambda cancelled: run_suite(
                    request, run_id="trial", clock=services.clock.now, cancelled=cancelled
                )
            ],
            jobs=1,
            cancelled=services.cancelled,
            on_done=runs.append,
        )
        return None if interrupted else _by_test(runs[0])


def lost(before: Outcomes, after: Outcomes) -> str | None:
    """A test that passed and no longer does; None where all that passed still do.

    A test that is gone is lost only where fewer pass: several may have become one with a table.
    """
    for test, outcomes in before.items():
        if set(outcomes) == {Outcome.PASSED} and set(after.get(test, outcomes)) != {Outcome.PASSED}:
            return test
    if _failing(after) > _failing(before):
        known = {test for test, each in before.items() if set(each) - _GOOD}
        return next((t for t, each in after.items() if set(each) - _GOOD and t not in known), "")
    if _passed(after) < _passed(before):
        return next((test for test in before if test not in after), "")
    return None


def without_culprits(parts: Sequence[T], is_good: Callable[[Sequence[T]], bool]) -> list[T]:
    """The parts without those that spoil the whole; halves are tried first.

    Each turn finds the shortest beginning that is not good: its last part goes.
    """
    kept = list(parts)
    while kept and not is_good(kept):
        low, high = 0, len(kept)  # the first `low` are good, the first `high` are not
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if is_good(kept[:middle]) else (low, middle)
        del kept[high - 1]
    return kept


_GOOD = frozenset({Outcome.PASSED, Outcome.SKIPPED})


def _failing(outcomes: Outcomes) -> int:
    return sum(each not in _GOOD for cases in outcomes.values() for each in cases)


def _passed(outcomes: Outcomes) -> int:
    return sum(each is Outcome.PASSED for cases in outcomes.values() for each in cases)


def _by_test(run: RecordedRun) -> Outcomes:
    found: dict[str, list[Outcome]] = {}
    for each in run.outcomes:
        _, _, name = each.test.partition("::")
        found.setdefault(re.sub(r"\[.*", "", name, flags=re.DOTALL), []).append(each.outcome)
    return found


def _snapshots(path: Path) -> Path:
    """Where Jest and Vitest keep what a file's tests once showed."""
    return path.parent / "__snapshots__" / f"{path.name}.snap"


def _trial_path(path: Path) -> Path:
    """A free name beside the file that its runner finds as it finds the file itself."""
    stem, endings = path.stem, path.suffix
    if path.suffix != ".py":  # cart.test.ts
        stem, _, endings = path.name.partition(".")
        endings = f".{endings}"
    elif not stem.startswith("test"):
        stem = f"test_{stem}"
    names: Iterable[str] = (
        f"{stem}_trial{os.getpid()}_{number}{endings}" for number in range(1000)
    )
    return next(each for each in (path.with_name(name) for name in names) if not each.exists())
