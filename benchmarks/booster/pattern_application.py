"""A hundred text patterns over a thousand files, and patterns that `re` gets lost in.

The engines of the booster and Python's `re` take turns on the same texts: files that a seed writes,
and those of the standard library, about 200 lines of each. Printed are how many times faster an
engine is (least, median, most of the rounds), and whether both sides found the same number of
matches for each pattern. Times are processor time; those of the runaway patterns have passed on the
clock. `aqe benchmark pattern-application` measures with the same code.

    python benchmarks/booster/pattern_application.py [--files 1000] [--rounds 3] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import sysconfig
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from aqe.booster.measuring import measure_patterns
from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.wasm import WasmEngine


def main() -> int:
    """Measure and print; 1 where the sides did not find the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    engines: list[Engine] = [WasmEngine(), ReferenceEngine()]
    report = measure_patterns(
        engines,
        library=Path(sysconfig.get_path("stdlib")),
        processor_time=time.process_time,
        clock=time.perf_counter,
        seed=options.seed,
        files=options.files,
        rounds=options.rounds,
    )
    for row in report.rows:
        ratio = row.ratio
        print(
            f"{row.files:16}  {row.engine:9}  vs {row.rival:19}"
            f"  {ratio.least:6.2f} {ratio.median:6.2f} {ratio.most:6.2f} x"
            f"  {row.seconds:7.3f} s vs {row.rival_seconds:7.3f} s"
            f"  {row.matches} vs {row.rival_matches} matches"
            f"{'' if row.equal is None else ', equal' if row.equal else ', DIFFERENT'}"
        )
    first = report.rows[0]
    print(
        f"{first.patterns} patterns, {first.count} files, {first.characters} characters (written)"
    )
    for each in report.runaways:
        times = "  ".join(f"{name} {seconds:.4f} s" for name, seconds in each.engine_s.items())
        theirs = f"more than {each.limit_s:g} s" if each.re_s is None else f"{each.re_s:.3f} s"
        print(f"{each.pattern!r:22} {each.characters:>7} characters  {times}  re {theirs}")
    equal = all(row.equal is not False for row in (*report.rows, *report.runaways))
    return 0 if equal else 1


if __name__ == "__main__":
    raise SystemExit(main())
