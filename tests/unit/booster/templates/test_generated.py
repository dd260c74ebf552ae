from __future__ import annotations

from collections import OrderedDict, defaultdict
from types import MappingProxyType

import pytest

from aqe.booster.templates import Language, Template
from aqe.booster.templates.direct import direct_function
from aqe.booster.templates.generated import generated_function

HOSTILE = """'\"\\\n{v1}{{%s\x00\u2028\ud83d"""


def filled(source: str, record: object, language: Language = Language.TEXT) -> str | None:
    expand = generated_function(Template(source, language=language)._placed.body, {"class"})
    assert expand is not None
    return expand(record)


@pytest.mark.parametrize(
    ("source", "record", "text"),
    [
        ("${a}${b.c}", {"a": "x", "b": {"c": 1}}, "x1"),
        (
            "${#a}${.}${@index}${@number}${?@last}.${/@last}${!@first},${/@first}${/a}",
            {"a": [5, 6]},
            "501612.,",
        ),
        ("${#a}${b}${.b:-0}${/a}", {"a": [1], "b": 2}, "20"),
        ("${#a}${b}${/a}${b}", {"a": [{"b": 1}, {}], "b": 2}, "122"),
        ("${?a}1${/a}${!a}2${/a}", {"a": 0}, "1"),
        ("${?a}1${/a}${!a}2${/a}", {"a": ""}, "2"),
        ("${?a}1${/a}${!a}2${/a}", {}, "2"),
        ("${?a}${b}${/a}", {}, ""),
        ("${?a}${b}${/a}${b:-x}", {}, "x"),
        ("${#a}${/a}", {"a": None}, ""),
        ("${#a}${b}${/a}", {"a": {"b": 1}}, "1"),
        ("${#a}${#b}${c}${d}${/b}${/a}", {"a": [{"b": [{"c": 1}, 2]}], "c": 3, "d": 4}, "1434"),
        ("${@number}${?@first}f${/@first}", {}, "1f"),
        ("${a|part}", {"a": "x_1"}, "x_1"),
        ("${a|dotted}", {"a": "x.y"}, "x.y"),
        ("${a|number}", {"a": "1.50"}, "1.50"),
        ("${a}", {}, None),
        ("${a}", {"a": None}, None),
        ("${a}", {"a": "\ud800"}, None),
        ("${a}", {"a": 10**5000}, None),
        ("${a}", 5, None),
        ("${#a}x${/a}", {"a": 1}, None),
        ("${#a}x${/a}", {"a": "xy"}, None),
        ("${#a}x${/a}", {}, None),
        ("${a|name}", {"a": "class"}, None),
        ("${a|dotted}", {"a": "x.class"}, None),
        ("${a|dotted}", {"a": "x."}, None),
        ("${a|part}", {"a": ""}, None),
        ("${a|part}", {"a": "\u00fc"}, None),
    ],
)
def test_a_text_or_nothing(source: str, record: object, text: str | None) -> None:
    assert filled(source, record) == text
    assert direct_function(Template(source, language=Language.TEXT)._placed.body, {"class"})(
        record
    ) in (text, None)


@pytest.mark.parametrize("language", [Language.PYTHON, Language.TYPESCRIPT, Language.JSON])
@pytest.mark.parametrize(
    "value",
    ["plain", "", HOSTILE, "</script>", "\u00e9", 1, -2.5, True, None, [1, "x"], {"a": 'x"'}],
)
def test_literals_are_those_of_the_reference(language: Language, value: object) -> None:
    source = '{"a": ${a}}' if language is Language.JSON else "a = [${a}]"
    template = Template(source, language=language)
    expected = next(template._one_by_one([{"a": value}]))
    assert filled(source, {"a": value}, language) == expected


def test_no_text_of_a_template_is_code() -> None:
    source = HOSTILE.replace("\ud83d", "") + "${a:-'\\n{v1}\"}"
    assert filled(source, {}) == next(Template(source, language=Language.TEXT)._one_by_one([{}]))
    assert filled("${M}${v1}${J}", {"M": 1, "v1": 2, "J": 3}) == "123"


@pytest.mark.parametrize(
    "made", [OrderedDict, MappingProxyType, lambda given: defaultdict(int, given)]
)
def test_objects_of_other_kinds_are_left_to_others(made: object) -> None:
    assert callable(made)
    assert filled("${a:-0}", made({"a": 1})) is None
    assert filled("${#b}${a:-0}${/b}", {"b": [made({"a": 1})]}) is None
    assert filled("${b.a:-0}", {"b": made({"a": 1})}) is None


def test_too_much_is_left_to_others() -> None:
    assert filled("${#a}${#a}${/a}${/a}", {"a": [1] * 1_100}) is None
    assert filled("${#a}${#a}${/a}${/a}", {"a": [1] * 10}) == ""
    many = Template(
        "${a}" * 30 + "${a|part}" * 30 + "${#a}${b}${/a}" * 2_000, language=Language.TEXT
    )
    assert generated_function(many._placed.body, ()) is None
    deep = Template("${#a}" * 20 + "${/a}" * 20, language=Language.TEXT)
    assert generated_function(deep._placed.body, ()) is None


def test_a_template_gives_the_same_before_and_after_it_is_compiled() -> None:
    template = Template("\n\na = ${a}  # ${b}\n", language=Language.PYTHON)
    records = [{"a": number, "b": f"x{number}"} for number in range(200)]
    before = template._quick
    texts = [template.expand(each) for each in records]
    assert template._quick != before
    assert texts == [f"\n\na = {number}  # x{number}\n" for number in range(200)]
    assert template.expand({"a": "\u2028", "b": "\n"}) == '\n\na = "\\u2028"  # \\n\n'
