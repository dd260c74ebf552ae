from __future__ import annotations

import pytest

from aqe.booster.ports import EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import SchemaProgram, compile_schema, generate
from aqe.booster.schemas.program import Literal, Repeat, Serial, encoded


class Counting:
    """The reference, with a note of how much each call gave."""

    name = "counting"

    def __init__(self, most: int | None = None) -> None:
        self.sizes: list[int] = []
        self._inner = ReferenceEngine()
        self._most = most

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        if self._most is not None:
            limits = Limits(output_bytes=self._most, steps=limits.steps)
        answer = self._inner.run(operation, program, data, limits)
        self.sizes.append(len(answer))
        return answer


def test_splits_add_up_to_the_whole() -> None:
    program = compile_schema({"properties": {"a": {"type": "integer"}}, "type": "object"})
    engine = ReferenceEngine()
    whole = b"".join(generate(engine, program, seed=2, count=500))
    parts = [
        b"".join(generate(engine, program, seed=2, start=start, count=count))
        for start, count in ((0, 1), (1, 99), (100, 400))
    ]
    assert b"".join(parts) == whole
    assert len(whole.splitlines()) == 500


def test_chunks_are_whole_lines_and_bounded() -> None:
    program = SchemaProgram(encoded(Repeat(Literal(b"1234567890"), 100, 100)))
    engine = Counting()
    chunks = list(generate(engine, program, seed=1, count=9000))
    assert all(chunk.endswith(b"\n") for chunk in chunks)
    assert len(chunks) > 2
    assert max(engine.sizes) < 1 << 23


def test_records_that_are_too_many_for_a_chunk_are_asked_for_again() -> None:
    program = SchemaProgram(encoded(Repeat(Literal(b"x" * 100), 10, 10)))
    chunks = list(generate(Counting(3000), program, seed=1, count=20))
    assert b"".join(chunks).count(b"\n") == 20


def test_one_record_beyond_the_limit_is_a_failure() -> None:
    program = SchemaProgram(encoded(Repeat(Literal(b"x" * 100), 10, 10)))
    with pytest.raises(EngineFailure) as caught:
        list(generate(Counting(500), program, seed=1, count=1))
    assert caught.value.code is FailureCode.OUTPUT_LIMIT


def test_keys_that_run_out_are_a_failure() -> None:
    program = SchemaProgram(encoded(Serial(1, 5)))
    with pytest.raises(EngineFailure) as caught:
        list(generate(ReferenceEngine(), program, seed=1, count=6))
    assert caught.value.code is FailureCode.EXHAUSTED


def test_nothing_wanted_is_nothing() -> None:
    assert list(generate(ReferenceEngine(), compile_schema(True), seed=1, count=0)) == []
