"""Whether an engine answers as the reference does: one small piece of work of each operation.

Seen at work is more than loaded: a module may load that belongs to another version, or that breaks off
at once. The contract that all answers agree is held by tests, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aqe.booster.ports import Engine, Operation
from aqe.booster.scanning import TextPattern, compile_patterns, scan
from aqe.booster.schemas import compile_schema, generate
from aqe.booster.templates import Language, Template
from aqe.errors import BoosterError

__all__ = ["disagreement"]

Work = Callable[[Engine], object]


def disagreement(engine: Engine, reference: Engine) -> str:
    """What the engine did not do as the reference does; empty where it did all."""
    for operation, work in _works().items():
        name = operation.name.lower()
        try:
            answer = work(engine)
        except BoosterError as error:
            return f"the {engine.name} engine does not answer {name}: {error.message}"
        except (ValueError, IndexError):  # bytes that are no answer of this operation
            answer = None
        if answer != work(reference):
            return f"the {engine.name} engine answers {name} otherwise than the reference"
    return ""


def _works() -> Mapping[Operation, Work]:
    template = Template("value: ${value}\n", language=Language.TEXT)
    patterns = compile_patterns([TextPattern("b+c?")])
    schema = compile_schema({"type": "array", "items": {"type": "integer"}, "minItems": 3})
    return {
        Operation.EXPAND: lambda engine: b"".join(template.run(engine, b'{"value": 1}\n')),
        Operation.SCAN: lambda engine: list(scan(engine, patterns, ["abba", "bc"])),
        Operation.RECORDS: lambda engine: b"".join(generate(engine, schema, seed=1, count=3)),
    }
