"""What preparing calls are given mostly."""

from __future__ import annotations

from aqe.domain.recipe import Literal, Recipe
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.generation.choosing.usual import Usual
from aqe.generation.scenario import Argument, Scenario, Step, step_reference


def parameter(name: str, default: str | None = None) -> Parameter:
    return Parameter(name, ParameterKind.POSITIONAL_OR_KEYWORD, default)


BOX = CallableSubject(
    "Box",
    "__init__",
    CallableKind.CONSTRUCTOR,
    "Box",
    (parameter("key"), parameter("size", "1")),
)
ASK = CallableSubject("Box.ask", "ask", CallableKind.METHOD, "Box", (parameter("word"),))


def asked(key: str | Recipe, word: str = "a", size: int | None = None) -> Scenario:
    """That a box is made and asked for a word."""
    recipes = [Literal(key) if isinstance(key, str) else key]
    recipes += [] if size is None else [Literal(size)]
    made = tuple(map(Argument, BOX.parameters, recipes))
    return Scenario((Step(BOX, made), Step(ASK, (Argument(ASK.parameters[0], Literal(word)),), 0)))


def test_another_value_than_mostly_is_told_and_put_right() -> None:
    usual = Usual([asked("abc"), asked("abc", "b"), asked("")])
    assert usual.unusual(asked("")) == 1
    assert list(usual.copies(asked("", "c"))) == [asked("abc", "c")]
    assert usual.unusual(asked("abc")) == 0
    assert not list(usual.copies(asked("abc")))


def test_of_values_that_come_as_often_the_shorter_is_usual() -> None:
    long = "a long text with many words"
    assert Usual([asked(long), asked(long), asked("a"), asked("a")]).unusual(asked(long)) == 1


def test_a_value_that_came_once_is_not_usual() -> None:
    assert not list(Usual([asked("abc"), asked("b")]).copies(asked("c")))


def test_options_what_the_call_itself_is_given_and_other_steps_are_left_alone() -> None:
    usual = Usual([asked("abc", "a", 1)] * 3)
    assert usual.unusual(asked("abc", "b", 2)) == 0
    assert usual.unusual(asked(step_reference(0))) == 0


def test_what_an_object_is_filled_with_is_left_alone() -> None:
    asked_again = Scenario((*asked("abc", "a").steps, asked("abc", "b").steps[1]))
    other = Scenario((*asked("abc", "").steps, asked("abc", "b").steps[1]))
    assert Usual([asked_again, asked_again, other]).unusual(other) == 0
