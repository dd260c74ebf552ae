"""A hundred structural patterns on a file of a thousand lines, together and one by one.

    python benchmarks/booster/structural_patterns.py [ROUNDS]

The times hold for the machine and the minute; the ratio is what can be compared.
"""

from __future__ import annotations

import sys
import time

from aqe.booster.patterns.measuring import Span, measure_structural
from aqe.catalog.pattern_files import load_patterns


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    report = measure_structural(load_patterns(), clock=time.perf_counter, rounds=rounds)
    print(
        f"{report.patterns} patterns, {report.lines} lines, {report.places} places,"
        f" {report.rounds} rounds (least / median / most)"
    )
    print(f"  together     {_milliseconds(report.together_s)}")
    print(f"  one by one   {_milliseconds(report.one_by_one_s)}")
    print(f"  with edits   {_milliseconds(report.apply_s)}")
    ratio = report.ratio
    print(f"  ratio        {ratio.least:.1f} / {ratio.median:.1f} / {ratio.most:.1f}")


def _milliseconds(span: Span) -> str:
    return (
        " / ".join(f"{value * 1000:.1f}" for value in (span.least, span.median, span.most)) + " ms"
    )


if __name__ == "__main__":
    main()
