"""The engine in WASM: the built module under `wasmtime`, with limits and without any import.

The only door to the runtime, imported when the first program is run.
"""

from __future__ import annotations

from collections import OrderedDict
from importlib.resources import files
from typing import Any

from aqe.booster.ports import EngineFailure, EngineTrap, FailureCode, Limits, Operation

__all__ = ["WasmEngine"]

_KEPT = 64


class WasmEngine:
    """Answers programs with the module that ships in the package."""

    name = "wasm"

    def __init__(self, *, memory_bytes: int = 512 * 1024 * 1024) -> None:
        import wasmtime

        self._wasmtime = wasmtime
        engine = wasmtime.Engine()
        module = wasmtime.Module(
            engine, files("aqe.booster.module").joinpath("booster.wasm").read_bytes()
        )
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=memory_bytes)
        exports: Any = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory = exports["memory"]
        self._reserve, self._release = exports["reserve"], exports["release"]
        self._prepare, self._run, self._discard = (
            exports["prepare"],
            exports["run"],
            exports["discard"],
        )
        self._handles: OrderedDict[tuple[Operation, bytes], int] = OrderedDict()

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        """See `Engine.run`."""
        try:
            handle = self._handle(operation, program)
            return self._answer(
                self._run(self._store, handle, *self._put(data), limits.output_bytes, limits.steps)
            )
        except (self._wasmtime.Trap, self._wasmtime.WasmtimeError) as error:
            raise EngineTrap(f"the WASM engine broke off: {str(error).splitlines()[0]}") from error

    def _handle(self, operation: Operation, program: bytes) -> int:
        key = (operation, program)
        handle = self._handles.get(key)
        if handle is None:
            answer = self._answer(self._prepare(self._store, operation, *self._put(program)))
            handle = self._handles[key] = int.from_bytes(answer, "little")
            if len(self._handles) > _KEPT:
                self._discard(self._store, self._handles.popitem(last=False)[1])
        else:
            self._handles.move_to_end(key)
        return handle

    def _put(self, data: bytes) -> tuple[int, int]:
        pointer = self._reserve(self._store, len(data)) & 0xFFFFFFFF
        self._memory.write(self._store, data, pointer)
        return pointer, len(data)

    def _answer(self, packed: int) -> bytes:
        packed &= 2**64 - 1
        pointer, length = packed >> 32, packed & 0xFFFFFFFF
        answer = bytes(self._memory.read(self._store, pointer, pointer + length))
        self._release(self._store, pointer, length)
        if answer[0]:
            raise EngineFailure(FailureCode(answer[0]), int.from_bytes(answer[1:5], "little"))
        return answer[1:]
