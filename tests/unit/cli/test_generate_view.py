"""What a user reads after generating tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aqe.campaign.options import SubjectReport
from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.generate import view
from aqe.domain.complement import Complement
from aqe.domain.effort import Effort, Phase, Stopped
from aqe.domain.finding import Confidence, Finding, Severity
from aqe.domain.measure import Basis, Measure
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


def _finding(number: int, confidence: Confidence) -> Finding:
    return Finding(
        "unbound-name",
        Severity.WARNING,
        f"sign: odd {number}",
        "shop.py",
        number,
        confidence=confidence,
        test=f".agentic-qe/findings/test_shop.py::test_{number}",
    )


def test_findings_stand_apart_and_say_how_to_see_them() -> None:
    found = tuple(_finding(number, Confidence.HIGH) for number in range(1, 7))
    doubtful = _finding(9, Confidence.MEDIUM)
    shop = replace(_report("shop"), findings=found)
    cart = replace(_report("cart"), findings=(doubtful,))
    lines = _shown(shop, cart).splitlines()
    assert "6 findings in shop" in lines
    assert "line 1: sign: odd 1 [unbound-name]" in lines
    assert "line 9: sign: odd 9 [unbound-name] (perhaps)" in lines
    assert "line 6: sign: odd 6 [unbound-name]" not in lines
    assert "and 1 more (--verbose shows all)" in lines
    assert lines.count("see for yourself: pytest .agentic-qe/findings/test_shop.py") == 2
    assert lines[-1].endswith("; 7 findings about the code")
    assert "odd 6" in _shown(shop, verbose=True)


def test_without_findings_nothing_is_said_of_them() -> None:
    assert "finding" not in _shown(_report("shop"))


def _searched(name: str) -> SubjectReport:
    phases = (Phase("seed", 0.5, 100), Phase("search", 1.0, 50, 150))
    effort = Effort(Stopped.PATIENCE, 2100, 90, phases, 30 * 1_048_576)
    share = Measure("private_share", 0.25, "ratio", Basis.DERIVED, ("run-1",))
    return replace(
        _report(name), effort=effort, measures=(share,), survivors=3, suspected_equivalent=2
    )


def test_where_the_search_stopped_is_told_for_one_module_and_phases_when_asked_for() -> None:
    brief = _shown(_searched("shop"))
    assert "shop: the search stopped after 2100 executions: nothing new came for long" in brief
    assert "per second" not in brief
    text = _shown(_searched("shop"), verbose=True)
    assert ["search", "1.00", "s", "50", "150", "200"] in [
        each.split() for each in text.splitlines()
    ]
    assert "largest process that ran candidates: 30.0 MiB" in text
    assert "25.0% of the lines and branches reached need a direct call of private code" in text


def test_many_modules_tell_it_only_when_asked_for() -> None:
    reports = _searched("shop"), _searched("cart")
    assert "search stopped" not in _shown(*reports)
    assert _shown(*reports, verbose=True).count("search stopped") == 2


def test_survivors_and_the_way_to_more_are_told() -> None:
    text = _shown(_searched("shop"))
    assert "3 mutants survived, 2 suspected to be equivalent" in text
    assert "aqe explain shop.py" in text


def _share(name: str, value: float, basis: Basis = Basis.MEASURED) -> Measure:
    return Measure(name, value, "ratio", basis, ("run-1",), f"detail of {name}")


def test_what_the_new_tests_add_is_told() -> None:
    coverage = _share("before", 0.25), _share("after", 0.75)
    mutants = _share("alone", 0.5), _share("both", 0.625, Basis.ESTIMATED)
    report = replace(_report("shop"), tests=7, complement=Complement(3, *coverage, *mutants))
    rows = [each.split() for each in _shown(report).splitlines()]
    assert ["3", "existing", "tests", "alone", "25.0%", "50.0%"] in rows
    assert ["with", "7", "new", "ones", "75.0%", "~62.5%"] in rows
    assert ["added", "+50.0%", "+12.5%"] in rows
    assert "mutants: detail of both" in _shown(report)


def test_without_trials_of_mutants_there_is_no_column_for_them() -> None:
    coverage = _share("before", 0.25), _share("after", 0.75)
    report = replace(_report("shop"), complement=Complement(1, *coverage))
    rows = [each.split() for each in _shown(report).splitlines()]
    assert ["1", "existing", "test", "alone", "25.0%"] in rows
    assert ["added", "+50.0%"] in rows
