from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from aqe.domain.run import FileCoverage
from aqe.report import RunReport
from aqe.report.findings import RULES, findings
from aqe.report.sarif import sarif


def _run(report: RunReport) -> dict[str, Any]:
    log = json.loads(sarif(report))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_every_finding_is_a_result_with_its_rule(report: RunReport) -> None:
    run = _run(report)
    rules = run["tool"]["driver"]["rules"]

    assert len(run["results"]) == len(findings(report))
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]


def test_each_kind_of_finding_is_there_once_with_its_place(report: RunReport) -> None:
    places = {(result["ruleId"], _place(result)) for result in _run(report)["results"]}

    assert places == {
        ("failed-test", ("tests/test_a.py", 7)),
        ("broken-test", ("tests/test_a.py", None)),
        ("slow-test", ("tests/test_a.py", None)),
        ("flaky-test", ("tests/test_a.py", None)),
        ("surviving-mutant", ("src/shop/price.py", 2)),
        ("uncovered-mutant", ("src/shop/price.py", 8)),
        ("uncovered-lines", ("src/shop/price.py", 4)),
        ("uncovered-lines", ("src/shop/price.py", 8)),
        ("untaken-branch", ("src/shop/price.py", 2)),
        ("failed-criterion", None),
    }


def _place(result: dict[str, Any]) -> tuple[str, int | None] | None:
    if "locations" not in result:
        return None
    place = result["locations"][0]["physicalLocation"]
    return place["artifactLocation"]["uri"], place.get("region", {}).get("startLine")


def test_paths_are_uris(report: RunReport) -> None:
    files = tuple(
        FileCoverage(path, (1,), (), (), ()) for path in ("a b/ü#.py", "/abs/c d.py", "C:\\x\\y.py")
    )
    other = replace(report, mutated=(), run=replace(report.run, outcomes=(), coverage=files))

    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in _run(other)["results"]
        if result["ruleId"] == "uncovered-lines"
    ]

    assert uris == [
        {"uri": "a%20b/%C3%BC%23.py", "uriBaseId": "PROJECTROOT"},
        {"uri": "file:///abs/c%20d.py"},
        {"uri": "file:///C:/x/y.py"},
    ]


def test_fingerprints_differ_and_repeat(report: RunReport) -> None:
    first = [each["partialFingerprints"]["finding/v1"] for each in _run(report)["results"]]
    second = [each["partialFingerprints"]["finding/v1"] for each in _run(report)["results"]]

    assert first == second
    assert len(set(first)) == len(first)


def test_rules_are_documented_and_unique() -> None:
    assert len({each.id for each in RULES}) == len(RULES)
    assert all(each.summary and each.help for each in RULES)


def test_a_killed_run_has_no_exit_code(report: RunReport) -> None:
    invocation = _run(replace(report, run=replace(report.run, exit_code=None)))["invocations"][0]

    assert invocation["executionSuccessful"] is False
    assert "exitCode" not in invocation
