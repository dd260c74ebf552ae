"""Tests that a project already has: run once, so that what they reach is not tested again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from aqe.campaign.patient import Ledger
from aqe.domain.goal import GoalKind
from aqe.domain.run import FileCoverage, LoadedSubject, RecordedRun
from aqe.evidence.outcomes import BROKEN
from aqe.execution.suites import Clock, SuiteRequest, run_suite

__all__ = ["reach_note", "reached_by", "run_existing", "tests_about"]

_MOST_FILES = 400
_MOST_BYTES = 1_000_000


def tests_about(module: str, files: Sequence[Path]) -> tuple[Path, ...]:
    """Test files that mention a module or one of its packages' names for it."""
    last = module.rpartition(".")[2]
    found = []
    for path in files[:_MOST_FILES]:
        try:
            text = path.read_bytes()[:_MOST_BYTES].decode("utf-8", "replace")
        except OSError:
            continue
        if module in text or last in text:
            found.append(path)
    return tuple(found)


def run_existing(
    request: SuiteRequest, store: Ledger, *, clock: Clock, cancelled: Callable[[], bool]
) -> RecordedRun:
    """Run tests as their owner would, or apart from the project's configuration where that stops them all.

    Raises:
        ExecutionError: the interpreter cannot be started.
    """
    run = run_suite(
        replace(request, generated=False),
        run_id=store.new_run_id(),
        clock=clock,
        cancelled=cancelled,
    )
    store.record_run(run)
    if not run.outcomes and not cancelled():
        apart = replace(request, generated=True)
        run = run_suite(apart, run_id=store.new_run_id(), clock=clock, cancelled=cancelled)
        store.record_run(run)
    return run


def reach_note(run: RecordedRun, rate: float) -> str:
    """What tests that are there already reach, in words."""
    failed = sum(each.outcome in BROKEN for each in run.outcomes)
    fail = f", {failed} of which fail," if failed else ""
    return f"{len(run.outcomes)} existing tests{fail} reach {int(rate * 100)}% of the lines; not repeated"


def reached_by(coverage: FileCoverage) -> Callable[[LoadedSubject], frozenset[int]]:
    """The goals of a loaded subject that a measured run reached.

    A side of a branch counts as reached only when all branches of its line were taken, since a line may
    hold several.
    """
    lines = set(coverage.covered)
    branches = Counter(start for start, _ in coverage.branches)
    taken = Counter(start for start, _ in coverage.covered_branches)

    def goals(loaded: LoadedSubject) -> frozenset[int]:
        return frozenset(
            goal.id
            for goal in loaded.goals
            if (goal.kind is GoalKind.LINE and goal.line in lines)
            or (
                goal.kind is GoalKind.BRANCH
                and branches[goal.line] > 0
                and taken[goal.line] == branches[goal.line]
            )
        )

    return goals
