"""What an exception shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from aqe.execution.worker.baselines import Baselines, Shown, shown_by, tells_apart
from aqe.execution.worker.failures import describe_failure


def _refuse(value: object) -> None:
    raise TypeError(f"no {value!r}, please")


def _insist(value: object) -> None:
    assert isinstance(value, str), "a text, please"


def _again(value: Any) -> None:
    try:
        value + "a"
    except TypeError as error:
        raise TypeError("only texts") from error


def _passed_on(value: Any) -> None:
    try:
        value + "a"
    finally:
        _insist("a")


def _failure(function: Callable[[Any], object], value: object) -> dict[str, Any]:
    try:
        function(value)
    except Exception as error:
        return describe_failure(error, __file__)
    raise AssertionError("it came to an end")


@pytest.mark.parametrize("function", [_refuse, _insist, _again])
def test_what_code_raises_is_in_its_own_words(function: Callable[[Any], object]) -> None:
    assert not _failure(function, 1)["is_incidental"]


@pytest.mark.parametrize(
    "function", [lambda value: value + "a", lambda value: value.upper(), len, _passed_on]
)
def test_what_the_interpreter_cannot_do_is_in_its_words(function: Callable[[Any], object]) -> None:
    assert _failure(function, 1)["is_incidental"]


class _Spent(ArithmeticError):
    """A failure of arithmetic that code raises."""


def _spend(value: object) -> None:
    raise _Spent(f"{value!r} is spent")


@pytest.mark.parametrize(
    "function", [lambda value: value / 0, lambda value: 2.5 % (value - 1), math.exp]
)
def test_arithmetic_that_the_interpreter_cannot_do_is_in_its_words(
    function: Callable[[Any], object],
) -> None:
    assert _failure(function, 1 if function is not math.exp else 10**4)["is_incidental"]


@pytest.mark.parametrize(
    "function", [lambda value: value.encode("ascii"), lambda value: value.encode().decode("ascii")]
)
def test_where_a_codec_stops_is_told_in_words_of_the_interpreter(
    function: Callable[[Any], object],
) -> None:
    assert _failure(function, "été")["is_incidental"]


def test_a_codec_of_ones_own_has_words_of_its_own() -> None:
    def refuse(value: str) -> None:
        raise UnicodeEncodeError("own", value, 0, 1, "no such letter here")

    assert not _failure(refuse, "été")["is_incidental"]


def test_arithmetic_that_code_refuses_is_in_its_own_words() -> None:
    assert not _failure(_spend, 1)["is_incidental"]


def test_a_key_that_is_missing_is_no_word_of_the_interpreter() -> None:
    assert not _failure(lambda value: {}[value], "a")["is_incidental"]


@pytest.mark.parametrize(
    "function",
    [
        lambda value: [][value],
        lambda value: [].pop(),
        lambda value: [].remove(value),
        lambda value: "abc".index("d"),
        lambda value: [each for each, _ in [()]],
        lambda value: unbound,  # noqa: F821
        lambda value: {key: known.pop("a") for known in [{"a": value}] for key in known},
    ],
)
def test_what_is_not_there_is_told_in_words_of_the_interpreter(
    function: Callable[[Any], object],
) -> None:
    assert _failure(function, 1)["is_incidental"]


def test_what_the_interpreter_quotes_came_from_the_subject() -> None:
    assert not _failure(int, "a")["is_incidental"]


def test_what_was_thrown_into_a_generator_is_in_words_of_the_thrower() -> None:
    def throw(value: object) -> None:
        waiting = (each for each in [value])
        next(waiting)
        waiting.throw(ValueError("no more"))

    assert not _failure(throw, 1)["is_incidental"]


def test_a_place_that_code_refuses_is_in_its_own_words() -> None:
    def refuse(value: object) -> None:
        raise IndexError(f"nothing at {value!r}")

    assert not _failure(refuse, 1)["is_incidental"]


@pytest.mark.parametrize(("function", "is_told"), [(_refuse, True), (len, False)])
def test_mutants_are_not_told_by_words_that_no_test_demands(
    function: Callable[[Any], object], is_told: bool
) -> None:
    program = (0, 0, 0, [(0, 0, None)])

    def shown(value: object) -> Shown:
        return shown_by(program, {"outcome": "raised", "failure": _failure(function, value)})

    assert (shown(1) != shown(2.5)) is is_told


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        ("word " * 20 + "here", "word " * 20 + "there", False),
        ("first line\n" + "word " * 20, "first line\n" + "words " * 20, False),
        ("first line\n" + "word " * 20, "other line\n" + "word " * 20, True),
        ("first line\nhere", "first line\nthere", True),
    ],
)
def test_mutants_are_not_told_by_what_comes_behind_the_beginning_of_a_long_message(
    one: str, other: str, is_told: bool
) -> None:
    program = (0, 0, 0, [(0, 0, None)])

    def shown(message: str) -> Shown:
        def refuse(value: object) -> None:
            raise IndexError(message)

        return shown_by(program, {"outcome": "raised", "failure": _failure(refuse, 1)})

    assert (shown(one) != shown(other)) is is_told


@pytest.mark.parametrize(("one", "other", "is_told"), [("1", "2", True), ("1", "1", False)])
def test_mutants_are_told_by_what_an_exception_holds(one: str, other: str, is_told: bool) -> None:
    program = (0, 0, 0, [(0, 0, None)])

    def shown(source: str) -> Shown:
        held = [("code", {"kind": "literal", "type": "builtins:int", "source": source})]
        failure = {**_failure(_refuse, 1), "held": held}
        return shown_by(program, {"outcome": "raised", "failure": failure})

    assert (shown(one) != shown(other)) is is_told


def _held(*pairs: tuple[str, str]) -> dict[str, Any]:
    held = [
        (name, {"kind": "literal", "type": "builtins:int", "source": source})
        for name, source in pairs
    ]
    failure = {**_failure(_refuse, 1), "held": held}
    return {"outcome": "raised", "failure": failure, "goals": [1]}


def test_what_an_exception_holds_that_is_never_the_same_spoils_no_baseline() -> None:
    turns = iter([("1", "413"), ("2", "413")])

    def run(programs: list[Any], together: int) -> list[dict[str, Any]]:
        number, code = next(turns)
        return [_held(("number", number), ("code", code)) for _ in programs]

    program = (0, 0, 0, [(0, 0, None)])
    (baseline,) = Baselines(run).of([program])
    assert baseline.is_stable
    again, other = (
        shown_by(program, _held(("number", "3"), ("code", code))) for code in ("413", "400")
    )
    assert not tells_apart(again, baseline.shown)
    assert tells_apart(other, baseline.shown)
