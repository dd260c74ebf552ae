"""Commands that read what is recorded: gate, report, config, state, agent."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from recorded_runs import passed

from aqe.domain.measure import Basis, Measure
from aqe.domain.run import FileCoverage, Outcome, TestOutcome
from aqe.store import Store
from aqe.telemetry.clock import SystemClock

from .conftest import Run


@pytest.fixture
def recorded(project: Path) -> Path:
    """A project with one recorded run that any sensible gate passes."""
    (project / "shop.py").write_text("def price():\n    return 1\n")
    run = passed(
        FileCoverage("shop.py", (1, 2), (1, 2), (), ()),
        id="20250101T000000-aaaa",
        directory=str(project),
        outcomes=(TestOutcome("tests/test_shop.py::test_price", Outcome.PASSED, 0.25),),
    )
    with Store.open(project, clock=SystemClock()) as store:
        store.record_run(run)
        store.record_measures(
            [
                Measure("tests_passed", 1, "count", Basis.MEASURED, (run.id,)),
                Measure("tests_failed", 0, "count", Basis.MEASURED, (run.id,)),
                Measure("line_coverage", 1.0, "ratio", Basis.MEASURED, (run.id,)),
            ]
        )
    return project


def test_a_gate_that_passes(aqe: Run, recorded: Path) -> None:
    ended, as_json = aqe("gate"), aqe("gate", "--json")

    assert (ended.code, as_json.code) == (0, 0)
    assert "Gate (default policy): pass" in ended.output
    assert as_json.json()["result"]["gate"]["verdict"] == "pass"


def test_a_gate_that_fails(aqe: Run, recorded: Path) -> None:
    (recorded / "gate.toml").write_text('[[criterion]]\nmeasure = "tests_total"\nminimum = 5\n')
    (recorded / "fail.toml").write_text('[[criterion]]\nmeasure = "tests_passed"\nminimum = 5\n')

    assert aqe("gate", "--policy", "gate.toml").code == 3
    assert aqe("gate", "--policy", "fail.toml").code == 1


def test_the_printed_policy_can_be_used(aqe: Run, recorded: Path) -> None:
    (recorded / "quality.toml").write_text(aqe("gate", "--show-policy").output)

    assert aqe("gate", "--policy", "quality.toml").code == 0


def test_quiet_says_nothing_and_the_code_says_it_all(aqe: Run, recorded: Path) -> None:
    ended = aqe("gate", "--quiet")

    assert (ended.code, ended.output, ended.errors) == (0, "", "")


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "html", "cobertura", "lcov"])
def test_a_report_in_every_format(aqe: Run, recorded: Path, form: str) -> None:
    shown = aqe("report", "--format", form)
    written = aqe("report", "--format", form, "--output", f"out/report.{form}")

    assert (shown.code, written.code) == (0, 0)
    assert written.output == f"wrote out/report.{form}\n"
    text = (recorded / "out" / f"report.{form}").read_text()
    assert shown.output.strip() == text.strip()
    assert "shop.py" in text or form == "sarif"
    if form in ("json", "sarif"):
        json.loads(text)
    elif form in ("junit", "cobertura"):
        fromstring(text)


def test_json_of_a_report_is_the_report(aqe: Run, recorded: Path) -> None:
    document = aqe("report", "--json").json()

    assert document["schema_version"] == 1
    assert document["operation"] == "report"
    assert document["result"]["document"]["coverage"]["line_rate"] == 1.0


def test_json_of_another_format_holds_its_text(aqe: Run, recorded: Path) -> None:
    document = aqe("report", "--format", "lcov", "--json").json()

    assert "SF:shop.py" in document["result"]["text"]


def test_runs_are_listed_and_found_by_their_beginning(aqe: Run, recorded: Path) -> None:
    assert "20250101T000000-aaaa" in aqe("report", "--list").output
    assert "Run 20250101T000000-aaaa (test)" in aqe("report", "2025").output
    assert aqe("report", "2026").code == 2


def test_state_lies_in_one_folder_of_the_root_also_from_below(
    aqe: Run, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = recorded / "deep" / "er"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)

    assert aqe("gate").code == 0
    assert list(below.iterdir()) == []


def test_another_project_can_be_named(
    aqe: Run, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert aqe("gate", "--project", "project").code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["project"]


def test_settings_are_written_and_read(aqe: Run, project: Path) -> None:
    assert aqe("config", "set", "generate.budget", "30").code == 0
    assert aqe("config", "get", "generate.budget").output == "30.0\n"
    assert "generate.budget" in aqe("config", "list", "--changed").output
    assert aqe("config", "set", "generate.budget", "-1").code == 2
    assert aqe("config", "get", "generate.budget", "--json").json()["result"]["value"] == 30.0


def test_a_value_that_looks_like_an_option_is_a_value(aqe: Run, project: Path) -> None:
    below = aqe("config", "set", "generate.budget", "-3")

    assert below.code == 2
    assert "generate.budget = '-3' is not a number from 0.1 to 86400" in below.errors
    assert (
        aqe("config", "set", "generate.out", "-odd", "--json").json()["result"]["value"] == "-odd"
    )
    assert aqe("config", "set", "generate.seed", "3", "--jsn").code == 2


def test_state_is_backed_up_and_restored(aqe: Run, recorded: Path) -> None:
    assert aqe("state", "backup").code == 0
    assert aqe("state", "check").code == 0
    restored = aqe("state", "restore", "--json")

    assert restored.code == 0
    assert restored.json()["result"]["runs"] == 1


def test_a_damaged_database_is_told_and_kept(aqe: Run, recorded: Path) -> None:
    (recorded / ".agentic-qe" / "aqe.db").write_bytes(b"this is not a database" * 100)

    ended = aqe("gate")

    assert ended.code == 3
    assert "note: " in ended.errors
    assert any("damaged" in each.name for each in (recorded / ".agentic-qe").rglob("*"))


def test_init_changes_nothing_the_second_time(aqe: Run, project: Path) -> None:
    first, second = aqe("init"), aqe("init")

    assert (first.code, second.code) == (0, 0)
    assert "+++ b/.agentic-qe/config.toml" in first.output
    assert "Nothing had to be changed." in second.output


def test_doctor_looks_at_everything(aqe: Run, project: Path) -> None:
    result = aqe("doctor", "--json").json()["result"]

    names = {each["name"] for each in result["checks"]}
    assert {"python", "interpreter", "pytest", "coverage", "sandbox", "database"} <= names


def test_agents_are_listed_shown_and_run(aqe: Run, recorded: Path) -> None:
    assert "qe-quality-gate" in aqe("agent", "list").output
    assert "Reruns tests" in aqe("agent", "show", "qe-flaky-test-hunter").output
    ended = aqe("agent", "run", "qe-quality-gate")

    assert ended.code == 0
    assert "Gate (default policy): pass" in ended.output
    assert aqe("agent", "run", "nobody").code == 2
