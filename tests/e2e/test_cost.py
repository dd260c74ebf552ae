"""Costs through the command line: the words, the exit codes, the page, two kinds of output."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from call_builders import PRICED, Settling

from aqe.domain.conversation import Asker
from aqe.domain.model import TokenUsage
from aqe.store import Store
from aqe.telemetry import SystemClock

from .conftest import Run


@pytest.fixture
def spent(project: Path) -> None:
    """One call that led to two accepted tests."""
    with Store.open(project, clock=SystemClock()) as store:
        id = store.begin_call(
            PRICED,
            Asker("run-1", "qe-test-generator", "shop.cart"),
            Decimal("0.5"),
            daily_limit_usd=None,
            run_limit_usd=None,
        )
        usage = TokenUsage(10_000, 1_000)
        store.settle_call(id, Settling(usage=usage, cost_usd=Decimal("0.045")))
        store.note_tests(id, proposed=3, accepted=2)


def test_an_empty_ledger_says_so_and_is_inconclusive(aqe: Run) -> None:
    ended = aqe("cost", "dashboard", "--compare=baseline")
    assert ended.code == 3
    assert ended.output.startswith("No call of a model is recorded for ")
    ended = aqe("cost", "dashboard", "--json")
    assert (ended.code, ended.json()["status"]) == (3, "inconclusive")
    assert ended.json()["result"]["figures"]["measures"][0]["value"] is None


@pytest.mark.usefixtures("spent")
def test_the_headline_and_the_page(aqe: Run, project: Path) -> None:
    ended = aqe("cost", "dashboard", "--compare=baseline", "--by", "module", "--html", "costs.html")
    assert (ended.code, ended.errors) == (0, "")
    assert ended.output.startswith("Cost per accepted test: $0.0225 (derived: 2 accepted tests)")
    assert "shop.cart" in ended.output
    assert "wrote costs.html" in ended.output
    assert "$0.0225" in (project / "costs.html").read_text("utf-8")


@pytest.mark.usefixtures("spent")
def test_json_holds_the_figures(aqe: Run) -> None:
    result = aqe("cost", "dashboard", "--json", "--days", "1").json()["result"]
    headline = result["figures"]["measures"][0]
    assert (headline["value"], headline["basis"]) == (0.0225, "derived")
    assert result["figures"]["groups"][0]["cost_usd"] == 0.045
    assert [each["scope"] for each in result["limits"]] == ["day", "run"]


@pytest.mark.usefixtures("spent")
def test_output_that_takes_no_blocks_gets_marks(aqe_process: Run) -> None:
    plain = aqe_process("cost", "dashboard", PYTHONIOENCODING="ascii", COLUMNS="60")
    fine = aqe_process("cost", "dashboard", PYTHONIOENCODING="utf-8", COLUMNS="60")
    assert "####" in plain.output
    assert "█" in fine.output
    assert plain.output.isascii()
    charts = [each for each in fine.output.splitlines() if "█" in each]
    assert max(map(len, charts)) <= 60


@pytest.mark.usefixtures("spent")
@pytest.mark.parametrize(
    "arguments", [["--by", "hour"], ["--days", "0"], ["--compare", "nobody/nothing"]]
)
def test_wrong_arguments_are_a_usage_error(aqe: Run, arguments: list[str]) -> None:
    ended = aqe("cost", "dashboard", *arguments)
    assert ended.code == 2
    assert arguments[1] in ended.errors


def test_a_key_among_the_settings_is_refused_and_not_shown(aqe: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.aqe.router]\nopenai_key = "hunter2"\n')
    ended = aqe("cost", "dashboard")
    assert ended.code == 2
    assert "'router.openai_key' looks like a key" in ended.errors
    assert "hunter2" not in ended.errors + ended.output
    ended = aqe("config", "set", "router.model", "sk-" + "hunter2" * 4)
    assert ended.code == 2
    assert "hunter2" not in ended.errors + ended.output
