"""Whether a simpler copy of a scenario still does what that did."""

from __future__ import annotations

from aqe.domain.run import CandidateRun

__all__ = ["does_the_same", "freed"]


def does_the_same(before: CandidateRun, after: CandidateRun, *, is_bound: bool) -> bool:
    """Whether a copy ends as its scenario does, and shows the same where nothing else says what it is for.

    Args:
        before: what the scenario showed.
        after: what the copy showed.
        is_bound: whether goals or mutants say what it is for.
    """
    if after.outcome is not before.outcome:
        return False
    if is_bound:
        return _failure(after) == _failure(before)
    return after.goals == before.goals and _told(after) == _told(before)


def freed(before: CandidateRun, after: CandidateRun) -> frozenset[str]:
    """What runs freely that was held still, and may show.

    A refusal that reads the same is none of the clock's business; that it does at another time of another
    year, too, is seen before it is taken.
    """
    found = frozenset(after.unstable) - frozenset(before.unstable)
    is_same_refusal = after.failure is not None and _told(after) == _told(before)
    return found - {"clock"} if is_same_refusal else found


def _failure(run: CandidateRun) -> object:
    return run.failure and (run.failure.type, run.failure.line)


def _told(run: CandidateRun) -> object:
    """What a test could demand, whatever its variables are called."""
    if run.failure is not None:
        return run.failure.type, run.failure.message
    last = run.observations[-1] if run.observations else None
    after = [value for _, value in run.after]
    return last and (last.value, last.stdout, last.warnings), after, run.files
