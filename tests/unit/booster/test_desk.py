"""Requests cross the border whole, programs stay in their places, and nobody reads beside the memory."""

from __future__ import annotations

import ctypes
import struct
from types import SimpleNamespace

import pytest

from aqe.booster.desk import Desk
from aqe.booster.encoding import Writer
from aqe.booster.ports import EngineFailure, EngineTrap, FailureCode, Limits, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas.program import Integer, Literal, Sequence, encoded

SIZE = 100_000
AT = 64


class Instance:
    """An instance that answers what it is told to, and keeps the last request."""

    def __init__(self, answer: tuple[int, int], *, desk: int = AT) -> None:
        self.bytes = (ctypes.c_ubyte * SIZE)()
        self.answer = answer
        self.asked: list[int] = []
        self.request = b""
        memory = SimpleNamespace(
            data_len=lambda store: SIZE,
            data_ptr=lambda store: ctypes.cast(self.bytes, ctypes.POINTER(ctypes.c_ubyte)),
        )

        def clear(store: object, length: int) -> int:
            self.asked.append(length)
            return desk

        self.desk = Desk(None, {"memory": memory, "serve": self.serve, "desk": clear})

    def serve(self, store: object) -> None:
        self.request = bytes(self.bytes[AT : AT + 60])
        self.bytes[AT : AT + 8] = struct.pack("<II", *self.answer)  # type: ignore[assignment]

    def ask(self, program: bytes, data: bytes) -> bytes:
        return self.desk.answer(Operation.SCAN, program, data, Limits(7, 2**40))


def test_a_program_crosses_once() -> None:
    instance = Instance((0, 0))
    instance.answer = (AT + 200, 4)
    instance.bytes[AT + 200 : AT + 204] = b"\0yes"  # type: ignore[assignment]
    assert instance.ask(b"program", b"data") == b"yes"
    header = struct.Struct("<IIIIIxxxxQ")
    assert header.unpack(instance.request[:32]) == (0, Operation.SCAN, 7, 4, 7, 2**40)
    assert instance.request[32:43] == b"programdata"
    assert instance.ask(b"program", b"other") == b"yes"
    assert header.unpack(instance.request[:32]) == (0, 0, 0, 5, 7, 2**40)
    assert instance.request[32:37] == b"other"
    assert len(instance.asked) == 1


def test_a_failure_is_read_and_its_program_is_not_kept() -> None:
    instance = Instance((AT + 200, 5))
    instance.bytes[AT + 200 : AT + 205] = struct.pack("<BI", 6, 12)  # type: ignore[assignment]
    for _ in range(2):
        with pytest.raises(EngineFailure) as caught:
            instance.ask(b"program", b"")
        assert caught.value == EngineFailure(FailureCode.MISSING_VALUE, 12)
        assert instance.request[4:8] == struct.pack("<I", Operation.SCAN)


@pytest.mark.parametrize("answer", [(SIZE - 1, 2), (2**32 - 1, 1), (0, 1), (AT, 2**32 - 1)])
def test_an_answer_outside_of_the_memory_is_not_read(answer: tuple[int, int]) -> None:
    with pytest.raises(EngineTrap, match="outside of its memory"):
        Instance(answer).ask(b"program", b"")


@pytest.mark.parametrize("bytes_", [b"", b"\x63\0\0\0\0", b"\1\0"])
def test_an_answer_that_is_neither_output_nor_failure_is_not_believed(bytes_: bytes) -> None:
    instance = Instance((AT + 200, len(bytes_)))
    instance.bytes[AT + 200 : AT + 200 + len(bytes_)] = bytes_  # type: ignore[assignment]
    with pytest.raises(EngineTrap, match="an answer that is none"):
        instance.ask(b"program", b"")


@pytest.mark.parametrize("desk", [SIZE - 10, 0, -8])
def test_nothing_is_laid_outside_of_the_memory(desk: int) -> None:
    with pytest.raises(EngineTrap, match="outside of its memory"):
        Instance((AT + 200, 1), desk=desk).ask(b"program", b"")


def test_more_programs_than_places_and_more_bytes_than_room() -> None:
    pytest.importorskip("wasmtime")
    from aqe.booster.wasm import WasmEngine

    wasm, reference = WasmEngine(), ReferenceEngine()
    data = Writer().number(1).number(0).number(3).done()
    programs = [encoded(Sequence((Literal(b"x" * n), Integer(n, 100)))) for n in range(150)]
    programs.append(encoded(Literal(b"y" * 300_000)))
    for program in [*programs, *programs[:5], *reversed(programs)]:
        expected = reference.run(Operation.RECORDS, program, data)
        assert wasm.run(Operation.RECORDS, program, data) == expected
