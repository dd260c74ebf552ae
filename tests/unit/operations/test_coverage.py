from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from recorded_runs import passed

from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.coverage import gaps_view, report_view
from aqe.domain.run import FileCoverage, RecordedRun, RunKind
from aqe.errors import EvidenceError
from aqe.operations.coverage import (
    CoverageGapsRequest,
    CoverageReportRequest,
    coverage_gaps,
    coverage_report,
)
from aqe.operations.services import Services

SOURCE = "def one(x):\n    if x:\n        return 1\n    return 2\n"


@pytest.fixture
def run(services: Services) -> RecordedRun:
    (services.root / "a.py").write_text(SOURCE, encoding="utf-8")
    return passed(
        FileCoverage("a.py", (1, 2, 3, 4), (1, 2, 4), ((2, 3), (2, 4)), ((2, 4),)), id="whole"
    )


def test_the_last_run_that_measured_coverage_counts(services: Services, run: RecordedRun) -> None:
    store = services.store
    store.record_run(run)
    later = replace(run, started_at="2999-01-02T00:00:00.000Z")
    store.record_run(replace(later, id="plug-in", kind=RunKind.PYTEST))
    store.record_run(replace(later, id="cancelled", attributes=(("ended", "cancelled"),)))
    store.record_run(replace(later, id="broken", outcomes=()))
    store.record_run(replace(later, id="not-measured", coverage=None))
    store.record_run(replace(later, id="verify", kind=RunKind.VERIFY))

    assert coverage_report(CoverageReportRequest(), services).run == "plug-in"
    assert coverage_gaps(CoverageGapsRequest(), services).run == "plug-in"
    assert coverage_report(CoverageReportRequest(run_id="whole"), services).run == "whole"
    with pytest.raises(EvidenceError) as caught:
        coverage_report(CoverageReportRequest(run_id="not-measured"), services)
    assert caught.value.slug == "no-coverage"


def test_what_a_run_was_confined_to_is_told(services: Services, run: RecordedRun) -> None:
    services.store.record_run(replace(run, attributes=(("selection", "tests/a.py"),)))

    report = coverage_report(CoverageReportRequest(), services)
    gaps = coverage_gaps(CoverageGapsRequest(), services)

    warning = "only a part of the suite was run: tests/a.py"
    assert report.part == gaps.part == ("tests/a.py",)
    assert warning in plain_text(report_view(report, Face()))
    assert warning in plain_text(gaps_view(gaps, Face()))
    assert warning not in plain_text(gaps_view(replace(gaps, part=()), Face()))


def test_no_file_is_not_told_as_no_gap(services: Services, run: RecordedRun) -> None:
    services.store.record_run(replace(run, coverage=()))

    text = plain_text(gaps_view(coverage_gaps(CoverageGapsRequest(), services), Face()))

    assert "no source file of the project was found" in text
    assert "No gap" not in text


def test_full_coverage_has_no_gap(services: Services, run: RecordedRun) -> None:
    (file,) = run.coverage or ()
    full = replace(file, covered=file.executable, covered_branches=file.branches)
    services.store.record_run(replace(run, coverage=(full,)))

    text = plain_text(gaps_view(coverage_gaps(CoverageGapsRequest(), services), Face()))

    assert text == "No gap in the functions that run whole measured."


def test_gaps_are_those_of_the_sources(services: Services, run: RecordedRun) -> None:
    services.store.record_run(run)

    result = coverage_gaps(CoverageGapsRequest(paths=(Path("a.py"),)), services)

    assert [(each.qualname, each.uncovered_lines) for each in result.gaps] == [("one", (3,))]
    assert result.files == 1


def test_the_side_of_a_branch_that_ends_a_function_is_told_in_words(
    services: Services, run: RecordedRun
) -> None:
    lines, branches = (1, 2, 3, 4), ((2, 3), (2, -1))
    for missed, words in (((2, 3), "2 to 3"), ((2, -1), "2 to the end")):
        taken = tuple(each for each in branches if each != missed)
        coverage = FileCoverage("a.py", lines, lines, branches, taken)
        services.store.record_run(replace(run, id=f"run-{missed[1]}", coverage=(coverage,)))
        request = CoverageGapsRequest(run_id=f"run-{missed[1]}")
        assert words in plain_text(gaps_view(coverage_gaps(request, services), Face()))
