"""The answers that the README of the law subjects gives, checked by tests written by hand.

Nothing of `aqe` takes part: this is the second opinion on what `tests/integration/test_laws.py` expects.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

FOLDER = Path(__file__).parents[1] / "subjects" / "laws"
NAMES = ("arithmetic", "checked", "escapes", "holders", "sequences", "words")


def _imported(name: str) -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(FOLDER))


arithmetic, checked, escapes, holders, sequences, words = map(_imported, NAMES)


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    yield
    for name in NAMES:
        sys.modules.pop(name, None)


MARKS = st.text(st.sampled_from("%~;\n250A3Bqd'\"x"), max_size=8) | st.text()
INTEGERS = st.integers()
LISTS = st.lists(st.integers())


# -- what holds ----------------------------------------------------------------------------------


@given(MARKS)
def test_escapes(text: str) -> None:
    assert escapes.unescape(escapes.escape(text)) == text
    assert checked.unseal(checked.seal(text)) == text
    assert escapes.quote(escapes.quote(text)) == escapes.quote(text)
    assert escapes.unquote(escapes.unquote(text)) == escapes.unquote(text)


@given(LISTS)
def test_sequences(items: list[int]) -> None:
    assert escapes.decode(escapes.encode(items)) == items
    assert sequences.merge_sort(items) == sorted(items)
    assert sequences.total(items) == sum(items)
    assert len(sequences.rotate(items)) == len(items)
    once = sequences.distinct(items)
    assert sequences.distinct(once) == once == sorted(once)


@given(st.text())
def test_words(text: str) -> None:
    assert words.squeeze(words.squeeze(text)) == words.squeeze(text)
    assert words.mirror(words.mirror(text)) == text
    assert len(words.mirror(text)) == len(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_words_of_ascii(text: str) -> None:
    assert words.unmark(words.unmark(text)) == words.unmark(text)


@given(INTEGERS, INTEGERS)
def test_gcd_is_commutative(a: int, b: int) -> None:
    assert arithmetic.gcd(a, b) == arithmetic.gcd(b, a)


@given(st.integers(1, 3999), st.integers(0, 1000))
def test_numbers_between_bounds(number: int, count: int) -> None:
    assert arithmetic.from_roman(arithmetic.to_roman(number)) == number
    assert arithmetic.triangle(count) == arithmetic.triangle_by_adding(count)


@given(INTEGERS, INTEGERS)
def test_holders(one: int, other: int) -> None:
    stack, line = holders.Stack(), holders.Line()
    for each in (one, other):
        stack.push(each)
        line.enqueue(each)
    assert stack.pop() == other
    assert line.dequeue() == one
    account = holders.Account(one)
    account.deposit(other)
    account.withdraw(other)
    account.limit = other
    assert (account.balance, account.limit) == (one, other)
    point = holders.Point(one, other)
    assert holders.Point.from_text(point.to_text()) == point


# -- what does not -------------------------------------------------------------------------------


def test_quoting_loses_only_tildes() -> None:
    lost = find(MARKS, lambda text: bool(escapes.unquote(escapes.quote(text)) != text))
    assert lost == "~"
    with pytest.raises(NoSuchExample):
        find(MARKS, lambda text: "~" not in text and escapes.unquote(escapes.quote(text)) != text)


def test_unescaping_twice_goes_too_far() -> None:
    assert escapes.unescape("%2525") != escapes.unescape(escapes.unescape("%2525"))


def test_two_marks_are_too_many() -> None:
    assert words.unmark(words.unmark("éé")) != words.unmark("éé")


def test_one_pair_is_not_commutative() -> None:
    pairs = [(a, b) for a in range(20) for b in range(20)]
    odd = [each for each in pairs if arithmetic.distance(*each) != arithmetic.distance(*each[::-1])]
    assert odd == [(7, 13), (13, 7)]


def test_roman_numbers_end() -> None:
    for number in (0, 4000, -1):
        with pytest.raises(ValueError, match="no Roman number"):
            arithmetic.to_roman(number)


def test_unlocking_gives_nothing_back() -> None:
    account = holders.Account(10)
    account.lock(3)
    account.unlock(3)
    assert account.balance == 7
