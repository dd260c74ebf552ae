"""Whether a test failed by its own fault, or the subject does not do what it expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.campaign.hybrid.bench import Shown
from aqe.campaign.hybrid.disagreeing import disagreement_of, told_to_model
from aqe.domain.proposal import ProposedTest
from aqe.domain.subject import Subject

TEST = ProposedTest("test_a", "def test_a():\n    assert f(1) == 2")
SOURCE = Path("/srv/shop/cart.py")
TEXT = "\n" * 6 + "def f(word):\n    # no word of it\n    return word[0]\n"
SUBJECT = Subject("cart", SOURCE, SOURCE.parent, TEXT, "python", (), ())
IN_TEST = 'Traceback:\n  File "/tmp/x/test_proposed_000.py", line 3, in test_a\n    f(1)\n'
IN_SUBJECT = IN_TEST + '  File "/srv/shop/cart.py", line 9, in f\n    return a[0]\n'
TOOL = '  File "/usr/lib/pluggy/_callers.py", line 1, in x\n    raise exception\n'


@pytest.mark.parametrize(
    ("reason", "detail"),
    [
        ("AssertionError: assert 3 == 2", IN_TEST),
        ("assert 3 == 2", IN_TEST),
        ("Failed: DID NOT RAISE <class 'ValueError'>", IN_TEST),
        ("IndexError: list index out of range", IN_SUBJECT),
    ],
)
def test_an_expectation_that_is_not_met_is_told(reason: str, detail: str) -> None:
    found = disagreement_of(TEST, Shown(False, reason, detail), SOURCE)
    assert found is not None
    assert found.what == reason
    assert found.line == (9 if detail is IN_SUBJECT else None)


@pytest.mark.parametrize(
    ("reason", "detail"),
    [
        ("TypeError: f() takes 1 positional argument but 2 were given", IN_SUBJECT),
        ("NameError: name 'g' is not defined", IN_TEST),
        ("ImportError: cannot import name 'g'", ""),
        ("took longer than 1 s", IN_SUBJECT),
        ("fixture 'cart' not found", ""),
        ("it did not run", ""),
    ],
)
def test_its_own_fault_is_not(reason: str, detail: str) -> None:
    assert disagreement_of(TEST, Shown(False, reason, detail), SOURCE) is None


def test_what_passed_disagrees_with_nothing() -> None:
    assert disagreement_of(TEST, Shown(True, "AssertionError", IN_TEST), SOURCE) is None


LOADS = "def test_a():\n    value = loads('zeus')\n    assert f(1) == value"


def told(source: str, reason: str, detail: str = IN_TEST) -> list[str]:
    shown = Shown(False, reason, detail)
    return told_to_model(ProposedTest("test_a", source), shown, SUBJECT).splitlines()


def test_a_model_is_told_no_frames_of_the_tools() -> None:
    assert told(LOADS, "IndexError: list index out of range", TOOL + IN_SUBJECT + TOOL) == [
        "IndexError: list index out of range",
        "the test, line 3:",
        "  assert f(1) == value",
        "cart.py, line 9:",
        "  return word[0]",
    ]


def test_lines_are_those_of_the_texts_and_not_those_of_a_trace() -> None:
    detail = IN_SUBJECT.replace("return a[0]", "acme").replace("f(1)\n", "acme\n")
    lines = '  File "/srv/shop/cart.py", line 9999, in f\n    acme takeover\n'
    found = told(LOADS, "IndexError: acme takeover", detail + lines)
    assert "acme" not in "".join(found)
    assert found[0] == "IndexError: <text of 13 characters>"


def test_values_are_told_where_they_say_nothing_new() -> None:
    assert told(LOADS, "AssertionError: assert 'acme' == 'zeus'")[0] == (
        "AssertionError: assert <text of 4 characters> == 'zeus'"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "assert f(1) == 2, 'zeus ' + loads()",
        "raise AssertionError(loads('zeus'))",
        "pytest.fail(loads('zeus'))",
    ],
)
@pytest.mark.parametrize("detail", [IN_TEST, ""])
def test_a_message_that_the_test_wrote_is_left_out(statement: str, detail: str) -> None:
    source = f"def test_a():\n    value = loads('zeus')\n    {statement}"
    detail += "AssertionError: zeus zeus\nassert 3 == 2\n"
    found = told(source, "AssertionError: zeus zeus", detail)
    assert found[0] == "AssertionError: its own message: assert 3 == 2"


def test_a_message_of_the_subject_is_masked_where_the_test_has_one_elsewhere() -> None:
    source = "def test_a():\n    value = 1\n    f(value)\n    assert value, loads()"
    found = told(source, "ValueError: no word of acme", IN_SUBJECT)
    assert found[0] == "ValueError: no word of <text of 4 characters>"
