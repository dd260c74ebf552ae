"""The last word on accepted tests: they pass beside the suite, in fresh processes, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aqe.campaign.hybrid.bench import Bench
from aqe.campaign.hybrid.left import Left
from aqe.campaign.hybrid.places import Gain
from aqe.campaign.verifying.isolation import Trial, isolate
from aqe.domain.proposal import ProposedTest, ScenarioRow
from aqe.domain.run import Outcome, RecordedRun
from aqe.errors import AqeError
from aqe.execution.suites import Verification
from aqe.syntax.python.model_tests import AcceptedTest, print_model_tests
from aqe.syntax.python.scenario_tables import scenario_tables
from aqe.syntax.python.suites import Header, PrintedSuite

__all__ = ["Chosen", "HybridSuite", "verified_together"]

_MOST_RUNS = 10


@dataclass(frozen=True, slots=True)
class Chosen:
    """A test that earned its place."""

    test: ProposedTest
    gain: Gain
    tests: int = 1
    """Rows of it."""
    call: int = 0
    """The question that it answers."""
    behaviour: str = ""
    """What its input is, for a variation that adds nothing else."""
    row: ScenarioRow | None = None
    """For a scenario: its row; rows of one template make one or two tests."""

    @property
    def is_variation(self) -> bool:
        """Whether it was made of a row, and not given."""
        return self.row is not None and self.row.kind != "given"

    @property
    def title(self) -> str:
        """What it is called where it is told of."""
        return self.test.name if self.row is None else f"{self.row.template.name}[{self.row.id}]"


@dataclass(frozen=True, slots=True)
class HybridSuite:
    """A file of tests of models, all of which passed beside the suite."""

    chosen: tuple[Chosen, ...]
    printed: PrintedSuite
    verification: Verification
    numbers: tuple[int, ...]

    def named(self) -> Iterator[tuple[str, Chosen]]:
        """The tests with the names that they have in the file."""
        by_number = dict(zip(self.numbers, self.chosen, strict=True))
        for name, ids in self.printed.tests:
            for each in ids:
                if each in by_number:
                    yield name, by_number[each]

    @property
    def tests(self) -> int:
        """How many tests pytest sees in the file."""
        return sum(each.tests for each in self.chosen)


def verified_together(
    chosen: Sequence[Chosen],
    left: Left,
    bench: Bench,
    header: Header,
    name: str,
    origin: Callable[[int], str],
) -> tuple[HybridSuite | None, list[tuple[Chosen, str]]]:
    """The tests that pass together with the suite; what fails, or spoils the suite, is dropped.

    Args:
        chosen: Tests that earned their places.
        left: The suite.
        bench: Runs them.
        header: Of the file.
        name: Of the file.
        origin: The line of provenance for a question.

    Returns:
        The file, where a test is left, and why others are not.
    """
    if not chosen:
        return None, []
    best: list[HybridSuite] = []

    def attempt(numbers: Sequence[int]) -> Trial:
        part = [chosen[each] for each in numbers]
        printed = print_model_tests(_printable(part, numbers, origin), left.subject.module, header)
        files = {left.suite_name: left.suite_text} if left.suite_text else {}
        verification = bench.verified({**files, name: printed.text})
        trial = _trial(verification, printed, numbers, name)
        if trial.is_fine:
            best[:] = [HybridSuite(tuple(part), printed, verification, tuple(numbers))]
        return trial

    try:
        found = isolate(
            tuple(range(len(chosen))), attempt, is_over=bench.is_over, most_runs=_MOST_RUNS
        )
    except AqeError as error:
        return None, [(each, error.message) for each in chosen]
    suite = best[0] if best and found.kept else None
    kept = set(suite.numbers if suite is not None else ())
    dropped = [
        (each, f"verification: {found.dropped.get(number, 'it was not run to the end')}")
        for number, each in enumerate(chosen)
        if number not in kept
    ]
    return suite, dropped


def _printable(
    part: Sequence[Chosen], numbers: Sequence[int], origin: Callable[[int], str]
) -> list[AcceptedTest]:
    """Tests, and rows of scenarios as tables."""
    found: list[AcceptedTest] = []
    rows: dict[int, list[tuple[int, ScenarioRow]]] = {}
    for number, each in zip(numbers, part, strict=True):
        if each.row is not None:
            rows.setdefault(each.call, []).append((number, each.row))
        else:
            found.append(AcceptedTest(number, each.test, origin(each.call)))
    for call, numbered in rows.items():
        for test, ids in scenario_tables(numbered):
            found.append(AcceptedTest(-1, test, origin(call), ids))
    return found


def _trial(
    verification: Verification, printed: PrintedSuite, numbers: Sequence[int], name: str
) -> Trial:
    """What a verification of both files says about the tests of one; a failure in the other is theirs."""
    failed: dict[int, str] = {}
    broken = None
    for each in verification.rejected:
        if each.test.partition("::")[0] != name:
            broken = f"tests of the suite fail beside it: {each.reason}"
            continue
        ids = _numbers(each.test, printed)
        failed.update((number, each.reason) for number in ids)
        if not ids:
            broken = broken or each.reason
    passed = {
        number
        for each in verification.passed
        if each.partition("::")[0] == name
        for number in _numbers(each, printed)
    }
    missing = [each for each in numbers if each not in passed and each not in failed]
    if missing and not passed:
        notes = [note for run in verification.runs for note in run.notes]
        broken = broken or (notes[0].partition("\n")[0] if notes else "no test ran")
    failed.update((each, "did not run") for each in missing)
    early = (_until_failure(each, printed, name) for each in verification.runs)
    return Trial(
        failed,
        broken,
        wavering=any(each.differs for each in verification.rejected),
        until_failure=tuple(each for each in early if each is not None),
    )


def _numbers(test: str, printed: PrintedSuite) -> tuple[int, ...]:
    """The numbers of what a node id stands for; rows that a test brought along itself stand for it."""
    name = test.partition("::")[2]
    known = dict(printed.tests)
    return known.get(name) or known.get(name.partition("[")[0], ())


def _until_failure(run: RecordedRun, printed: PrintedSuite, name: str) -> frozenset[int] | None:
    found: set[int] = set()
    for each in run.outcomes:
        if each.test.partition("::")[0] == name:
            found.update(_numbers(each.test, printed))
        if each.outcome is not Outcome.PASSED:
            return frozenset(found)
    return None
