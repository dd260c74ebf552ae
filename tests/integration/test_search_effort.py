"""What a search spent and where it stopped, on subjects of which it is known."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.bootstrap import compose
from aqe.campaign.options import SubjectReport
from aqe.domain.effort import Stopped
from aqe.domain.measure import Basis
from aqe.operations.conduct import conduct
from aqe.operations.generate import GENERATE, GenerateRequest
from aqe.operations.report import ReportFormat, ReportRequest, report
from aqe.operations.services import Services

pytestmark = pytest.mark.slow

EASY = "def sign(number: int) -> int:\n    if number < 0:\n        return -1\n    return 1\n"
HARD = """\
import hashlib


def act(text: str) -> int:
    if hashlib.sha256(text.encode()).hexdigest() == "0" * 64:
        return 1
    return 0
"""
LARGE = "def act(number: int) -> int:\n    data = bytearray(90_000_000)\n    return len(data)\n"
CONSTANT = "def act() -> int:\n    if NEVER:\n        return 1\n    return 0\n\n\nNEVER = 0\n"
PRIVATE = """\
def act(number: int) -> int:
    return number


def _hidden(number: int) -> int:
    return -number
"""
MIB = 1_048_576


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    (tmp_path / "pyproject.toml").write_text("")
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AQE_")}
    with compose(tmp_path, environ) as found:
        yield found


def generated(services: Services, source: str, **options: object) -> SubjectReport:
    (services.root / "demo.py").write_text(source)
    facts = {"executions": 200, "mutants": False, "force": True, **options}
    request = GenerateRequest(paths=(Path("demo.py"),), **facts)  # type: ignore[arg-type]
    (found,) = conduct(GENERATE, request, services).subjects
    assert found.error is None
    assert found.effort is not None
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("source", "options", "stopped"),
    [
        (EASY, {}, Stopped.ALL_REACHED),
        (HARD, {"executions": 30}, Stopped.EXECUTIONS),
        (HARD, {"coverage_target": 0.5}, Stopped.TARGET),
        (HARD, {"executions": 20_000}, Stopped.PATIENCE),
        (CONSTANT, {}, Stopped.NOTHING_TO_TRY),
        (HARD, {"executions": None, "budget_s": 0.6}, Stopped.TIME),
    ],
)
def test_where_a_search_stops_and_why(
    services: Services, source: str, options: dict[str, object], stopped: Stopped
) -> None:
    effort = generated(services, source, **options).effort
    assert effort is not None
    assert effort.stopped is stopped
    assert 0 < effort.last_new <= effort.searched
    if stopped is Stopped.EXECUTIONS:
        assert effort.searched == 30
    if stopped is Stopped.PATIENCE:
        assert 2000 < effort.searched - effort.last_new < 4000


def test_executions_of_the_phases_are_the_same_each_time(services: Services) -> None:
    runs = [generated(services, EASY, mutants=True) for _ in range(2)]
    first, second = (
        [(each.name, each.executions, each.trials) for each in run.effort.phases]  # type: ignore[union-attr]
        for run in runs
    )
    assert first == second
    figures = {name: (executions, trials) for name, executions, trials in first}
    assert figures["seed"][0] == runs[0].effort.searched  # type: ignore[union-attr]
    assert figures["mutants"][1] > 0
    assert figures["verify"] == (0, 0)
    assert sum(executions for executions, _ in figures.values()) == runs[0].executions


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not tell")
def test_the_memory_of_the_largest_process_is_measured(services: Services) -> None:
    small = generated(services, EASY).effort
    large = generated(services, LARGE)
    assert small is not None
    assert small.peak_memory_bytes is not None
    assert 5 * MIB < small.peak_memory_bytes < 80 * MIB
    (measure,) = (each for each in large.measures if each.name == "worker_memory")
    assert measure.value is not None
    assert measure.value > 85 * MIB
    assert (measure.basis, measure.runs) == (Basis.MEASURED, large.runs[:1])


def test_the_share_that_needs_private_code_is_told(services: Services) -> None:
    assert generated(services, EASY).measure("private_share") == 0
    assert generated(services, PRIVATE).measure("private_share") == 0.5


def test_the_report_of_a_generating_run_holds_them(services: Services) -> None:
    found = generated(services, PRIVATE)
    document = report(ReportRequest(found.runs[0], ReportFormat.JSON), services).document
    assert document is not None
    assert document["search"]["stopped"] == "all-reached"
    assert document["search"]["phases"][2]["executions_per_s"] > 0
    measures = {each["name"]: each["value"] for each in document["measures"]}
    assert measures["private_share"] == 0.5
    assert measures["worker_memory"] > 0
