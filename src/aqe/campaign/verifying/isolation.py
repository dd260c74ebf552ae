"""Which tests spoil a suite: found by halving, so that the others are kept.

A test that fails on its own is easy to name. One that keeps the whole file from running, or that passes and
leaves the process in a state in which others fail, shows only in what happens without it (as in Zeller and
Hildebrandt, "Simplifying and isolating failure-inducing input", TSE 2002).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Attempt", "Isolated", "Trial", "isolate"]

_MOST_RUNS = 28
"""How often parts of a suite are run before what is not cleared is dropped."""
_SPOILED = 2
_SPOILED_SHARE = 0.25
"""So many failures, and such a share of all, are looked at as the work of another test."""
_ALIKE = 3
"""So many single tests that fail alike before any passes say that the subject itself does not run."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What running some tests showed; tests are numbers here."""

    failed: Mapping[int, str] = field(default_factory=dict)
    """Tests that did not pass, and why."""
    broken: str | None = None
    """Why the file as a whole did not run, if that is so."""
    wavering: bool = False
    """Whether a test failed in one run and passed in the other: order may matter."""
    until_failure: tuple[frozenset[int], ...] = ()
    """For each run that saw a failure: the tests up to the first that failed, that one included."""

    @property
    def is_fine(self) -> bool:
        """Whether everything passed."""
        return not self.failed and self.broken is None


Attempt = Callable[[Sequence[int]], Trial]


@dataclass(slots=True)
class Isolated:
    """The tests that pass together, and why the others do not belong to them."""

    kept: tuple[int, ...]
    dropped: dict[int, str]


class _Over(Exception):
    """No more runs are allowed."""


def isolate(
    tests: Sequence[int],
    attempt: Attempt,
    *,
    kin: Mapping[int, str] | None = None,
    doubted: Collection[int] = (),
    is_over: Callable[[], bool] = lambda: False,
    is_late: Callable[[], bool] = lambda: False,
    most_runs: int = _MOST_RUNS,
) -> Isolated:
    """Find tests that pass together; the last successful attempt was made with exactly these.

    Args:
        tests: all tests, most valuable first.
        attempt: runs some of them, in a fresh process.
        kin: what a test is about. Of these tests, those about the same as one that spoils the suite are
            dropped with it, untried: they are many, alike, and nothing is lost without them.
        doubted: tests that were seen to leave something changed: when others fail, these are put aside first.
        is_over: whether time is up; what is not cleared by then is dropped.
        is_late: whether it has to go fast: what fails is dropped without a search for the test behind it,
            and where most pass together that is enough.
        most_runs: how many attempts may be made.
    """
    isolation = _Isolation(tests, attempt, kin or {}, doubted, is_over, is_late, most_runs)
    try:
        isolation.run()
    except _Over:
        isolation.give_up()
    # Tests that failed beside others may be among those that passed together later on.
    dropped = {each: why for each, why in isolation.dropped.items() if each not in isolation.good}
    return Isolated(tuple(each for each in tests if each in isolation.good), dropped)


class _Isolation:
    def __init__(
        self,
        tests: Sequence[int],
        attempt: Attempt,
        kin: Mapping[int, str],
        doubted: Collection[int],
        is_over: Callable[[], bool],
        is_late: Callable[[], bool],
        most_runs: int,
    ) -> None:
        self._tests = tuple(tests)
        self._attempt = attempt
        self._kin = kin
        self._doubted = frozenset(doubted)
        self._is_over = is_over
        self._is_late = is_late
        self._runs_left = most_runs
        self.good: frozenset[int] = frozenset()
        """Tests that passed together in the last attempt that went well."""
        self.dropped: dict[int, str] = {}

    def run(self) -> None:
        current, suspects = self._without_failures(list(self._tests))
        self._grow([suspects] if not current else self._halves(suspects))

    def give_up(self) -> None:
        for each in self._tests:
            if each not in self.good:
                self.dropped.setdefault(each, "not cleared within the limits of verification")

    def _try(self, tests: Sequence[int]) -> Trial:
        if self._runs_left <= 0 or self._is_over():
            raise _Over
        self._runs_left -= 1
        chosen = set(tests)
        trial = self._attempt([each for each in self._tests if each in chosen])
        if trial.is_fine:
            self.good = frozenset(chosen)
        return trial

    # -- failures that name their tests ----------------------------------------------------------

    def _without_failures(self, current: list[int]) -> tuple[list[int], list[int]]:
        """Drop what fails by itself.

        Returns:
            Tests that pass together, and others that still have to be looked at.
        """
        suspects: list[int] = []
        while current:
            trial = self._try(current)
            if trial.is_fine:
                return current, suspects
            if trial.broken is not None:
                return [], [*current, *suspects]
            aside = [each for each in current if each in self._doubted]
            if aside and len(aside) < len(current) and not suspects:
                suspects += aside
                current = [each for each in current if each not in self._doubted]
                continue
            if self._is_late():
                current = self._without_failed(current, trial)
                continue
            found = self._spoilers(current, trial)
            if found:
                suspects += found
                current = [each for each in current if each not in found]
                continue
            self.dropped.update(trial.failed)
            current = [each for each in current if each not in trial.failed]
        return [], suspects

    def _without_failed(self, current: Sequence[int], trial: Trial) -> list[int]:
        """What is left without those that failed; where order matters, without their kin too."""
        self.dropped.update(trial.failed)
        left = [each for each in current if each not in trial.failed]
        if not trial.wavering:
            return left
        about = {self._kin[each] for each in trial.failed if each in self._kin}
        kin = {each for each in left if self._kin.get(each) in about}
        for each in kin:
            self.dropped[each] = "another test of the same callable depends on the order"
        return [each for each in left if each not in kin]

    def _spoilers(self, current: Sequence[int], trial: Trial) -> list[int]:
        """Tests without which at least half of those that failed pass."""
        failed = trial.failed
        is_much = len(failed) >= max(_SPOILED, _SPOILED_SHARE * len(current))
        if not is_much and not trial.wavering:
            return []
        in_every_run = set(current).intersection(*trial.until_failure)
        in_any_run = set().union(*trial.until_failure) & set(current)
        for suspects in (in_every_run, set(current) - set(failed), in_any_run):
            rest = [each for each in current if each not in suspects]
            victims = [each for each in rest if each in failed]
            if not suspects or not victims:
                continue
            without = self._try(rest)
            recovered = [each for each in victims if each not in without.failed]
            if without.broken is None and 2 * len(recovered) >= len(victims):
                return [each for each in current if each in suspects]
        return []

    # -- failures of the whole -------------------------------------------------------------------

    @staticmethod
    def _halves(tests: Sequence[int]) -> list[list[int]]:
        middle = (len(tests) + 1) // 2
        return [part for part in (list(tests[:middle]), list(tests[middle:])) if part]

    def _grow(self, groups: list[list[int]]) -> None:
        """Add groups to what passes; halve those that do not go well with it."""
        waiting = [each for each in groups if each]
        alike: list[str] = []
        while waiting:
            if self._is_late() and 2 * len(self.good) >= len(self._tests):
                raise _Over
            group, *waiting = waiting
            trial = self._try([*self.good, *group])
            if trial.is_fine:
                continue
            own = {each: why for each, why in trial.failed.items() if each in group}
            is_named = trial.broken is None and len(own) == len(trial.failed)
            if is_named and 2 * len(own) <= len(group):
                self.dropped.update(own)
                waiting.insert(0, [each for each in group if each not in own])
            elif len(group) > 1:
                waiting = self._halves(group) + waiting
            else:
                why = trial.broken or own.get(group[0]) or "other tests fail after it"
                self.dropped[group[0]] = why
                waiting = self._without_kin(group[0], waiting)
                alike.append(why)
                if not self.good and len(alike) >= _ALIKE and len(set(alike)) == 1:
                    for each in (each for part in waiting for each in part):
                        self.dropped[each] = why
                    return

    def _without_kin(self, spoiler: int, waiting: list[list[int]]) -> list[list[int]]:
        """What still waits, less the kin of a test that spoils the suite."""
        about = self._kin.get(spoiler)
        if about is None:
            return waiting
        kin = {each for part in waiting for each in part if self._kin.get(each) == about}
        for each in kin:
            self.dropped[each] = "another test of the same callable spoils the suite"
        left = ([each for each in part if each not in kin] for part in waiting)
        return [part for part in left if part]
