"""Findings about the code in every format that tells findings."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aqe.domain.finding import Confidence, Finding, Oddity, Severity
from aqe.report import ReportFormat, RunReport, render
from aqe.report.findings import RULES, findings

FOUND = Finding(
    rule="unbound-name",
    severity=Severity.WARNING,
    message="sign: UnboundLocalError: <word> & more",
    path="src/shop/price.py",
    line=4,
    run="run-7",
    subject="sign",
    confidence=Confidence.MEDIUM,
    test=".agentic-qe/findings/test_shop_price.py::test_sign_unbound_name",
    reproduction='def test_sign_unbound_name():\n    """<Shown>"""\n    sign(0)\n',
)


@pytest.fixture
def told(report: RunReport) -> RunReport:
    return replace(report, behaviour=(FOUND,))


def test_every_oddity_is_a_rule_that_says_what_to_do() -> None:
    rules = {rule.id: rule for rule in RULES}
    for each in Oddity:
        assert rules[each.value].help
        assert rules[each.value].summary


def test_they_are_findings_of_the_report(told: RunReport, report: RunReport) -> None:
    assert FOUND in findings(told)
    assert FOUND not in findings(report)


def test_json_has_all_of_one(told: RunReport) -> None:
    document = json.loads(render(told, ReportFormat.JSON))
    (found,) = [each for each in document["findings"] if each["rule"] == "unbound-name"]
    assert found["confidence"] == "medium"
    assert found["reproduction"] == FOUND.reproduction
    assert (found["subject"], found["test"], found["run"]) == ("sign", FOUND.test, "run-7")
    (other, *_) = [each for each in document["findings"] if each["rule"] == "failed-test"]
    assert other["confidence"] is None
    assert other["reproduction"] is None


def test_sarif_has_its_place_and_its_test(told: RunReport) -> None:
    (run,) = json.loads(render(told, ReportFormat.SARIF))["runs"]
    (result,) = [each for each in run["results"] if each["ruleId"] == "unbound-name"]
    assert result["level"] == "warning"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}
    assert result["properties"] == {
        "run": "run-7",
        "subject": "sign",
        "confidence": "medium",
        "test": FOUND.test,
        "reproduction": FOUND.reproduction,
    }


def test_text_says_how_to_see_it(told: RunReport, report: RunReport) -> None:
    lines = render(told, ReportFormat.TEXT).splitlines()
    place = lines.index("Findings about the code, each reproduced in a fresh process")
    assert lines[place + 1] == (
        "  unbound-name: src/shop/price.py:4 sign: UnboundLocalError: <word> & more"
    )
    assert lines[place + 2 : place + 4] == ["      confidence medium", f"      pytest {FOUND.test}"]
    assert "Findings about the code" not in render(report, ReportFormat.TEXT)


def test_html_shows_its_test_and_trusts_no_text(told: RunReport, report: RunReport) -> None:
    page = render(told, ReportFormat.HTML)
    assert 'id="behaviour"' in page
    assert "&lt;word&gt; &amp; more" in page
    assert "&lt;Shown&gt;" in page
    assert "<word>" not in page
    assert 'id="behaviour"' not in render(report, ReportFormat.HTML)
