"""What reports say about the search of a generating run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aqe.domain.effort import Effort, Phase, Stopped
from aqe.domain.explanation import Cause, GoalExplanation, ModuleExplanation
from aqe.report import RunReport
from aqe.report.html import html
from aqe.report.plain import plain
from aqe.report.search import open_goals, stop_text
from aqe.report.structured import structured

EFFORT = Effort(
    Stopped.PATIENCE,
    2400,
    120,
    (Phase("import", 0.5), Phase("search", 2.0, 900, 100)),
    50 * 1_048_576,
)
GOALS = (
    GoalExplanation(3, "act", True, "", Cause.TIME, "late <b>", helps=("a clock",)),
    GoalExplanation(4, "act", None, "", Cause.TIME, "late <b>", helps=("a clock",)),
    GoalExplanation(5, "act", None, "", Cause.TIME, "late <b>", helps=("a clock",)),
)


@pytest.fixture
def searched(report: RunReport) -> RunReport:
    return replace(report, effort=EFFORT, left_open=ModuleExplanation("demo", "", 40, GOALS))


def test_goals_with_one_reason_are_one_row() -> None:
    assert open_goals(GOALS) == [
        ("act", "condition true", "3", "late <b>", "a clock"),
        ("act", "line", "4-5", "late <b>", "a clock"),
    ]


def test_the_text_has_phases_with_their_rates_and_what_is_open(searched: RunReport) -> None:
    text = plain(searched)
    assert (
        "The search stopped after 2400 executions: nothing new came for long; "
        "the last new goal came with execution 120" in text
    )
    rows = [line.split() for line in text.splitlines()]
    assert ["search", "2.00", "s", "900", "100", "500"] in rows
    assert ["import", "0.50", "s", "-", "-", "-"] in rows
    assert "Not reached: 3 of 40 goals" in text
    assert "  act, line 4-5: late <b>" in text


def test_the_page_has_them_too_and_escapes_them(searched: RunReport) -> None:
    page = html(searched)
    assert '<section id="search"' in page
    assert "late &lt;b&gt;" in page
    assert "a clock" in page
    assert "<b>" not in page.split('id="unreached"')[1].split("</section>")[0]


def test_the_values_are_those_of_the_run(searched: RunReport) -> None:
    values = structured(searched)
    assert values["search"]["stopped"] == "patience"
    assert values["search"]["peak_memory_bytes"] == 50 * 1_048_576
    assert values["search"]["phases"][1] == {
        "name": "search",
        "seconds": 2.0,
        "executions": 900,
        "trials": 100,
        "executions_per_s": 500.0,
    }
    assert [each["cause"] for each in values["unreached"]] == ["time"] * 3


def test_runs_without_a_search_say_nothing_of_one(report: RunReport) -> None:
    assert "search stopped" not in plain(report)
    assert 'id="search"' not in html(report)
    values = structured(report)
    assert (values["search"], values["unreached"]) == (None, None)


@pytest.mark.parametrize("stopped", list(Stopped))
def test_every_end_has_its_words(stopped: Stopped) -> None:
    assert stop_text(Effort(stopped, 1, 1)).startswith("the search stopped after 1 execution: ")
