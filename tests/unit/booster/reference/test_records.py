"""What programs mean; that both engines agree is the matter of the contract tests."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from aqe.booster.encoding import Writer
from aqe.booster.ports import EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas.program import (
    ALWAYS,
    Call,
    Characters,
    Choice,
    Decimal,
    Drawn,
    Earlier,
    Integer,
    Literal,
    Member,
    Node,
    Numbered,
    Object,
    Permuted,
    Placed,
    Pool,
    Repeat,
    Sequence,
    Serial,
    Stream,
    Subset,
    Unique,
    Uuid,
    encoded,
)

DIGITS = tuple(b"%d" % digit for digit in range(10))


def rows(
    node: Node, count: int = 50, *, start: int = 0, seed: int = 3, limits: Limits = Limits()
) -> list[bytes]:
    data = Writer().number(seed).number(start).number(count).done()
    program = encoded(node)
    return ReferenceEngine().run(Operation.RECORDS, program, data, limits).splitlines()


def failure(node: Node, count: int = 1, *, limits: Limits = Limits()) -> FailureCode:
    with pytest.raises(EngineFailure) as caught:
        rows(node, count, limits=limits)
    return caught.value.code


def test_a_range_of_rows_is_the_same_alone() -> None:
    node = Sequence((Integer(0, 1_000_000), Literal(b" "), Uuid()))
    whole = rows(node, 30)
    assert whole[:11] + rows(node, 19, start=11) == whole
    assert len(set(whole)) == 30
    assert rows(node, 30, seed=4) != whole


def test_integers_keep_to_base_step_and_count() -> None:
    found = {int(row) for row in rows(Integer(-4, 3, 5), 200)}
    assert found == {-4, 1, 6}


def test_integers_reach_the_ends_of_64_bits() -> None:
    assert set(rows(Integer(-(2**63), 1), 3)) == {b"-9223372036854775808"}
    assert set(rows(Integer(2**63 - 1, 1), 3)) == {b"9223372036854775807"}


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1250, 2, b"12.5"),
        (-1205, 2, b"-12.05"),
        (1200, 2, b"12"),
        (0, 2, b"0"),
        (-7, 3, b"-0.007"),
        (42, 0, b"42"),
        (-(2**63), 0, b"-9223372036854775808"),
        (1, 18, b"0.000000000000000001"),
    ],
)
def test_decimals_have_no_zeros_at_the_end(value: int, digits: int, text: bytes) -> None:
    assert rows(Decimal(value, 1, 1, digits), 1) == [text]


def test_uuids_are_of_version_4() -> None:
    for row in rows(Uuid(), 40):
        assert len(row) == 36
        assert row[14:15] == b"4"
        assert row[19:20] in (b"8", b"9", b"a", b"b")


def test_choices_follow_their_weights() -> None:
    found = rows(Choice(((9, Literal(b"a")), (1, Literal(b"b")))), 2000)
    assert 120 < found.count(b"b") < 280


def test_characters_and_repeats_keep_their_bounds() -> None:
    sizes = {len(row) for row in rows(Characters((b"a", b"b", b"c"), 2, 6), 300)}
    assert sizes == {2, 3, 4, 5, 6}
    counts = {row.count(b"x") for row in rows(Repeat(Literal(b"x"), 1, 3), 100)}
    assert counts == {1, 2, 3}


def test_unique_items_differ() -> None:
    for row in rows(Unique(Integer(0, 4), 4, 4)):
        assert sorted(row.split(b",")) == [b"0", b"1", b"2", b"3"]


def test_unique_items_that_run_out_are_a_failure() -> None:
    assert failure(Unique(Literal(b"1"), 2, 2)) is FailureCode.EXHAUSTED
    assert set(rows(Unique(Literal(b"1"), 1, 3))) == {b"1"}


def test_subsets_have_no_text_twice_and_every_order() -> None:
    found = set(rows(Subset((b"a", b"b", b"c"), 2, 2), 200))
    assert found == {b"a,b", b"b,a", b"a,c", b"c,a", b"b,c", b"c,b"}


def test_objects_keep_the_number_of_members() -> None:
    optional = tuple(Member(ALWAYS // 2, name, Literal(b"1")) for name in "abcdef")
    node = Object((*optional, Member(ALWAYS, "z", Literal(b"2"))), 3, 4)
    sizes = set()
    for row in rows(node, 300):
        record = json.loads(row)
        assert record["z"] == 2
        sizes.add(len(record))
    assert sizes == {3, 4}


def test_serial_numbers_count_and_end() -> None:
    assert rows(Serial(10, 3, 5), 3) == [b"10", b"15", b"20"]
    assert failure(Serial(10, 3, 5), 4) is FailureCode.EXHAUSTED


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64, 65, 1000])
def test_permutations_meet_every_value_once(size: int) -> None:
    found = [int(row) for row in rows(Permuted(5, 0, size), size)]
    assert sorted(found) == list(range(size))
    if size > 64:
        assert found != sorted(found)


def test_numbered_texts_never_repeat() -> None:
    found = rows(Numbered(1, ((b"a", b"b"), (b"-",), DIGITS)), 20)
    assert len(set(found)) == 20
    assert failure(Numbered(1, ((b"a", b"b"),)), 3) is FailureCode.EXHAUSTED


def test_another_row_can_be_made_again() -> None:
    key = Stream(11, Characters(DIGITS, 8, 8))
    parents = rows(key, 20)
    children = rows(Drawn(5, 20, key), 200)
    assert set(children) <= set(parents)
    assert len(set(children)) > 15
    placed = rows(Placed(6, 20, 1, 20, key), 20)
    assert sorted(placed) == sorted(parents)


def test_two_columns_of_one_draw_are_of_one_row() -> None:
    first, second = Stream(1, Integer(0, 10**6)), Stream(2, Integer(0, 10**6))
    parents = set(rows(Sequence((first, Literal(b" "), second)), 30))
    pair = Sequence((Drawn(5, 30, first), Literal(b" "), Drawn(5, 30, second)))
    assert set(rows(pair, 100)) <= parents


def test_some_rows_are_drawn_often_and_stand_anywhere() -> None:
    drawn = Counter(map(int, rows(Drawn(5, 100, Serial(0, 100), 3), 5000)))
    often = [row for row, _ in drawn.most_common(10)]
    assert 0.43 < sum(drawn[row] for row in often) / 5000 < 0.52
    assert max(often) > 50
    assert set(drawn) <= set(range(100))
    assert len(drawn) > 80


def test_early_texts_and_earlier_rows_come_more_often() -> None:
    found = Counter(rows(Pool((b"a", b"b", b"c", b"d"), 2), 4000))
    assert [round(found[text] / 4000, 1) for text in (b"a", b"b", b"c", b"d")] == [
        0.5,
        0.2,
        0.2,
        0.1,
    ]
    above = rows(Earlier(3, Serial(0, 10**6), Literal(b"null"), 2), 3000)
    assert all(int(row) < place for place, row in enumerate(above[1:], 1))
    assert sum(int(row) * 10 < place for place, row in enumerate(above[1:], 1)) > 800


def test_earlier_rows_are_earlier() -> None:
    found = rows(Earlier(3, Serial(0, 100), Literal(b"null")), 50)
    assert found[0] == b"null"
    assert all(int(row) < place for place, row in enumerate(found[1:], 1))


def test_recursion_ends_at_its_depth() -> None:
    call = Call("again", Literal(b"."))
    node = Sequence((Literal(b"("), call, Literal(b")")))
    data = Writer().number(1).number(0).number(1).done()
    program = encoded(node, {"again": node}, depth=3)
    assert ReferenceEngine().run(Operation.RECORDS, program, data) == b"((((.))))\n"


def test_limits_hold() -> None:
    doubled: Node = Literal(b"")
    for _ in range(40):
        doubled = Sequence((doubled, doubled))
    assert failure(doubled, limits=Limits(steps=1000)) is FailureCode.STEP_LIMIT
    long = Repeat(Literal(b"x" * 50), 1000, 1000)
    assert failure(long, limits=Limits(output_bytes=1000)) is FailureCode.OUTPUT_LIMIT


def test_programs_that_nest_too_deeply_are_refused() -> None:
    node: Node = Pool((b"a", b"b"))
    for _ in range(600):
        node = Repeat(node, 1, 1)
    assert failure(node) is FailureCode.DEPTH_LIMIT
