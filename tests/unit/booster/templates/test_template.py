from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from aqe.booster.ports import EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.templates import DataRefused, ExpansionFailed, Language, Template, TemplateRefused

TEXT = Language.TEXT


class Huge(int):
    """A number of more digits than Python writes; pytest wants to show it."""

    def __str__(self) -> str:
        return "huge"


HUGE = Huge(10**5000)


def text(source: str, record: Any, language: Language = TEXT) -> str:
    """The text of a record by each way, which must agree."""
    template = Template(source, language=language)
    found = template.expand(record)
    assert template.expand_all([record, record]) == [found, found]
    assert template.expand_joined([record]) == found
    return found


@pytest.mark.parametrize(
    ("source", "record", "expected"),
    [
        ("${a}", {"a": "x"}, "x"),
        ("${a}", {"a": 0}, "0"),
        ("${a}", {"a": True}, "true"),
        ("${a}", {"a": Decimal("1.50")}, "1.50"),
        ("${a:-d}", {}, "d"),
        ("${a:-d}", {"a": ""}, ""),
        ("${a|json:-d}", {"a": None}, "null"),
        ("${a|python:-d}", {}, '"d"'),
        ("${a|python:-3}", {}, "3"),
        ("${a.b}", {"a": {"b": 1}}, "1"),
        ("${?a}y${/a}${!a}n${/a}", {"a": 0}, "y"),
        ("${?a}y${/a}${!a}n${/a}", {"a": 0.0}, "y"),
        ("${?a}y${/a}${!a}n${/a}", {"a": ""}, "n"),
        ("${?a}y${/a}${!a}n${/a}", {"a": []}, "n"),
        ("${?a}y${/a}${!a}n${/a}", {"a": False}, "n"),
        ("${?a}y${/a}${!a}n${/a}", {"a": None}, "n"),
        ("${?a}y${/a}${!a}n${/a}", {}, "n"),
        ("${#a}<${.}>${/a}", {"a": [1, "x"]}, "<1><x>"),
        ("${#a}<${b}>${/a}", {"a": {"b": 1}}, "<1>"),
        ("${#a}<${b}>${/a}", {"a": None}, ""),
        ("${#a}<${b}>${/a}", {"a": ({"b": 1}, {"b": 2})}, "<1><2>"),
        ("${#a}${@index}${@number}${!@last},${/@last}${/a}", {"a": "xy".split()}, "01"),
        (
            "${#a}${?@first}f${/@first}${@number}${!@last},${/@last}${/a}",
            {"a": [1, 2, 3]},
            "f1,2,3",
        ),
        ("${#a}${b}${c}${/a}", {"a": [{"b": 1}, {"b": 2, "c": 3}], "c": 9}, "1923"),
        ("${#a}${#b}${.}${c}${/b};${/a}", {"a": [{"b": [1, 2]}, {"b": []}], "c": "x"}, "1x2x;;"),
        ("${#a}${.c:-no}${/a}", {"a": [{}], "c": 9}, "no"),
        ("é${a}", {"a": "ü\0"}, "éü\0"),
    ],
)
def test_what_the_language_means(source: str, record: Any, expected: str) -> None:
    assert text(source, record) == expected


FAILURES = [
    ("x\n ${a}", {"b": 1}, "t.txt, line 2, column 2, record 1: ${a}: the data has no value"),
    ("${#a}${/a}", {}, "${#a}: the data has no value"),
    ("${#a}${/a}", {"a": "x"}, "a section needs a list or an object"),
    ("${a}", {"a": None}, "${a}: nothing cannot stand as it is"),
    ("${a}", {"a": []}, "a list or an object cannot stand as it is"),
    ("${a}", {"a": "\ud800"}, "half a character"),
    ("${a|name}", {"a": "a b"}, "'a b' is not a name"),
    ("${a|dotted}", {"a": "a..b"}, "'' is not a name"),
    ("${a|part}", {"a": "-"}, "letters, digits and underscores"),
    ("${a|number}", {"a": "01"}, "'01' is not a number"),
    ("${a|python}", {"a": float("nan")}, "nan has no literal"),
    ("${a|python}", {"a": {1: 2}}, "the key 1 is no text"),
    ("${a|python}", {"a": object()}, "object is not of JSON's kinds"),
    ("${a|python}", {"a": HUGE}, "more digits"),
    ("${a}", [], "no value"),
]


@pytest.mark.parametrize(("source", "record", "message"), FAILURES)
def test_a_record_that_does_not_fit_is_named(source: str, record: Any, message: str) -> None:
    template = Template(source, name="t.txt")
    for expand in (template.expand, lambda one: template.expand_all([one])):
        with pytest.raises(ExpansionFailed) as error:
            expand(record)
        assert message in str(error.value)


def test_the_number_of_the_record_is_told() -> None:
    template = Template("${a}", language=TEXT)
    records = [{"a": 1}] * 1_203 + [{"b": 1, "c": 2}]
    for expand in (template.expand_all, template.expand_joined):
        with pytest.raises(ExpansionFailed, match="record 1204") as error:
            expand(records)
        assert error.value.record == 1_204
        assert error.value.hint is not None
        assert "the record has b, c" in error.value.hint


def test_the_language_must_be_known() -> None:
    with pytest.raises(TemplateRefused, match=r"'a\.tsx' does not say which language"):
        Template("x", name="a.tsx")
    assert Template("${a}", name="x/test_a.py.tmpl").language is Language.PYTHON


def test_deep_data_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(DataRefused, match="record 1 is nested too deeply"):
        Template("${a|python}", language=TEXT).expand({"a": deep})


def test_lists_within_lists_end(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(output_bytes=1_000_000, steps=10_000)
    monkeypatch.setattr("aqe.booster.templates.template._LIMITS", limits)
    source = "${#a}" * 8 + "x" + "${/a}" * 8
    with pytest.raises(
        ExpansionFailed, match="too many steps: at most 1,000,000 bytes in 10,000 steps"
    ):
        Template(source, language=TEXT).expand({"a": list(range(200))})


class Chunks(ReferenceEngine):
    """Notes what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        self.sizes.append(len(data))
        return super().run(operation, program, data, limits)


def test_an_engine_gets_whole_lines_in_pieces() -> None:
    template, engine = Template("${a};", language=TEXT), Chunks()
    line = json.dumps({"a": "x" * 70_000}).encode() + b"\n"
    output = b"".join(template.run(engine, line * 100))
    assert output == (b"x" * 70_000 + b";") * 100
    assert len(engine.sizes) > 2
    assert all(size % len(line) == 0 for size in engine.sizes)
    assert [len(each) for each in template.run_each(engine, line * 3)] == [70_001] * 3


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (b'{"a":1}\n\n{"b":2}', "t.txt, line 1, column 1, record 3: ${a}: the data has no value"),
        (b'{"a":1}\n{"a":1', "line 2 of the data: Expecting ',' delimiter at column"),
        (b'{"a":NaN}', "line 1 of the data: NaN is not JSON"),
        (b'{"a":1,"a":1}', "a name stands twice"),
        (b"[" * 70 + b"]" * 70, "nested deeper than 64"),
        (b'{"a":"\xff"}', "line 1 of the data is not UTF-8"),
    ],
)
def test_failures_of_an_engine_are_told_in_words(lines: bytes, message: str) -> None:
    template = Template("${a}", name="t.txt")
    with pytest.raises((ExpansionFailed, DataRefused)) as error:
        list(template.run(ReferenceEngine(), lines))
    assert message in str(error.value)


class Full:
    """An engine whose output has no room."""

    name = "full"

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        raise EngineFailure(FailureCode.OUTPUT_LIMIT, 0)


def test_a_limit_of_an_engine_is_told() -> None:
    with pytest.raises(ExpansionFailed, match="together, the texts are too long: at most"):
        list(Template("${a}", language=TEXT).run(Full(), b'{"a":1}'))


def test_sections_without_content_are_not_gone_through() -> None:
    template = Template("${#a}${#a}${#a}${/a}${/a}${/a}.", language=TEXT)
    line = json.dumps({"a": [0] * 300}).encode()
    # Twenty-seven million turns, of which ninety thousand take a step.
    found = ReferenceEngine().run(Operation.EXPAND, template.program, line, Limits(steps=90_302))
    assert found == b"."
