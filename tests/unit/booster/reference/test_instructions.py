"""Programs as the engine in Python reads them; what both engines refuse is in the contract tests."""

from __future__ import annotations

import pytest

from aqe.booster.encoding import Writer
from aqe.booster.ports import EngineFailure
from aqe.booster.reference.instructions import MATCH, SPLIT, Pattern, read_patterns
from aqe.booster.scanning import TextPattern, compile_patterns


def read(*patterns: str) -> list[Pattern]:
    return read_patterns(compile_patterns([TextPattern(each) for each in patterns]).encoded)


def written(code: bytes, count: int, *, groups: int = 0) -> bytes:
    """A program of one pattern with one class, `a`, and no literals."""
    head = Writer().byte(1).number(1).number(groups).number(1).number(1).number(97).number(97)
    return head.number(count).raw(code).number(0).done()


def test_what_the_front_end_writes_is_read() -> None:
    first, second = read(r"(a)[b-d]+", "foo|bar")
    assert first.groups == 1
    assert first.classes == (((97, 97),), ((98, 100),))
    assert [each[0] for each in first.code] == [3, 0, 3, 0, SPLIT, MATCH]
    assert first.literals == ()
    assert second.literals == (b"foo", b"bar")


def test_instructions_that_read_nothing_stand_behind_those_they_lead_to() -> None:
    (pattern,) = read(r"(?:(a|bc)d?)+$")
    places = {number: place for place, number in enumerate(pattern.order)}
    for number in pattern.order:
        kind, first, second = pattern.code[number]
        targets = (first, second) if kind == SPLIT else (first,) if kind == 2 else (number + 1,)
        assert all(places.get(each, -1) < places[number] for each in targets)


@pytest.mark.parametrize(
    ("code", "count", "offset"),
    [
        (b"\x00\x00", 1, 8),  # falls off the end
        (b"\x00\x01\x05", 2, 9),  # no such class
        (b"\x00\x00\x01\x00\x03\x05", 3, 12),  # no such instruction
        (b"\x00\x00\x03\x00\x05", 3, 11),  # no such place to save
        (b"\x00\x00\x04\x06\x05", 3, 11),  # no such question
        (b"\x00\x00\x06", 2, 10),  # no such kind
        (b"", 0, 7),
        (b"\x05", 1, 7),  # matches the empty text
        (b"\x04\x00\x05", 2, 7),
        (b"\x02\x00", 1, 7),  # a circle
        (b"\x01\x01\x02\x02\x00\x00\x00\x05", 4, 7),
    ],
)
def test_malformed_code_is_refused_at_its_place(code: bytes, count: int, offset: int) -> None:
    with pytest.raises(EngineFailure) as caught:
        read_patterns(written(code, count))
    assert caught.value.position == offset


def test_totals_are_limited() -> None:
    one = Writer().number(0).number(1).number(1).number(97).number(97).number(2000)
    one.raw(b"\x00\x00" * 1999 + b"\x05").number(0)
    head = Writer().byte(1).number(33).done()
    assert len(read_patterns(Writer().byte(1).number(32).raw(one.done() * 32).done())) == 32
    with pytest.raises(EngineFailure) as caught:
        read_patterns(head + one.done() * 33)
    assert caught.value.position == len(head) + 32 * len(one.done()) + 5
