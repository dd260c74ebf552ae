"""Records per second for a schema of ten fields, beside jsf, polyfactory, mimesis and faker.

    python benchmarks/booster/test_data.py [--records 200000] [--rounds 5] [--vs-python PATH]

The same measuring code as `aqe benchmark data`. Nothing is stored.
"""

from __future__ import annotations

import argparse
import sys

from aqe.booster.measuring.data import measure_data
from aqe.booster.reference import ReferenceEngine
from aqe.booster.wasm import WasmEngine


def main() -> int:
    """Print a row per contender; 1 where a record of ours is not valid."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--vs-python")
    arguments = parser.parse_args()
    report = measure_data(
        {"wasm": WasmEngine(), "reference": ReferenceEngine()},
        records=arguments.records,
        rounds=arguments.rounds,
        python=arguments.vs_python,
    )
    print(
        f"{'contender':20} {'per cpu s: least, median, most':>36} {'per wall s':>12} {'valid':>17} ratio"
    )
    for row in report.rows:
        if row.per_cpu_s is None or row.per_wall_s is None:
            print(f"{row.contender:20} unavailable ({row.problem})")
            continue
        rates = " ".join(f"{rate:>11,.0f}" for rate in row.per_cpu_s)
        found = report.ratios.get(row.contender)
        ratio = (
            f"{found.least:,.1f} {found.median:,.1f} {found.most:,.1f}" if found else "the first"
        )
        valid = f"{row.valid}/{row.made}"
        print(f"{row.contender:20} {rates:>36} {row.per_wall_s[1]:>12,.0f} {valid:>17} {ratio}")
    wrong = [row for row in report.rows[:4] if row.valid != row.made]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
