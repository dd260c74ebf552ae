"""Recipes and candidates as Python source."""

from __future__ import annotations

import ast
import math

import pytest

from aqe.domain.candidate import Candidate, Definition, Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.syntax.python import Printer, program_of

ONE, TWO = Literal(1), Literal(2)
F = Symbol("pkg.mod", "f")


def op(name: str, *operands: Recipe) -> Operation:
    return Operation(name, operands)


@pytest.mark.parametrize(
    ("recipe", "source"),
    [
        (Literal(None), "None"),
        (Literal(True), "True"),
        (Literal(-3), "-3"),
        (Literal("it's"), '"it\'s"'),
        (Literal('say "hi"'), "'say \"hi\"'"),
        (Literal("'\""), '"\'\\""'),
        (Literal("a\nb\\'"), '"a\\nb\\\\\'"'),
        (Literal("é\ud800"), '"é\\ud800"'),
        (Literal(b'"\x00'), "b'\"\\x00'"),
        (Literal(b"a'"), 'b"a\'"'),
        (Literal(math.inf), 'float("inf")'),
        (Literal(-math.inf), 'float("-inf")'),
        (Literal(math.nan), 'float("nan")'),
        (Literal(2j), "2j"),
        (Literal(complex(1, -2)), "complex(1.0, -2.0)"),
        (Collection("list", (ONE, TWO)), "[1, 2]"),
        (Collection("tuple"), "()"),
        (Collection("tuple", (ONE,)), "(1,)"),
        (Collection("set"), "set()"),
        (Collection("set", (ONE,)), "{1}"),
        (Collection("frozenset", (ONE, TWO)), "frozenset({1, 2})"),
        (Collection("frozenset"), "frozenset()"),
        (Mapping(), "{}"),
        (Mapping(((Literal("a"), ONE),)), '{"a": 1}'),
        (F, "f"),
        (Symbol("pkg.mod", "Outer.Inner"), "Outer.Inner"),
        (Symbol("pkg.mod", ""), "mod"),
        (Variable("queue"), "queue"),
        (Attribute(ONE, "real"), "(1).real"),
        (Attribute(Literal(-1.5), "real"), "(-1.5).real"),
        (Attribute(Call(F), "name"), "f().name"),
        (Call(F, (ONE,), (("class", TWO), ("key", ONE))), 'f(1, key=1, **{"class": 2})'),
        (Call(Verbatim("lambda x: x"), (ONE,)), "(lambda x: x)(1)"),
        (op("mul", op("add", ONE, TWO), TWO), "(1 + 2) * 2"),
        (op("sub", ONE, op("sub", ONE, TWO)), "1 - (1 - 2)"),
        (op("sub", op("sub", ONE, TWO), ONE), "1 - 2 - 1"),
        (op("pow", Literal(-1), Literal(-2)), "(-1) ** -2"),
        (op("pow", ONE, op("pow", ONE, TWO)), "1 ** 2 ** 2".replace("2 ** 2", "1 ** 2")),
        (op("neg", op("pow", ONE, TWO)), "-1 ** 2"),
        (op("neg", op("add", ONE, TWO)), "-(1 + 2)"),
        (op("not", op("eq", ONE, TWO)), "not 1 == 2"),
        (op("eq", op("not", ONE), TWO), "(not 1) == 2"),
        (op("eq", op("eq", ONE, TWO), TWO), "(1 == 2) == 2"),
        (op("contains", Variable("box"), ONE), "1 in box"),
        (op("is", ONE, Literal(None)), "1 is None"),
        (op("or", ONE, op("and", ONE, TWO)), "1 | 1 & 2"),
        (op("getitem", Variable("box"), Literal("k")), 'box["k"]'),
        (op("slice", Variable("box"), ONE, Literal(None)), "box[1:]"),
        (Await(Call(F)), "await f()"),
        (Attribute(Await(Call(F)), "x"), "(await f()).x"),
        (op("add", Verbatim("1 if a else 2"), ONE), "(1 if a else 2) + 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_expression_prints_with_minimal_parentheses(recipe: Recipe, source: str) -> None:
    assert Printer().expression(recipe) == source


@pytest.mark.parametrize(
    ("recipe", "source"),
    [
        (Literal("a" * 255), '"a" * 255'),
        (Literal("ab\n" * 20), '"ab\\n" * 20'),
        (Literal("a" * 40), f'"{"a" * 40}"'),
        (Literal("a" * 50 + "b"), f'"{"a" * 50}b"'),
        (Call(Attribute(Literal("a" * 255), "upper")), '("a" * 255).upper()'),
        (Collection("list", (Literal("a" * 255), Literal(1))), '["a" * 255, 1]'),
    ],
)
def test_a_long_text_that_repeats_a_short_one_is_a_product(recipe: Recipe, source: str) -> None:
    assert Printer().expression(recipe) == source


def test_equal_but_different_literals_are_not_confused_by_the_memory() -> None:
    printer = Printer()
    kinds = [Collection("list", (Literal(value),)) for value in (1, True, 1.0)]
    assert [printer.expression(each) for each in kinds] == ["[1]", "[True]", "[1.0]"]


def test_memory_stays_within_its_capacity() -> None:
    printer = Printer(capacity=3)
    kept = [Collection("list", (Literal(number),)) for number in range(10)]
    assert [printer.expression(each) for each in kept] == [f"[{number}]" for number in range(10)]
    assert len(printer._printed) == 3


def test_very_long_integer_is_hexadecimal() -> None:
    number = 10**5000
    text = Printer().expression(Literal(-number))
    assert text.startswith("-0x")
    assert int(text, 16) == -number


def candidate(*statements: Statement, **changes: object) -> Candidate:
    return Candidate(7, "f", statements, **changes)  # type: ignore[arg-type]


def test_program_imports_what_it_uses() -> None:
    program = program_of(
        candidate(
            Statement(Call(Symbol("pkg.mod", "Queue.of"), (Symbol("builtins", "int"),)), "queue"),
            Statement(Call(Symbol("json", "dumps"), (Variable("queue"),)), is_act=True),
        ),
        "pkg.mod",
    )
    assert program.candidate == 7
    assert program.imports == ("from json import dumps", "from pkg.mod import Queue")
    assert [(line.form, line.source, line.target) for line in program.lines] == [
        ("plain", "Queue.of(int)", "queue"),
        ("plain", "dumps(queue)", None),
    ]


@pytest.mark.parametrize(
    ("symbols", "statement", "text"),
    [
        ([Symbol("pkg.mod", "map")], "from pkg.mod import map as mod_map", "mod_map"),
        (
            [Symbol("pkg.mod", "TestCase")],
            "from pkg.mod import TestCase as ModTestCase",
            "ModTestCase",
        ),
        ([Symbol("pkg.mod", "taken")], "from pkg.mod import taken as mod_taken", "mod_taken"),
        ([Symbol("other", "f"), F], "from other import f as other_f", "other_f"),
        ([Symbol("pkg.other", "")], "from pkg import other", "other"),
        ([Symbol("json", "")], "import json", "json"),
        (
            [Symbol("pkg.mod", "__getattr__")],
            "from pkg.mod import __getattr__ as mod_getattr",
            "mod_getattr",
        ),
    ],
)
def test_colliding_names_get_an_alias(symbols: list[Symbol], statement: str, text: str) -> None:
    call = Call(symbols[0], tuple(symbols[1:]))
    program = program_of(candidate(Statement(call, "taken")), "pkg.mod")
    assert statement in program.imports
    assert program.lines[0].source.startswith(f"{text}(")


def test_variable_that_hides_a_builtin_leaves_the_builtin_reachable() -> None:
    program = program_of(
        candidate(
            Statement(Literal(1), "list"),
            Statement(Call(Symbol("builtins", "list"), (Variable("list"),))),
        ),
        "pkg.mod",
    )
    assert program.imports == ("import builtins",)
    assert program.lines[1].source == "builtins.list(list)"


def test_alias_reaches_into_verbatim_source() -> None:
    lambda_of_map = Verbatim("lambda item: map(item)", (Symbol("pkg.mod", "map"),))
    program = program_of(candidate(Statement(lambda_of_map)), "pkg.mod")
    assert program.lines[0].source == "lambda item: mod_map(item)"


def test_forms_of_statements() -> None:
    box = Variable("box")
    program = program_of(
        candidate(
            Statement(Call(F), "handle", StatementForm.WITH),
            Statement(Call(F), None, StatementForm.ASYNC_WITH),
            Statement(ONE, None, StatementForm.ASSIGN, Attribute(box, "size")),
            Statement(Literal(None), None, StatementForm.DELETE, op("getitem", box, ONE)),
            Statement(Verbatim("total = 1")),
            definitions=(Definition("Stub", "class Stub:\n    pass", (Symbol("abc", "ABC"),)),),
        ),
        "pkg.mod",
    )
    assert [(line.form, line.source, line.target) for line in program.lines] == [
        ("with", "f()", "handle"),
        ("async-with", "f()", None),
        ("statement", "box.size = 1", None),
        ("statement", "del box[1]", None),
        ("statement", "total = 1", None),
    ]
    assert program.definitions == ("class Stub:\n    pass",)
    assert "from abc import ABC" in program.imports


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("caf\ufe0f", '"caf\\ufe0f"'),
        ("\U000e0100", '"\\U000e0100"'),
        ("e\u0301", '"e\\u0301"'),
        ("\\\u0301", '"\\\\\\u0301"'),
        ("é", '"é"'),
    ],
)
def test_characters_that_nobody_sees_are_escaped(value: str, text: str) -> None:
    assert Printer().expression(Literal(value)) == text
    assert ast.literal_eval(text) == value
