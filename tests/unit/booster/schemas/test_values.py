from __future__ import annotations

import json

import pytest

from aqe.booster.schemas.values import escaped, exact, kind_of, rendered, same, spelled


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -5, 2.5, "a", 'q"\\\n\u2028\x00é漢😀', [1, [None]], {"a": {"b": []}}],
)
def test_rendered_values_read_back(value: object) -> None:
    assert json.loads(rendered(value)) == value


def test_equal_numbers_are_spelled_alike() -> None:
    assert rendered(1.0) == rendered(1) == b"1"
    assert same([1.0], [1])
    assert same({"a": 1, "b": 2}, {"b": 2, "a": 1})


def test_true_is_not_one() -> None:
    assert not same(True, 1)
    assert not same([False], [0])
    assert not same("1", 1)


def test_lone_surrogates_are_written_as_escapes() -> None:
    assert escaped("a\ud800") == b"a\\ud800"
    assert rendered("\ud800").decode("utf-8")


def test_numbers_are_what_their_text_says() -> None:
    assert exact(0.1) * 10 == 1
    assert spelled(1e300) == b"1e+300"


def test_kinds() -> None:
    values = [None, True, 1, 1.5, "x", [], {}]
    assert [kind_of(each) for each in values] == [
        *("null", "boolean", "number", "number", "string", "array", "object")
    ]
