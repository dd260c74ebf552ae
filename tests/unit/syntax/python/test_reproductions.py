from __future__ import annotations

import ast
from pathlib import Path

from aqe.domain.candidate import Candidate, Statement
from aqe.domain.recipe import Await, Call, Literal, Operation, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import ClassKind, ClassSubject, Subject
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.syntax.python.reproductions import Reproduction, print_reproductions

SUBJECT = Subject(
    "shop",
    Path("shop.py"),
    Path(),
    "",
    "python",
    (),
    (ClassSubject("shop", "Checks", ClassKind.PLAIN, ("unittest:TestCase",)),),
)


def shown(*statements: Statement, assertions: tuple[Assertion, ...] = ()) -> TestCase:
    return TestCase(
        Candidate(1, "mean", statements),
        CandidateRun(1, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=assertions,
    )


def call(name: str, *values: object) -> Call:
    return Call(Symbol("shop", name), tuple(Literal(each) for each in values))  # type: ignore[arg-type]


def text_of(*items: Reproduction) -> str:
    text, printed = print_reproductions(items, SUBJECT, command="aqe test generate shop.py")
    ast.parse(text)
    assert [each.name for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)] == [
        each.name for each in printed
    ]
    for each in printed:
        assert each.source in text
    return text


def test_an_exception_is_shown_by_calling_what_raises_it() -> None:
    case = shown(Statement(call("mean", 1), "result", is_act=True))
    text = text_of(Reproduction(case, "mean", "unpromised-exception", 'KeyError: "a"\nb'))
    assert text == (
        "# Written by: aqe test generate shop.py\n"
        '"""Findings about shop: each test fails for as long as its finding holds."""\n\n'
        "from shop import mean\n\n\n"
        "def test_mean_unpromised_exception():\n"
        '    """KeyError: \'a\' b"""\n'
        "    mean(1)\n"
    )


def test_a_law_is_shown_by_what_it_demands() -> None:
    box = Variable("box")
    equal = Operation("eq", (box, box))
    case = shown(
        Statement(call("Box"), "box"),
        Statement(equal, "result", is_act=True),
        assertions=(Assertion(AssertionKind.IDENTICAL, 1, RESULT, Literal(True)),),
    )
    assert "    assert box == box\n" in text_of(Reproduction(case, "Box", "broken-equality", "m"))


def test_names_are_free_and_imports_stand_together() -> None:
    one = shown(Statement(call("mean", 1), "result", is_act=True))
    other = shown(Statement(call("Checks"), "result", is_act=True))
    text = text_of(
        *(Reproduction(one, "mean", "unbound-name", words) for words in ("first", "", "", "first")),
        Reproduction(other, "Checks", "unbound-name", "second"),
    )
    assert "def test_mean_unbound_name():" in text
    assert "def test_mean_unbound_name_again():" in text
    assert "def test_mean_unbound_name_first():" in text
    assert "import shop\nfrom shop import mean\n" in text
    assert "    shop.Checks()\n" in text


def test_coroutines_run_in_a_loop() -> None:
    case = shown(Statement(Await(call("mean", 1)), "result", is_act=True))
    text = text_of(Reproduction(case, "mean", "unbound-name", "m"))
    assert "import asyncio\n" in text
    assert "        await mean(1)\n\n    asyncio.run(scenario())\n" in text
