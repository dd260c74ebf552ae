from __future__ import annotations

from aqe.booster.patterns.edits import Edit, Proposal, apply_edits, settle


def proposal(pattern: int, start: int, end: int, *, priority: int = 0) -> Proposal:
    """A proposal that edits and claims one span."""
    span = (start, end)
    return Proposal(pattern, priority, start, end, (Edit(start, end, "x"),), (span,))


def test_edits_are_made_where_the_old_text_stood() -> None:
    edits = [Edit(0, 1, "AA"), Edit(4, 4, "!"), Edit(2, 4, ""), Edit(4, 4, "?")]
    assert apply_edits("abcdef", edits) == "AAb!?ef"


def test_the_higher_priority_wins_then_the_earlier_pattern() -> None:
    low, high, early = proposal(1, 0, 5), proposal(2, 3, 8, priority=1), proposal(0, 0, 4)
    kept, lost = settle([low, high, early])
    assert kept == [high]
    assert lost == [(high, early), (high, low)]
    kept, lost = settle([low, early])
    assert (kept, lost) == ([early], [(early, low)])


def test_neighbours_do_not_collide() -> None:
    kept, lost = settle([proposal(0, 0, 4), proposal(1, 4, 8)])
    assert (len(kept), lost) == (2, [])


def test_an_insertion_within_what_goes_collides() -> None:
    _, lost = settle([proposal(0, 0, 4), proposal(1, 2, 2)])
    assert len(lost) == 1
    _, lost = settle([proposal(0, 2, 2), proposal(1, 2, 2)])
    assert lost == []


def test_one_within_a_gap_of_another_does_not_collide() -> None:
    outer = Proposal(0, 0, 0, 10, (Edit(0, 2, "x"),), ((0, 2), (8, 10)))
    assert settle([outer, proposal(1, 3, 6)])[1] == []
    assert len(settle([outer, proposal(1, 7, 9)])[1]) == 1
