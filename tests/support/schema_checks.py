"""Records of a schema for tests: made by the reference, read as objects."""

from __future__ import annotations

import json
from typing import Any

from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaOptions, compile_schema, generate

__all__ = ["records"]


def records(schema: Any, count: int = 40, *, seed: int = 7, **options: Any) -> list[Any]:
    """Some records of a schema."""
    program = compile_schema(schema, SchemaOptions(**options))
    chunks = generate(ReferenceEngine(), program, seed=seed, count=count)
    return [json.loads(line) for line in b"".join(chunks).splitlines()]
