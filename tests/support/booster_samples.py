"""Programs that the front ends write, with inputs: where tests of the engines start from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from aqe.booster.ports import Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.scanning import TextPattern, compile_patterns, scan
from aqe.booster.schemas import SchemaOptions, compile_schema, generate
from aqe.booster.templates import Language, Template

__all__ = ["Sample", "samples"]

TEST = """import pytest


${#marks}@pytest.mark.${name|name}
${/marks}def test_${case|name}() -> None:
    ${?doc}# ${doc}
    ${/doc}assert total(${left}, ${right:-none}) == ${expected}
"""
ROW = '{"id": ${id}, "tags": [${#tags}${.},${/tags} null], "text": "a ${text} b"}'
PATTERNS = [
    r"time\.sleep\((?P<seconds>[0-9.]+)\)",
    r"(?i)\b(?:todo|fixme)\b.*$",
    r"assert +(True|1)\b",
    r"\w+@\w+(?:\.\w+)+",
    r"(a+)+b",
    r"[^\x00-\x7f]{2,3}?",
]
TEXTS = ["time.sleep(0.5)  # TODO: wait\n", "assert True\nmail a.b@example.org", "aaaa äöü✓✓ aab\n"]
SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string"},
        "age": {"type": "integer", "minimum": 0, "maximum": 120},
        "score": {"type": "number", "minimum": -1, "maximum": 1, "multipleOf": 0.25},
        "code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{2,4}$"},
        "state": {"enum": ["new", "open", None, 3]},
        "at": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 4}, "uniqueItems": True},
        "next": {"$ref": "#"},
    },
    "required": ["id", "age", "state"],
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A program and an input for it."""

    name: str
    operation: Operation
    program: bytes
    data: bytes


class _Listening:
    """The reference, with what it was asked written down."""

    name = "listening"

    def __init__(self) -> None:
        self._engine = ReferenceEngine()
        self.heard: list[tuple[Operation, bytes, bytes]] = []

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        self.heard.append((operation, program, data))
        return self._engine.run(operation, program, data, limits)


@cache
def samples() -> tuple[Sample, ...]:
    """At least two for each operation."""
    engine = _Listening()
    records = [
        {"case": "sum", "left": 1, "expected": 3, "marks": [{"name": "slow"}]},
        {"case": "texts", "left": "a'\\n", "right": "b", "expected": "ab", "marks": [], "doc": "x"},
    ]
    rows = [
        {"id": 1, "tags": ["a", 'b"'], "text": "</script> ü"},
        {"id": -2.5, "tags": [], "text": ""},
    ]
    for text, language, data in ((TEST, Language.PYTHON, records), (ROW, Language.JSON, rows)):
        template = Template(text, language=language)
        lines = "".join(json.dumps(each) + "\n" for each in data).encode()
        list(template.run(engine, lines))
        list(template.run_each(engine, lines))
    for chosen in (PATTERNS, PATTERNS[:1], PATTERNS[3:]):
        list(scan(engine, compile_patterns([TextPattern(each) for each in chosen]), TEXTS))
    for options in (SchemaOptions(), SchemaOptions(edge_cases=True)):
        list(generate(engine, compile_schema(SCHEMA, options), seed=7, start=3, count=5))
    return tuple(
        Sample(f"{operation.name.lower()}-{number}", operation, program, data)
        for number, (operation, program, data) in enumerate(dict.fromkeys(engine.heard))
    )
