from __future__ import annotations

import pytest

from aqe.booster.templates import Language, Template
from aqe.booster.templates.direct import direct_function


@pytest.mark.parametrize(
    ("source", "record", "text"),
    [
        ("${a}${b.c}", {"a": "x", "b": {"c": 1}}, "x1"),
        ("${#a}${.}${@index}${?@last}.${/@last}${/a}", {"a": [5, 6]}, "5061."),
        ("${#a}${b}${.b:-0}${/a}", {"a": [1], "b": 2}, "20"),
        ("${a}", {}, None),
        ("${a}", {"a": None}, None),
        ("${a}", {"a": "\ud800"}, None),
        ("${#a}x${/a}", {"a": 1}, None),
        ("${a|name}", {"a": "class"}, None),
    ],
)
def test_a_text_or_nothing(source: str, record: object, text: str | None) -> None:
    template = Template(source, language=Language.TEXT)
    assert direct_function(template._placed.body, {"class"})(record) == text


def test_too_many_elements_are_left_to_others() -> None:
    template = Template("${#a}${#a}${/a}${/a}", language=Language.TEXT)
    expand = direct_function(template._placed.body, ())
    assert expand({"a": [1] * 1_100}) is None
    assert expand({"a": [1] * 10}) == ""
