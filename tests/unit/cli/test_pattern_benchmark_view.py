"""What a user reads after the benchmark of patterns."""

from __future__ import annotations

from dataclasses import replace

from aqe.booster.measuring import PatternReport, PatternRow, Ratio, RunawayRow
from aqe.booster.patterns.measuring import Span, StructuralReport
from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.pattern_benchmark import view
from aqe.operations.pattern_benchmark import PatternBenchmarkResult

ROW = PatternRow(
    files="written",
    engine="wasm",
    rival="re, one by one",
    count=1000,
    characters=8_800_000,
    patterns=100,
    matches=18_319,
    rival_matches=18_320,
    equal=False,
    seconds=0.4,
    rival_seconds=4.8,
    ratio=Ratio(11.9, 12.0, 12.15, 3),
)
LOST = RunawayRow("(a+)+$", 31, {"wasm": 0.002, "reference": 1.5}, None, 5.0, None)
STRUCTURAL = StructuralReport(
    lines=1000,
    patterns=100,
    places=313,
    places_one_by_one=313,
    rounds=3,
    together_s=Span(0.02, 0.021, 0.0225),
    one_by_one_s=Span(0.06, 0.061, 0.062),
    ratio=Span(2.7, 2.9, 3.1),
    apply_s=Span(0.1, 0.2, 0.3),
)


def shown(**changes: object) -> str:
    report = PatternReport((ROW,), (LOST,), seed=1)
    return plain_text(view(PatternBenchmarkResult(report, **changes), Face()))  # type: ignore[arg-type]


def test_a_row_has_its_spread_and_a_difference_stands_out() -> None:
    line = next(each.split() for each in shown().splitlines() if each.startswith("written  "))
    assert line == [
        *("written", "wasm", "re,", "one", "by", "one", "11.9", "12.0", "12.2"),
        *("0.400", "4.800", "18319", "18320", "NO"),
    ]
    assert "written: 1000 files, 8.8 million characters" in shown()


def test_what_did_not_end_says_so() -> None:
    line = next(each for each in shown().splitlines() if each.startswith("(a+)+$"))
    assert line.split() == ["(a+)+$", "31", "2", "ms", "1.5", "s", "not", "in", "5", "s", "-"]


def test_structural_patterns_show_the_spread_of_both_sides() -> None:
    lines = shown(structural=STRUCTURAL).splitlines()
    assert "100 structural patterns on a file of 1000 lines" in lines
    (together,) = (each.split() for each in lines if each.startswith("together  "))
    (alone,) = (each.split() for each in lines if each.startswith("one by one"))
    assert together == ["together", "20.0", "21.0", "22.5", "313"]
    assert alone == ["one", "by", "one", *"60.0 61.0 62.0 2.7 2.9 3.1 313".split()]
    assert "NOT EQUAL" in shown(structural=replace(STRUCTURAL, places_one_by_one=312))


def test_what_is_not_installed_is_named_with_its_remedy() -> None:
    assert "unavailable" not in shown()
    text = shown(unavailable=("wasm",))
    assert "unavailable: wasm (pip install 'agentic-qe[booster]')" in text
