"""Statements wrapped as the common formatters wrap them."""

from __future__ import annotations

import pytest

from aqe.syntax.python.layout import Layout

LONG = "a_function_with_a_long_name"


@pytest.mark.parametrize(
    ("source", "wrapped"),
    [
        ("x = f(1)", "x = f(1)"),
        (
            f"number = {LONG}('first argument', 'second argument', third='third argument')",
            f'number = {LONG}(\n    "first argument", "second argument", third="third argument"\n)',
        ),
        (
            f"assert {LONG}('argument', 12345, key='value') == 'an expected value of some length'",
            (
                "assert (\n"
                f'    {LONG}("argument", 12345, key="value")\n'
                '    == "an expected value of some length"\n'
                ")"
            ),
        ),
        (
            f"assert {LONG}('argument', 12345) == ['an expected value', 'of some length']",
            (
                f'assert {LONG}("argument", 12345) == [\n'
                '    "an expected value",\n'
                '    "of some length",\n'
                "]"
            ),
        ),
        (
            "message = 'a text that is simply much too long for the line on which its own name stands'",
            (
                "message = (\n"
                '    "a text that is simply much too long for the line on which its own name stands"\n'
                ")"
            ),
        ),
        (
            "queue = Builder().with_something(1).with_another_thing('two').with_the_third(3).build_it_now()",
            (
                "queue = (\n"
                "    Builder()\n"
                "    .with_something(1)\n"
                '    .with_another_thing("two")\n'
                "    .with_the_third(3)\n"
                "    .build_it_now()\n"
                ")"
            ),
        ),
        ("assert await f(1)", "assert await f(1)"),
        ("total = 1e+20 - -1**2", "total = 1e20 - -(1**2)"),
        ("def broken(", "def broken("),
    ],
    ids=["short", "call", "comparison", "list", "text", "chain", "await", "numbers", "invalid"],
)
def test_statement_is_wrapped(source: str, wrapped: str) -> None:
    assert Layout().statement(source) == wrapped


def test_indentation_counts() -> None:
    source = "number = f('" + "a" * 69 + "')"
    assert "\n" not in Layout().statement(source, indent=5)
    assert Layout().statement(source, indent=6).startswith("      number = f(\n          ")


def test_raw_strings_stay_raw() -> None:
    header = Layout().with_header([r'pytest.raises(ValueError, match=r"^a\.b$")'], indent=4)
    assert header == r'    with pytest.raises(ValueError, match=r"^a\.b$"):'


def test_several_contexts_are_put_in_parentheses_when_they_break() -> None:
    items = [
        "open_something_long('first path of the file of orders') as first",
        "pytest.raises(ValueError)",
    ]
    assert Layout().with_header(items, is_async=False) == (
        "with (\n"
        '    open_something_long("first path of the file of orders") as first,\n'
        "    pytest.raises(ValueError),\n"
        "):"
    )


def test_wide_characters_count_twice() -> None:
    source = "text = f('" + "語" * 39 + "')"
    assert Layout().statement(source).startswith("text = f(\n")
    assert "\n" not in Layout().statement(source.replace("語", "a"))


def test_function_header_puts_parameters_on_lines_of_their_own() -> None:
    parameters = ["an_argument", "another_argument", "capsys", "tmp_path"]
    name = "test_something_with_a_name_that_takes_most_of_the_line"
    assert Layout().function_header("test_a", ["capsys"]) == "def test_a(capsys):"
    inner = "an_argument, another_argument, capsys, tmp_path"
    assert Layout().function_header(name, parameters) == f"def {name}(\n    {inner}\n):"
