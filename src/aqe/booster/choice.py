"""Which engine serves which operation: a table of what was measured, not a belief.

`benchmarks/booster/engines.py` measures both engines over operations and sizes and prints the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from aqe.booster.ports import Operation

__all__ = ["Rule", "read_rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """From which size on the WASM module is the faster one."""

    from_bytes: int
    """Bytes of input from which the module serves; 0: always."""
    reason: str

    def prefers_wasm(self, size: int) -> bool:
        """Whether the module serves an input of so many bytes."""
        return size >= self.from_bytes


def read_rules() -> Mapping[Operation, Rule]:
    """The rules that ship, one for each operation."""
    text = files("aqe.booster").joinpath("choice.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return {
        operation: Rule(int(entry["from_bytes"]), str(entry["reason"]))
        for operation in Operation
        for entry in (table[operation.name.lower()],)
    }
