"""Both engines over operations and sizes: from which size on the WASM module answers sooner.

Prints, for each operation, how long a run takes in each engine, and the size from which the module
is the faster one in every size above: what `src/aqe/booster/choice.toml` states. Run it with

    python benchmarks/booster/engines.py [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable
from time import perf_counter

from aqe.booster.encoding import Writer
from aqe.booster.ports import Engine, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.scanning import TextPattern, compile_patterns
from aqe.booster.schemas import SchemaOptions, compile_schema
from aqe.booster.templates import Language, Template
from aqe.booster.wasm import WasmEngine

TEMPLATE = "def test_${name|name}() -> None:\n    assert total(${left}, ${right}) == ${result}\n"
RECORD = {"name": "of_two", "left": 1, "right": [2, 3], "result": "six"}
SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "age": {"type": "integer", "minimum": 0, "maximum": 120},
        "name": {"type": "string"},
        "state": {"enum": ["new", "open", "closed"]},
    },
    "required": ["id", "age", "name", "state"],
}
PATTERNS = [
    rf"\b{name}\.{verb}\(" for name in ("time", "random", "os") for verb in ("get", "set", "run")
]
LINE = "    total = order.sum(price, count)  # of all rows\n"
COUNTS = (1, 3, 10, 30, 100, 300, 1000, 3000)


class _Listening:
    """Hands runs on, and keeps the last."""

    name = "listening"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.program = self.data = b""

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        self.program, self.data = program, data
        return self._engine.run(operation, program, data, limits)


def expansion(count: int, engine: _Listening) -> None:
    """Expand a small template for so many records."""
    template = Template(TEMPLATE, language=Language.PYTHON)
    list(template.run(engine, (json.dumps(RECORD) + "\n").encode() * count))


def searching(count: int, engine: _Listening) -> None:
    """Search a text of so many lines."""
    from aqe.booster.scanning import scan

    list(scan(engine, compile_patterns([TextPattern(each) for each in PATTERNS]), [LINE * count]))


def making(count: int, engine: _Listening) -> None:
    """Make so many records."""
    program = compile_schema(SCHEMA, SchemaOptions()).program
    data = Writer().number(1).number(0).number(count).done()
    engine.run(Operation.RECORDS, program, data)


WORK: dict[Operation, Callable[[int, _Listening], None]] = {
    Operation.EXPAND: expansion,
    Operation.SCAN: searching,
    Operation.RECORDS: making,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    reference, wasm = ReferenceEngine(), WasmEngine()
    for operation, work in WORK.items():
        print(
            f"{operation.name.lower():8} {'bytes in':>9} {'reference us':>24} {'wasm us':>24}  ratio"
        )
        for count in COUNTS:
            listening = _Listening(reference)
            work(count, listening)
            times: dict[str, list[float]] = {"reference": [], "wasm": []}
            engines: tuple[Engine, ...] = (reference, wasm)
            for number in range(rounds + 2):
                for engine in engines:
                    started = perf_counter()
                    engine.run(operation, listening.program, listening.data)
                    if number >= 2:  # the first ones prepare the program
                        times[engine.name].append((perf_counter() - started) * 1e6)
            print(
                f"{count:8} {len(listening.data):9} {spread(times['reference']):>24}"
                f" {spread(times['wasm']):>24}"
                f"  {statistics.median(times['reference']) / statistics.median(times['wasm']):.2f}"
            )


def spread(times: list[float]) -> str:
    """Least, median and most."""
    return f"{min(times):.0f} / {statistics.median(times):.0f} / {max(times):.0f}"


if __name__ == "__main__":
    main()
