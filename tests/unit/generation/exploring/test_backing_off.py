from __future__ import annotations

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Literal
from aqe.generation.exploring.backing_off import BackingOff

KIND = ("act", "builtins:TypeError", 3)
ACT = function("act", parameter("first"))
REPAIR = scenario(call_of(ACT, Literal(1)))


def _turns(backing_off: BackingOff, *, has_goals: bool) -> list[int]:
    return [count for count in range(1, 130) if backing_off.is_due(KIND, has_goals=has_goals)]


def test_failures_of_one_kind_are_repaired_ever_more_seldom() -> None:
    assert _turns(BackingOff(), has_goals=True) == [1, 2, 8, 16, 64, 128]


def test_other_kinds_have_their_own_turn() -> None:
    backing_off = BackingOff()
    _turns(backing_off, has_goals=True)
    assert backing_off.is_due((*KIND[:2], 4), has_goals=True)


def test_where_nothing_is_left_to_reach_the_first_failure_is_enough() -> None:
    assert _turns(BackingOff(), has_goals=False) == [1]


def test_a_repair_that_gained_begins_the_count_again() -> None:
    backing_off = BackingOff()
    for _ in range(2):
        backing_off.is_due(KIND, has_goals=True)
    backing_off.propose(KIND, [REPAIR])
    backing_off.note(REPAIR, is_new=True)
    assert backing_off.is_due(KIND, has_goals=True)


def test_what_gained_nothing_or_was_no_repair_changes_nothing() -> None:
    backing_off = BackingOff()
    for _ in range(2):
        backing_off.is_due(KIND, has_goals=True)
    backing_off.note(REPAIR, is_new=True)
    backing_off.propose(KIND, [REPAIR])
    backing_off.note(REPAIR, is_new=False)
    assert not backing_off.is_due(KIND, has_goals=True)
