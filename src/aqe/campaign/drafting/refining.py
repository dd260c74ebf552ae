"""What becomes of chosen scenarios before they are tests.

Those that nobody would write give way to others, steps that do nothing go, and plainer scenarios and such
as show more take the place of others. Each refinement has a share of the budget behind the one before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from aqe.campaign.drafting.demands import demands_of
from aqe.campaign.drafting.replay import Replayer
from aqe.campaign.drafting.time_plan import Schedule
from aqe.generation.archive import Entry
from aqe.generation.choosing.giving_way import given_way
from aqe.generation.choosing.idle_steps import without_idle_steps
from aqe.generation.choosing.more_telling import made_telling
from aqe.generation.choosing.plainness import made_plain
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.ports import ConstantFinder
from aqe.generation.scenario import Scenario

__all__ = ["Endings", "refined"]

_GIVING_SHARE, _LEAN_SHARE, _PLAIN_SHARE, _TELLING_SHARE = 0.02, 0.03, 0.02, 0.02
"""Shares of the budget: for what gives way to others, then for leaving idle steps out, then for making
scenarios plainer, then for inputs that show something."""


@dataclass(frozen=True, slots=True)
class Endings:
    """Shares of the budget at which the refinements end, in their order."""

    giving: float
    lean: float
    plain: float
    telling: float
    at_most: float
    """Where all of them end in any case: what comes behind them needs time, too."""

    @classmethod
    def behind(cls, share: float, *, at_most: float) -> Endings:
        """The endings where the refinements begin at a share of the budget."""
        giving = min(share + _GIVING_SHARE, at_most)
        lean = min(giving + _LEAN_SHARE, at_most)
        plain = min(lean + _PLAIN_SHARE, at_most)
        return cls(giving, lean, plain, min(plain + _TELLING_SHARE, at_most), at_most)


def refined(
    search: Search,
    found: Strengthened,
    reaches: Mapping[Scenario, frozenset[int]],
    entries: Sequence[Entry],
    replayer: Replayer,
    *,
    endings: Endings,
    constants: ConstantFinder | None,
    schedule: Schedule,
    is_over: Callable[[float], bool],
    end: Callable[[str], None],
) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
    """The scenarios as they become tests, with the goals that each is there for.

    Args:
        search: the finished search.
        found: the scenarios with the mutants that each has to tell apart.
        reaches: goals that a scenario was picked for.
        entries: what the search has met, observed.
        replayer: tells what scenarios show in another process.
        endings: when each refinement has to end.
        constants: finds what stands beside a mutant; None for nothing.
        schedule: of the campaign.
        is_over: whether a share of the budget is used, or the user asked to stop.
        end: notes that a phase has ended.
    """
    found, reaches = given_way(
        search,
        found,
        reaches,
        entries,
        observe=replayer.observed,
        constants=constants,
        is_over=lambda: is_over(endings.giving),
    )
    found, reaches = without_idle_steps(
        search,
        found,
        reaches,
        demands=demands_of(search),
        is_stable=replayer.is_stable,
        is_over=lambda: is_over(endings.lean),
    )
    end("steps")
    found, reaches = made_plain(
        search,
        found,
        reaches,
        is_stable=replayer.is_stable,
        is_over=lambda: is_over(endings.plain),
    )
    end("plain")
    telling_until = schedule.until(
        endings.telling, at_least=_TELLING_SHARE, at_most=endings.at_most
    )
    found, reaches = made_telling(
        search,
        found,
        reaches,
        entries,
        demands=demands_of(search),
        is_stable=replayer.is_stable,
        is_over=partial(is_over, telling_until),
    )
    end("telling")
    return found, reaches
