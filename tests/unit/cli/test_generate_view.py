"""What a user reads after generating tests."""

from __future__ import annotations

from pathlib import Path

from aqe.campaign.options import SubjectReport
from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.generate import view
from aqe.domain.suite import UnreachedGoal
from aqe.operations.generate import GenerateResult


def _report(name: str, *notes: str) -> SubjectReport:
    goal = UnreachedGoal(7, "act", None, f"why {name} was not reached")
    return SubjectReport(name, Path(f"{name}.py"), "verified", unreached=(goal,), notes=notes)


def _shown(*reports: SubjectReport, verbose: bool = False) -> str:
    return plain_text(view(GenerateResult(reports, False, 1.0, 0), Face(verbose=verbose)))


def test_one_module_tells_why_goals_were_not_reached() -> None:
    assert "why shop was not reached" in _shown(_report("shop"))


def test_many_modules_are_summed_up_unless_more_is_asked_for() -> None:
    reports = _report("shop"), _report("cart")
    brief = _shown(*reports)
    assert "why shop was not reached" not in brief
    assert "Not reached" in brief
    assert "why cart was not reached" in _shown(*reports, verbose=True)


def test_a_note_that_modules_share_is_told_once() -> None:
    lines = _shown(_report("shop", "same"), _report("cart", "same", "own")).splitlines()
    assert [each for each in lines if "same" in each] == ["2 modules: same: shop, cart"]
    assert "cart: own" in lines
