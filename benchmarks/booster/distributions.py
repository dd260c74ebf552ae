"""How often values come: shares and quartiles of generated data, as they are and with `even`.

    python benchmarks/booster/distributions.py [--records 20000] [--seed 1]

Of a shop with 200 customers: how many orders the busiest tenth has, how often each listed value comes,
and where amounts and ages lie. Both engines make the records; where their bytes differ, the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from statistics import mean, quantiles
from typing import Any

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaOptions, compile_model, generate
from aqe.booster.wasm import WasmEngine

CUSTOMERS = 200
WHOLE = {"type": "integer"}
TEXT = {"type": "string"}


def _table(name: str, columns: dict[str, Any], *keys: ForeignKey) -> Table:
    schema = {"type": "object", "properties": columns, "required": [*columns]}
    return Table(name, schema, ("id",), (), keys)


MODEL = DataModel(
    (
        _table("customer", {"id": WHOLE, "first_name": TEXT}),
        _table(
            "order",
            {
                "id": WHOLE,
                "customer_id": WHOLE,
                "state": {"enum": ["new", "paid", "shipped", "returned"], "default": "paid"},
                "channel": {"enum": ["web", "shop", "phone"]},
                "is_gift": {"type": "boolean"},
                "is_cancelled": {"type": "boolean"},
                "amount": {"type": "integer", "minimum": 0, "maximum": 999_999},
                "distance": {"type": "integer", "minimum": 0, "maximum": 999_999},
                "code": {"type": "integer", "minimum": 0, "maximum": 999_999},
                "age": WHOLE,
                "city": TEXT,
            },
            ForeignKey(("customer_id",), "customer", ("id",)),
        ),
    )
)


def _made(engine: Engine, table: str, options: SchemaOptions, seed: int, count: int) -> bytes:
    counts = {"customer": CUSTOMERS, "order": count}
    program = compile_model(MODEL, counts, options)[table]
    return b"".join(generate(engine, program, seed=seed, count=counts[table]))


def _shares(values: Iterable[Any], most: int = 4) -> dict[str, float]:
    found = Counter(values)
    total = found.total()
    return {str(value): round(count / total, 3) for value, count in found.most_common(most)}


def _numbers(values: list[int]) -> dict[str, Any]:
    low, middle, high = quantiles(values, n=4)
    return {"quartiles": [low, middle, high], "mean": round(mean(values), 1), "most": max(values)}


def _described(data: bytes) -> dict[str, Any]:
    orders = [json.loads(line) for line in data.splitlines()]
    busy = Counter(each["customer_id"] for each in orders)

    def busiest(part: int) -> float:
        return round(
            sum(count for _, count in busy.most_common(CUSTOMERS // part)) / len(orders), 3
        )

    described: dict[str, Any] = {
        "orders of the busiest tenth": busiest(10),
        "orders of the busiest fifth": busiest(5),
        "customers without an order": CUSTOMERS - len(busy),
    }
    for name in ("state", "channel", "is_gift", "is_cancelled", "city"):
        described[name] = _shares(each[name] for each in orders)
    for name in ("amount", "distance", "code", "age"):
        described[name] = _numbers([each[name] for each in orders])
    return described


def main() -> int:
    """Print the figures as JSON; 1 where the engines differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    result: dict[str, Any] = {"customers": CUSTOMERS, "orders": arguments.records}
    differ = False
    for label, options in (("as it is", SchemaOptions()), ("even", SchemaOptions(even=True))):
        made = [
            _made(engine, "order", options, arguments.seed, arguments.records)
            for engine in (WasmEngine(), ReferenceEngine())
        ]
        differ = differ or made[0] != made[1]
        result[label] = _described(made[0])
    result["both engines"] = "differ" if differ else "the same bytes"
    print(json.dumps(result, indent=1))
    return int(differ)


if __name__ == "__main__":
    raise SystemExit(main())
