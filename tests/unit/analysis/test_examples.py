"""Documented examples."""

from __future__ import annotations

from textwrap import dedent

import pytest

from aqe.analysis.examples import examples_in
from aqe.domain.subject import Example


def found(text: str, *names: str) -> list[Example]:
    return list(examples_in(dedent(text), "f", 10, frozenset(names)))


def test_prompts_are_examples_with_their_results() -> None:
    assert found("F.\n\n>>> f(1)\n2\n>>> f(2)  # more\n3\n") == [
        Example("f", ("f(1)",), "2", None, 12),
        Example("f", ("f(2)",), "3", None, 14),
    ]


def test_earlier_statements_come_along_only_where_needed() -> None:
    shown = found(
        """
        >>> from m import f
        >>> import json
        >>> q = f([1])
        >>> other = 5
        >>> q.add(2)
        >>> q.size()
        1
        >>> q.pop()
        2
        >>> q.size()
        0
        """
    )
    setup = ("from m import f", "q = f([1])", "q.add(2)")
    assert [each.statements for each in shown] == [
        setup,
        (*setup, "q.size()"),
        (*setup, "q.pop()"),
        (*setup, "q.pop()", "q.size()"),
    ]
    assert [each.expected for each in shown] == [None, "1", "2", "0"]


def test_tracebacks_name_the_exception() -> None:
    (example,) = found(
        """
        >>> f(-1)
        Traceback (most recent call last):
            ...
        ValueError: too small
        """
    )
    assert (example.expected, example.raises) == (None, "ValueError")


@pytest.mark.parametrize("want", ["[1, ..., 9]", "<BLANKLINE>"], ids=["ellipsis", "blank-line"])
def test_results_that_are_only_hinted_at_are_not_documented(want: str) -> None:
    (example,) = found(f">>> f(1) # doctest: +ELLIPSIS\n{want}\n")
    assert example.expected is None


def test_skipped_examples_are_left_out() -> None:
    assert found(">>> f(1)  # doctest: +SKIP\n2\n") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("For instance ``f(1, 'a') == [2]``.", "[2]"),
        ("``f(1, 'a')`` returns ``[2]``", "[2]"),
        ("    f(1, 'a') -> [2]", "[2]"),
        ("    f(1, 'a')  # => {'b': 1}", "{'b': 1}"),
    ],
)
def test_calls_in_running_text_are_examples(line: str, expected: str) -> None:
    (example,) = found(f"F.\n\n{line}\n", "f")
    assert (example.statements, example.expected, example.line) == (("f(1, 'a')",), expected, 12)


@pytest.mark.parametrize(
    "line",
    [
        "``g(1) == 2``",
        "``f(x) == 2``",
        "``f(1) == y``",
        "    f(__import__('os')) -> 2",
        "f(1) is nice",
    ],
)
def test_other_text_is_no_example(line: str) -> None:
    assert found(line, "f") == []


def test_broken_docstrings_do_no_harm() -> None:
    assert found(">>> f(1\n2\n>>>f(2)\n3\n") == []


@pytest.mark.parametrize("text", ["{'b', 'a', 'd', 'c', 'f', 'e', 'h', 'g'}", "[{3, 1}, 2]"])
def test_a_documented_set_is_kept_as_it_was_written(text: str) -> None:
    (example,) = found(f"F.\n\n    f(1) == {text}\n", "f")
    assert example.expected == text


def test_results_of_one_module_do_not_lean_on_one_another() -> None:
    first, second = found(">>> import m\n>>> m.read('a')\n1\n>>> m.read('b')\n2\n")
    assert first.statements[-1] == "m.read('a')"
    assert second.statements == ("import m", "m.read('b')")


@pytest.mark.parametrize(
    ("header", "callee"), [("from m import add_one", "add_one"), ("import m", "m.remove_accents")]
)
def test_functions_that_only_sound_as_if_they_changed_something_do_not_pile_up(
    header: str, callee: str
) -> None:
    calls = "".join(f">>> {callee}({number})\n{number}\n" for number in range(5))
    assert [len(each.statements) for each in found(f">>> {header}\n{calls}")] == [2] * 5


def test_a_module_whose_state_is_changed_first_is_leant_on() -> None:
    (example,) = found(">>> import m\n>>> m.seed(1)\n>>> m.draw()\n4\n")[-1:]
    assert example.statements == ("import m", "m.seed(1)", "m.draw()")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("import m\n>>> m.push('a')", "m.names()"),
        ("from m import stack\n>>> stack.read()", "stack.names()"),
    ],
    ids=["changes something by its name", "is an object"],
)
def test_what_may_have_changed_something_is_leant_on(first: str, second: str) -> None:
    text = f">>> {first}\n1\n>>> {second}\n2\n"
    assert first.rpartition(">>> ")[2] in found(text)[-1].statements
