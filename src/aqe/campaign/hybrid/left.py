"""What the search left, in the terms of the meters that count: lines and branches of coverage.py, mutants."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from aqe.campaign.hybrid.places import Reached
from aqe.domain.explanation import Cause, GoalExplanation, ModuleExplanation, MutantExplanation
from aqe.domain.goal import GoalKind
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, LoadedSubject
from aqe.domain.subject import Subject
from aqe.generation.llm.wants import Want, wanted_goals, wanted_mutants

__all__ = ["Left", "is_left"]


@dataclass(frozen=True)
class Left:
    """Goals and mutants behind the suite of a search."""

    subject: Subject
    loaded: LoadedSubject
    explanation: ModuleExplanation
    results: tuple[MutantResult, ...]
    suite_name: str
    suite_text: str
    """The suite as it was written; empty where there is none."""
    covered: FileCoverage | None
    """By the suite; None where there is none."""
    existing: FileCoverage | None = None
    """By tests that were there before."""
    noticed: frozenset[str] = frozenset()
    """Mutants that properties beside the suite notice."""
    calls: tuple[str, ...] = ()
    """Calls of the subject elsewhere, as source."""
    target: float | None = None
    """Share of lines and branches that was asked for."""

    def reached(self) -> Reached:
        """What suite and existing tests have."""
        return Reached.of(
            (self.covered, self.existing), (each.id for each in self._survivors.values())
        )

    def goals(self, reached: Reached) -> tuple[GoalExplanation, ...]:
        """The goals that are still left and that a test may reach."""
        open_goals = [each for each in self.explanation.goals if self._is_open(each, reached)]
        wanted = {(each.line, each.qualname, each.what) for each in wanted_goals(open_goals)}
        return tuple(
            each
            for each in open_goals
            if any((want.line, want.qualname, want.what) in wanted for want in wanted_goals([each]))
        )

    def alive(self, reached: Reached) -> tuple[Mutant, ...]:
        """The mutants that nothing notices so far."""
        return tuple(each for key, each in self._survivors.items() if key not in reached.kills)

    def hopeful(self, reached: Reached) -> int:
        """How many of them are worth a question: those that are not suspected to be equivalent."""
        suspected = {
            each.id for each in self.explanation.mutants if each.cause is Cause.EQUIVALENT_SUSPECTED
        }
        return sum(each.id not in suspected for each in self.alive(reached))

    def wants(self, reached: Reached) -> tuple[Want, ...]:
        """What a model is asked for: goals first, then mutants."""
        alive = {each.id for each in self.alive(reached)}
        mutants: list[MutantExplanation] = [
            each for each in self.explanation.mutants if each.id in alive
        ]
        return (*wanted_goals(self.goals(reached)), *wanted_mutants(mutants))

    def is_target_reached(self, reached: Reached) -> bool:
        """Whether the share of lines and branches that was asked for is reached."""
        if self.target is None or self.covered is None:
            return False
        file = self.covered
        whole = len(file.executable) + len(file.branches)
        part = len(reached.lines & set(file.executable)) + len(
            reached.branches & set(file.branches)
        )
        return whole == 0 or part / whole >= self.target

    def _is_open(self, explained: GoalExplanation, reached: Reached) -> bool:
        key = (explained.line, explained.qualname, explained.side)
        return is_left(self.loaded, key, reached.lines, reached.branches)

    @cached_property
    def _survivors(self) -> Mapping[str, Mutant]:
        return {
            each.mutant.id: each.mutant
            for each in self.results
            if each.state is MutantState.SURVIVED and each.mutant.id not in self.noticed
        }


def is_left(
    loaded: LoadedSubject,
    key: tuple[int, str, bool | None],
    lines: Container[int],
    branches: Container[tuple[int, int]],
) -> bool:
    """Whether a goal is not reached, as coverage.py counts.

    A line may hold several decisions, such as operands of ``and``, which coverage.py does not tell apart:
    what does not count by itself is reached with the line's branches.

    Args:
        loaded: The subject.
        key: (line, callable, side) of the goal.
        lines: That are reached.
        branches: That are taken.
    """
    line, qualname, side = key
    if side is None:
        return line not in lines
    goals = [each for each in loaded.goals if each.line == line and each.qualname == qualname]
    counted = [each for each in goals if each.counted and each.kind is GoalKind.BRANCH]
    wanted = [each for each in counted if each.side is side] or counted
    return any((line, each.target or 0) not in branches for each in wanted) or not wanted
