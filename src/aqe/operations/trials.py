"""Whether tests still pass after their file was rewritten: before and after, beside the original.

The rewritten file is tried under another name in the same folder, so that the original is there
whatever happens.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aqe.campaign.project import suite_request
from aqe.campaign.running import run_tasks
from aqe.domain.run import Outcome, RecordedRun, RunKind
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
        """How the tests end as they are; None when the user stopped the run."""
        return self._run(file.path)

    def of_text(self, file: TestFile, text: str) -> Outcomes | None:
        """How they end with another text; None when the user stopped the run."""
        path = _trial_path(file.path)
        path.write_bytes(b"")
        try:
            write_test_file(TestFile(path, file.language, file.source), text)
            return self._run(path)
        finally:
            path.unlink(missing_ok=True)

    def _run(self, path: Path) -> Outcomes | None:
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


def _trial_path(path: Path) -> Path:
    """A free name beside the file that pytest finds as it finds the file itself."""
    stem = f"test_{path.stem}" if not path.stem.startswith("test") else path.stem
    names: Iterable[str] = (f"{stem}_trial{os.getpid()}_{number}.py" for number in range(1000))
    return next(each for each in (path.with_name(name) for name in names) if not each.exists())
