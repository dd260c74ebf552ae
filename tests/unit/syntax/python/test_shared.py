"""Set-up that tests repeat becomes a fixture, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Collection, Literal, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import Subject
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, Suite, TestCase
from aqe.syntax.python.suites import Header, PrintedSuite, print_suite

BOX = Symbol("shop", "Box")
SUBJECT = Subject("shop", Path("shop.py"), Path(), "", "python", (), ())


def made(*arguments: Recipe, target: str = "box") -> Statement:
    return Statement(Call(BOX, arguments), target)


def case(
    number: int, method: str, *before: Statement, box: str = "box", kind: str = "equal"
) -> TestCase:
    """A test that calls a method of a box; each looks otherwise."""
    act = Statement(Call(Attribute(Variable(box), method)), "result", is_act=True)
    place = None if kind == "output" else RESULT
    wanted = Assertion(AssertionKind(kind), len(before), place, Literal(method))
    return TestCase(
        Candidate(number, f"Box.{method}", (*before, act)),
        CandidateRun(number, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=(wanted,),
    )


def printed(*cases: TestCase) -> PrintedSuite:
    return print_suite(Suite("shop", cases, 0), SUBJECT, Header("1", "aqe test generate shop.py"))


def body(*cases: TestCase) -> str:
    return printed(*cases).text.partition("\n\n\n")[2]


def test_set_up_of_three_tests_is_a_fixture() -> None:
    cases = [case(number, name, made(Literal(1))) for number, name in enumerate(("a", "b", "c"))]
    found = printed(*cases)
    assert found.text.partition("\n\n\n")[2] == (
        "@pytest.fixture\ndef box():\n    return Box(1)\n"
        + "".join(
            f'\n\ndef test_box_{name}(box):\n    assert box.{name}() == "{name}"\n'
            for name in ("a", "b", "c")
        )
    )
    assert "import pytest" in found.text
    assert [ids for _, ids in found.tests] == [(0,), (1,), (2,)]


def test_set_up_of_two_tests_stays_where_it_is() -> None:
    found = body(*(case(number, name, made()) for number, name in enumerate(("a", "b"))))
    assert "fixture" not in found
    assert found.count("box = Box()") == 2


def test_other_arguments_are_another_fixture() -> None:
    values = [*(Literal(1) for _ in range(3)), *(Literal(2) for _ in range(3)), Literal(3)]
    cases = [
        case(number, name, made(value))
        for number, (name, value) in enumerate(zip("abcdefg", values, strict=True))
    ]
    found = body(*cases)
    assert found.count("@pytest.fixture") == 2
    assert found.count("(box_of_one):") == found.count("(box_of_two):") == 3
    assert "    box = Box(3)\n" in found
    assert found.count("box = Box(3)") == 1
    assert found.count("Box(2)") == 1


def test_a_fixture_may_need_another_one() -> None:
    shelf = Statement(Call(Symbol("shop", "Shelf"), (Variable("box"),)), "shelf")
    cases = [
        case(number, name, made(), shelf, box="shelf")
        for number, name in enumerate(("a", "b", "c"))
    ]
    found = body(*cases)
    assert "def shelf(box):\n    return Shelf(box)\n" in found
    assert "def test_box_a(shelf):\n" in found.replace("(box, shelf)", "(shelf)")


def test_only_what_comes_first_is_shared() -> None:
    entered = Statement(Call(Symbol("shop", "door")), None, StatementForm.WITH)
    cases = [case(number, name, entered, made()) for number, name in enumerate(("a", "b", "c"))]
    assert "fixture" not in body(*cases)


@pytest.mark.parametrize(
    "first",
    [
        Statement(Await(Call(BOX)), "box"),
        Statement(Collection("list"), "box"),
        Statement(Call(Attribute(Variable("monkeypatch"), "chdir"))),
    ],
)
def test_what_is_no_plain_construction_stays(first: Statement) -> None:
    cases = [case(number, name, first) for number, name in enumerate(("a", "b", "c"))]
    assert "fixture" not in body(*cases)


def test_what_prints_while_it_is_made_stays() -> None:
    cases = [
        case(number, name, made(), kind="output") for number, name in enumerate(("a", "b", "c"))
    ]
    assert "fixture" not in body(*cases)


def test_a_fixture_has_no_name_that_a_test_has_for_something_else() -> None:
    other = Statement(Call(Symbol("shop", "Lid")), "box")
    cases = [case(number, name, made()) for number, name in enumerate(("a", "b", "c"))]
    used = Statement(Call(Attribute(Variable("box"), "close")))
    mixed = case(9, "d", made(target="crate"), other, used, box="crate")
    found = body(*cases, mixed)
    assert found.count("(default_box):") == 4
    assert "box = Lid()" in found


def test_no_fixture_has_the_name_of_a_variable_of_a_test_that_does_not_ask_for_it() -> None:
    cases = [case(number, name, made(Literal(1))) for number, name in enumerate(("a", "b", "c"))]
    found = body(*cases, case(3, "d", made(Literal(2))))
    assert "def box_of_one():" in found
    assert "    box = Box(2)\n" in found


def _construction(number: int, *arguments: Recipe) -> TestCase:
    act = replace(made(*arguments), is_act=True)
    size = Assertion(AssertionKind.EQUAL, 0, Attribute(RESULT, "size"), Literal(number))
    full = Assertion(AssertionKind.EQUAL, 0, Attribute(RESULT, "full"), Literal(False))
    return TestCase(
        Candidate(number, "Box", (act,)),
        CandidateRun(number, CandidateOutcome.COMPLETED),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=(size, full),
    )


def test_tests_of_the_construction_leave_the_plain_name_to_the_fixture() -> None:
    cases = [case(number, name, made()) for number, name in enumerate("abc")]
    found = body(*cases, _construction(3), _construction(4, Literal("b")))
    assert "def box():\n    return Box()\n" in found
    assert found.count("(box):") == 3
    assert found.count("    new_box = Box(") == found.count("    assert new_box.size == ") == 2
    assert "    box = " not in found
    assert "default_box" not in found


def test_constructions_keep_their_names_where_another_test_needs_the_plain_one_too() -> None:
    cases = [case(number, name, made()) for number, name in enumerate("abc")]
    found = body(*cases, _construction(3), case(4, "d", made(Literal("b"))))
    assert "def default_box():" in found
    assert "new_box" not in found
