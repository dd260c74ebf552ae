from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aqe.domain.measure import confined
from aqe.domain.mutant import Mutant
from aqe.report import ReportFormat, RunReport, render
from aqe.report.diffs import mutant_diff
from aqe.report.plain import plain
from aqe.report.structured import structured
from aqe.report.wording import cause_text, line_ranges, percent, split_test_id


@pytest.mark.parametrize("form", list(ReportFormat))
def test_every_format_renders(report: RunReport, form: ReportFormat) -> None:
    text = render(report, form)

    assert text.endswith("\n")
    text.encode("utf-8")


def test_plain_text_tells_all_sections(report: RunReport) -> None:
    text = plain(report)

    for expected in (
        "Run run-1 (test)",
        "exit code 1",
        "tests    7: 1 passed, 1 failed, 1 error, 1 skipped, 1 xfailed, 1 xpassed, 1 timeout",
        "Gate (default): fail",
        "Coverage: lines 66.6%, branches 50.0%",
        "missing 4, 8",
        "Mutants: 3, of these 1 killed, 1 survived, 1 no-coverage",
        "survived: src/shop/price.py:2 price",
        "-    if amount > 100:",
        "mutation_score  unavailable  unavailable (not run)",
        "tests/test_a.py::test_slow: 3 of 30 runs differ (3.0% to 25.0%)",
        "cause: order (5 reruns): it came again in 3 of 3 reruns",
        "order    as collected",
        "600 ms  tests/test_a.py::test_slow",
    ):
        assert expected.replace("600 ms", "0.60 s") in text, expected


def test_what_is_less_than_the_project_is_told_as_such(report: RunReport) -> None:
    part = replace(report, measures=confined(report.measures, "src/shop"))

    assert "measured, run run-1, src/shop only" in plain(part)
    assert structured(part)["measures"][0]["scope"] == "src/shop"
    assert "measured, run run-1, src/shop only" in render(part, ReportFormat.HTML)
    assert "src/shop" not in plain(report).partition("Coverage: ")[0]


def test_a_run_is_told_with_its_seeds(report: RunReport) -> None:
    shuffled = replace(report, run=replace(report.run, shuffled=True, hash_seed=3))

    assert "order    random (seed 7), hash seed 3" in plain(shuffled)


def test_a_cause_says_on_how_many_reruns_it_rests(report: RunReport) -> None:
    page = render(report, ReportFormat.HTML)

    assert "order (5 reruns)" in page
    assert "it came again in 3 of 3 reruns" in page
    (flake, _) = structured(report)["flaky"]
    assert (flake["cause"], flake["cause_reruns"]) == ("order", 5)
    assert cause_text("intrinsic", 1) == "intrinsic (1 rerun)"
    assert cause_text(None, 0) == "not looked for"


def test_json_holds_numbers_and_unknown_is_null(report: RunReport) -> None:
    document = json.loads(json.dumps(structured(report)))

    assert document["outcomes"]["passed"] == 1
    assert document["coverage"]["line_rate"] == pytest.approx(4 / 6)
    assert document["coverage"]["files"][0]["missing_lines"] == [4, 8]
    assert document["coverage"]["files"][1]["line_rate"] is None
    assert document["measures"][1]["value"] is None
    assert [each["state"] for each in document["mutants"]] == ["survived", "killed", "no-coverage"]
    assert document["gate"]["verdict"] == "fail"


def test_coverage_that_was_not_measured_is_null(report: RunReport) -> None:
    assert structured(replace(report, run=replace(report.run, coverage=None)))["coverage"] is None


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "unknown"), (0.0, "0.0%"), (0.9999, "99.9%"), (1.0, "100.0%"), (0.57, "57.0%")],
)
def test_percentages_never_flatter(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_line_ranges_join_neighbours() -> None:
    assert line_ranges([8, 1, 2, 3, 5]) == "1-3, 5, 8"
    assert line_ranges([]) == ""


@pytest.mark.parametrize(
    ("test", "parts"),
    [
        ("a/test_b.py::test_c", ("a/test_b.py", "", "test_c")),
        ("test_b.py::A::B::test_c[x::y]", ("test_b.py", "A.B", "test_c[x::y]")),
        ("no separator", ("", "", "no separator")),
    ],
)
def test_node_ids_are_split_before_parameters(test: str, parts: tuple[str, str, str]) -> None:
    assert split_test_id(test) == parts


def _mutant(source: str, text: str, replacement: str) -> Mutant:
    start = source.index(text)
    line = source.count("\n", 0, start) + 1
    return Mutant("i", "o", "f", line, start, start + len(text), text, replacement)


def test_a_diff_shows_the_line_with_its_neighbours() -> None:
    source = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"

    assert mutant_diff(_mutant(source, "3", "4"), source) == (
        "@@ -2,3 +2,3 @@\n b = 2\n-c = 3\n+c = 4\n d = 4"
    )


@pytest.mark.parametrize("text", ["1", "5"])
def test_a_diff_at_either_end_of_the_file(text: str) -> None:
    source = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5"

    diff = mutant_diff(_mutant(source, text, "9"), source)

    assert diff.count("\n-") == diff.count("\n+") == 1
    assert "9" in diff


def test_a_diff_over_several_lines() -> None:
    source = "x = 0\nf(\n    1,\n    2,\n)\ny = 1\n"

    diff = mutant_diff(_mutant(source, "1,\n    2", "2"), source)

    assert diff == "@@ -2,3 +2,2 @@\n f(\n-    1,\n     2,"


def test_a_diff_without_its_source_shows_the_change_alone() -> None:
    source = "a = 1\n"

    assert mutant_diff(_mutant(source, "1", "2"), None) == "@@ line 1 @@\n-1\n+2"
    assert mutant_diff(_mutant(source, "1", "2"), "b = 3\n") == "@@ line 1 @@\n-1\n+2"
