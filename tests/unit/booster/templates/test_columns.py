from __future__ import annotations

from typing import Any

import pytest

from aqe.booster.templates import Language, Template
from aqe.booster.templates.columns import columns_of
from aqe.booster.templates.joining import joined, separated


def pieces(source: str, records: list[Any]) -> Any:
    template = Template(source, language=Language.TEXT)
    return columns_of(template._placed.body, records, frozenset())


def test_a_column_of_equal_texts_is_a_constant() -> None:
    assert pieces("<${a}>", [{"a": "x"}, {"a": "x"}]) == ["<", "x", ">"]
    assert pieces("${a}", [{"a": "x"}, {"a": "y"}, {"a": "x"}]) == [["x", "y", "x"]]


def test_plain_texts_get_their_quotes_from_the_template() -> None:
    assert pieces("${a|python}", [{"a": "x"}, {"a": "y"}]) == ['"', ["x", "y"], '"']
    assert pieces("${a|python}", [{"a": "x"}, {"a": '"'}]) == [['"x"', '"\\""']]
    assert pieces("${a|python}", [{"a": "x"}, {"a": 1}]) == [['"x"', "1"]]
    assert pieces("${a|python}", [{"a": 1}, {"a": 2}]) == [["1", "2"]]
    assert pieces("${a|json}", [{"a": True}, {"a": None}]) == [["true", "null"]]


def test_lists() -> None:
    assert pieces("${#a}${.}${/a}", [{"a": ["x", "y"]}, {"a": ["z", "w"]}]) == [["xy", "zw"]]
    assert pieces("${#a}${.}${/a}", [{"a": ["x", "y"]}, {"a": []}]) == [["xy", ""]]
    assert pieces("${#a}${.}${/a}", [{"a": []}]) == []


@pytest.mark.parametrize(
    ("source", "records"),
    [
        ("${a}", [{"a": "x"}, {}]),
        ("${a}", [{"a": None}]),
        ("${a|name}", [{"a": "x y"}]),
        ("${a|name}", [{"a": 1}]),
        ("${a|part}", [{"a": ""}, {"a": "x"}]),
        ("${#a}x${/a}", [{"a": 1}]),
        ("${a|python}", [{"a": float("inf")}]),
    ],
)
def test_what_is_unusual_is_left_to_others(source: str, records: list[Any]) -> None:
    assert pieces(source, records) is None


def test_a_text_for_each_row() -> None:
    assert separated([["x\0", "y"], "!"], 2) == ["x\0!", "y!"]
    assert separated(["a"], 0) == []
    assert separated([], 2) == ["", ""]
    assert joined([["x\0", "y"], "!"], 2) == "x\0!y!"


def test_half_a_character_is_left_to_others() -> None:
    assert separated(["\ud800", ["x"]], 1) is None
    assert joined([["\ud800"]], 1) is None
    assert pieces("${a}", [{"a": "x"}, {"a": "\ud800"}]) is None


def test_many_lists_of_one_length_are_columns() -> None:
    records: list[Any] = [{"b": f"<{row}>", "a": [f"x{row}", f"y{row}"]} for row in range(60)]
    found = pieces("${#a}${.}${@index}${b}${!@last},${/@last}${/a}", records)
    assert found[0] == [f"x{row}" for row in range(60)]
    assert separated(found, 60) == [f"x{row}0<{row}>,y{row}1<{row}>" for row in range(60)]
    records[7]["a"].append("z7")
    other = separated(pieces("${#a}${.}${/a}", records), 60)
    assert other is not None
    assert other[6:8] == ["x6y6", "x7y7z7"]


@pytest.mark.parametrize("source", ["${a|name}", "${a|dotted}", "${a|part}"])
def test_names_are_looked_at_in_columns(source: str) -> None:
    assert pieces(source, [{"a": "x"}, {"a": "y_1"}]) == [["x", "y_1"]]
    assert pieces(source, [{"a": "x"}, {"a": "ü"}]) is None
