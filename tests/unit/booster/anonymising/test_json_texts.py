from __future__ import annotations

import json

import pytest

from aqe.booster.anonymising.json_texts import json_within, replaced_json


def upper(text: str) -> str:
    return text.upper() if not text[:1].isdigit() else "9" * len(text)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            '{"name": "jo", "ok": true, "no":null, "n": -12, "x": 1.5e3}',
            '{"name": "JO", "ok": true, "no":null, "n": -99, "x": 999e3}',
        ),
        ('[ "a",\n {"k" : ["b\\"c", {}]} ]', '[ "A",\n {"k" : ["B\\"C", {}]} ]'),
        ('["\\u00e4"]', '["\\u00c4"]'),
        ('["ä"]', '["Ä"]'),
        ('{"secret": "x: \\"name\\": y"}', '{"secret": "X: \\"NAME\\": Y"}'),
    ],
)
def test_values_change_and_all_else_stays(text: str, after: str) -> None:
    assert replaced_json(text, upper, str) == after
    json.loads(after)


def test_names_are_asked_about() -> None:
    assert replaced_json('{"a@b": {"c": 1}}', str, lambda name: name.replace("@", "!")) == (
        '{"a!b": {"c": 1}}'
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"text"', "12", "{name}", "[" * 100_000])
def test_other_texts_are_left_to_others(text: str) -> None:
    assert replaced_json(text, upper, str) is None


def test_within() -> None:
    assert json_within(' {"a": 1}') == {"a": 1}
    assert json_within("[1") == []
