"""Whether a test failed by its own fault, or the subject does not do what it expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.campaign.hybrid.bench import Shown
from aqe.campaign.hybrid.disagreeing import disagreement_of, told_to_model
from aqe.domain.proposal import ProposedTest

TEST = ProposedTest("test_a", "def test_a():\n    assert f(1) == 2")
SOURCE = Path("/srv/shop/cart.py")
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


def test_a_model_is_told_no_frames_of_the_tools() -> None:
    text = told_to_model(Shown(False, "IndexError: x", TOOL + IN_SUBJECT + TOOL), SOURCE)
    assert text.splitlines() == [
        "IndexError: x",
        "the test, line 3:",
        "  f(1)",
        "cart.py, line 9:",
        "  return a[0]",
    ]
