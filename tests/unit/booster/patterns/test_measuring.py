from __future__ import annotations

import ast
import itertools

from aqe.booster.patterns.measuring import measure_structural, written_tests
from aqe.catalog.pattern_files import load_patterns


def test_both_sides_find_the_same_and_times_come_from_the_clock() -> None:
    ticks = itertools.accumulate(itertools.cycle([1.0, 2.0, 6.0, 9.0]))
    report = measure_structural(
        load_patterns(), clock=lambda: next(ticks), rounds=2, lines=120, most=30
    )
    assert (report.patterns, report.lines, report.rounds) == (30, 120, 2)
    assert report.places > 4
    assert (report.together_s.median, report.one_by_one_s.median, report.apply_s.most) == (2, 6, 9)
    assert report.ratio.least == 3


def test_the_written_file_parses_and_has_the_lines_that_were_asked_for() -> None:
    text = written_tests(1000)
    assert text.count("\n") == 1000
    ast.parse(text)
