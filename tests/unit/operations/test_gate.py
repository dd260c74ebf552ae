from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from recorded_runs import passed

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import FileCoverage, RunKind
from aqe.domain.verdict import Verdict
from aqe.errors import SettingsError, UsageError
from aqe.gate import default_policy, parse_policy
from aqe.operations.gate import GateRequest, default_policy_text, gate
from aqe.operations.operation import Status
from aqe.operations.services import Services


@pytest.fixture
def recorded(services: Services) -> Services:
    run = passed(FileCoverage("a.py", (1, 2), (1,), (), ()), directory=str(services.root))
    (services.root / "a.py").write_text("x = 1\ny = 2\n")
    services.store.record_run(run)
    services.store.record_measures(
        [
            Measure("tests_passed", 1, "count", Basis.MEASURED, ("run-1",)),
            Measure("tests_failed", 0, "count", Basis.MEASURED, ("run-1",)),
            Measure("line_coverage", 0.5, "ratio", Basis.MEASURED, ("run-1",)),
        ]
    )
    return services


LENIENT = '[[criterion]]\nmeasure = "line_coverage"\nminimum = 0.5\n'


def test_the_default_policy_fails_low_coverage(recorded: Services) -> None:
    report = gate(GateRequest(), recorded)

    assert report.status is Status.FINDINGS
    assert report.gate.reasons[0] == "line_coverage 50%, wanted at least 80%"
    assert report.policy_file is None


def test_a_policy_file_decides(recorded: Services) -> None:
    (recorded.root / "gate.toml").write_text(LENIENT)

    report = gate(GateRequest(policy=Path("gate.toml")), recorded)

    assert report.gate.verdict is Verdict.PASS
    assert report.policy_file == recorded.root / "gate.toml"


def test_the_setting_names_the_policy(recorded: Services) -> None:
    (recorded.root / "gate.toml").write_text(LENIENT)
    folder = recorded.root / ".agentic-qe"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text('[gate]\npolicy = "gate.toml"\n')

    assert gate(GateRequest(), recorded).gate.verdict is Verdict.PASS


def test_the_project_sets_the_minimums_of_the_default_policy(recorded: Services) -> None:
    folder = recorded.root / ".agentic-qe"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text("[coverage]\nline_minimum = 50\n")

    assert gate(GateRequest(), recorded).gate.verdict is Verdict.PASS


def test_sources_that_changed_since_are_told(recorded: Services) -> None:
    (recorded.root / "a.py").unlink()

    report = gate(GateRequest(), recorded)

    assert report.gate.stale == ("a.py",)


def test_a_part_of_the_suite_and_old_evidence_of_other_runs_are_told(recorded: Services) -> None:
    run = recorded.store.run("run-1")
    assert run is not None
    old = replace(run, id="run-0", kind=RunKind.MUTATE, started_at="2001-01-01T00:00:00.000Z")
    part = replace(run, id="run-2", attributes=(("selection", "tests/test_a.py"),))
    recorded.store.record_run(old)
    recorded.store.record_run(part)
    recorded.store.record_measures(
        [
            Measure("line_coverage", 0.9, "ratio", Basis.MEASURED, ("run-2",)),
            Measure("mutation_score", 0.9, "ratio", Basis.MEASURED, ("run-0",)),
        ]
    )

    result = gate(GateRequest(), recorded).gate
    reasons = result.reasons

    assert result.verdict is Verdict.INCONCLUSIVE
    assert "line_coverage is not known: only tests/test_a.py was measured (90%)" in reasons
    assert any(
        each.startswith("only a part of the suite was run: tests/test_a.py") for each in reasons
    )
    assert "sources changed after mutation_score was measured: a.py" in reasons


def test_findings_go_to_sarif(recorded: Services) -> None:
    report = gate(GateRequest(sarif=Path("out/gate.sarif")), recorded)

    (file,) = report.files
    results = json.loads(file.read_text())["runs"][0]["results"]
    assert "failed-criterion" in {each["ruleId"] for each in results}


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_policy_that_cannot_be_read_is_told(recorded: Services, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        gate(GateRequest(policy=Path(name)), recorded)

    assert "--show-policy" in (caught.value.hint or "")


def test_a_binary_policy_is_told(recorded: Services) -> None:
    (recorded.root / "gate.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match="not UTF-8"):
        gate(GateRequest(policy=Path("gate.toml")), recorded)


def test_a_place_that_cannot_be_written_is_told(recorded: Services) -> None:
    (recorded.root / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written") as caught:
        gate(GateRequest(sarif=Path("file/gate.sarif")), recorded)

    assert caught.value.slug == "unwritable-output"


def test_the_printed_default_policy_is_the_default_policy() -> None:
    assert parse_policy(default_policy_text(), place="printed") == default_policy()
