"""Public calls that hand their arguments on to a private function."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of
from generation_builders import call_of

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.domain.subject import Subject
from aqe.generation.scenario import Argument, Scenario
from aqe.generation.seeding.public_callers import PublicCallers
from aqe.syntax.python.parsing import parse_literal

SOURCE = """\
def render(text, width=0, upper=False, *, style="old"):
    if style not in ("old", "new"):
        raise ValueError(style)
    if style == "old":
        return text
    return _render(text, width, upper)


def _render(text, size, upper):
    text = text.strip()
    return _cut(text, size).upper() if upper else _cut(text, size)


def _cut(text, size):
    return text[:size] if size else text


def total(prices, *, checked=False):
    if checked:
        return sum(map(_checked, prices))
    return sum(_price(each) for each in prices)


def _checked(price):
    return price


def _price(price):
    return price + 1


def spell(word: str):
    for letter in word:
        yield _spelt(letter)


def _spelt(letter):
    return letter.upper()


def cutting(text: str, width: int = 0):
    return _cutting(text, width)


def _cutting(text, width):
    return text[:width]


def logged(mode):
    print(mode)


def pick(text, mode="a", kind="x"):
    logged(mode)
    return _pick(text) if kind == "y" and mode != "b" else text


def _pick(text):
    return text


def _alone(text):
    return text
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _texts(subject: Subject, name: str, *recipes: Recipe) -> list[str]:
    called = subject.callable(name)
    assert called is not None
    callers = PublicCallers(subject, seeder_of(subject), parse_literal)
    found = callers.of(Scenario((call_of(called, *recipes),)))
    return [f"{each.subject}({', '.join(map(_text, each.act.arguments))})" for each in found]


def _text(argument: Argument) -> str:
    match argument.recipe:
        case Collection(items=(Literal(value=value),)):
            return f"{argument.parameter.name}=[{value!r}]"
        case Literal(value=value):
            return f"{argument.parameter.name}={value!r}"
    return "?"


def _values(*values: object) -> list[Recipe]:
    return [Literal(each) for each in values]  # type: ignore[arg-type]


def test_arguments_are_given_to_the_caller_and_guards_take_what_they_are_compared_with(
    subject: Subject,
) -> None:
    assert _texts(subject, "_render", *_values("abc", 2, True)) == [
        "render(text='abc', width=2, upper=True)",
        "render(text='abc', width=2, upper=True, style='new')",
    ]


def test_what_the_caller_has_as_a_default_is_left_out(subject: Subject) -> None:
    found = _texts(subject, "_render", *_values("abc", 0, False))
    assert found == ["render(text='abc')", "render(text='abc', style='new')"]


@pytest.mark.parametrize("value", [1.0, 1])
def test_whole_numbers_are_given_as_the_caller_declares_them(
    subject: Subject, value: float
) -> None:
    (found,) = _texts(subject, "_cutting", *_values("abc", value))
    assert found == "cutting(text='abc', width=1)"


def test_other_numbers_are_given_as_they_are(subject: Subject) -> None:
    (found,) = _texts(subject, "_cutting", *_values("abc", 1.5))
    assert found == "cutting(text='abc', width=1.5)"


def test_callers_of_private_callers_are_asked(subject: Subject) -> None:
    found = _texts(subject, "_cut", *_values("abc", 2))
    assert found == [
        "render(text='abc', width=2)",
        "render(text='abc', width=2, style='new')",
        "render(text='abc', width=2, upper=True)",
    ]


def test_an_element_is_handed_on_in_a_list(subject: Subject) -> None:
    assert _texts(subject, "_price", Literal(3))[0] == "total(prices=[3])"


def test_a_letter_is_handed_on_in_a_text(subject: Subject) -> None:
    assert _texts(subject, "_spelt", Literal("b"))[0] == "spell(word='b')"


def test_a_letter_is_handed_on_among_others_too(subject: Subject) -> None:
    assert _texts(subject, "_spelt", Literal("b"))[1:] == ["spell(word='aba')"]


def test_values_of_what_is_handed_on_to_nobody_are_tried_first(subject: Subject) -> None:
    assert _texts(subject, "_pick", Literal("abc")) == [
        "pick(text='abc')",
        "pick(text='abc', kind='y')",
        "pick(text='abc', mode='b')",
    ]


def test_public_functions_and_those_that_nobody_calls_have_no_other_caller(
    subject: Subject,
) -> None:
    assert _texts(subject, "_alone", Literal("abc")) == []
    assert _texts(subject, "render", Literal("abc")) == []


def test_once_it_is_known_which_value_opens_the_way_no_other_is_tried(subject: Subject) -> None:
    called = subject.callable("_render")
    assert called is not None
    callers = PublicCallers(subject, seeder_of(subject), parse_literal)
    first = Scenario((call_of(called, *_values("abc", 2, True)),))
    callers.note(first, callers.of(first)[1])

    found = callers.of(Scenario((call_of(called, *_values("word", 3, True)),)))

    assert [[_text(each) for each in one.act.arguments] for one in found] == [
        ["text='word'", "width=3", "upper=True", "style='new'"]
    ]


def test_what_opens_the_way_to_a_caller_does_so_for_what_that_calls(tmp_path: Path) -> None:
    subject = subject_of(
        tmp_path,
        """\
def render(text, *, style="old", upper=False):
    return _render(text, upper) if style == "new" else text


def _render(text, upper):
    return _raised(text) if upper else text


def _raised(text):
    return text.upper()
""",
    )
    render, raised = subject.callable("_render"), subject.callable("_raised")
    assert render is not None
    assert raised is not None
    callers = PublicCallers(subject, seeder_of(subject), parse_literal)
    first = Scenario((call_of(render, *_values("abc", False)),))
    callers.note(first, callers.of(first)[1])

    found = callers.of(Scenario((call_of(raised, Literal("word")),)))

    assert [[_text(each) for each in one.act.arguments] for one in found] == [
        ["text='word'", "style='new'"],
        ["text='word'", "style='new'", "upper=True"],
    ]
