"""The engine in WASM: the built module under `wasmtime`, with limits and without any import.

The only door to the runtime, imported when the first program is run. An instance that broke off, or
that has grown, is thrown away: the next run gets a fresh one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aqe.booster.compiled import CompiledFile, compiled_file
from aqe.booster.deadlines import Ticker
from aqe.booster.ports import EngineFailure, EngineTrap, FailureCode, Limits, Operation
from aqe.errors import BoosterError

if TYPE_CHECKING:
    import wasmtime

__all__ = ["WasmEngine", "import_runtime", "module_bytes", "module_sources", "runtime_version"]

_KEPT = 64
"""Prepared programs that an instance keeps."""
_MEMORY_BYTES = 256 * 1024 * 1024
_GROWN_BYTES = 48 * 1024 * 1024
_STACK_BYTES = 512 * 1024
_DEADLINE_S = 30.0


def module_bytes() -> bytes:
    """The module as it ships."""
    return files("aqe.booster.module").joinpath("booster.wasm").read_bytes()


def module_sources() -> str:
    """SHA-256 of the sources that the module was built from, as the build wrote it down."""
    return files("aqe.booster.module").joinpath("booster.sources").read_text("ascii").split()[0]


def runtime_version() -> str | None:
    """Version of the runtime; None where it is not installed."""
    try:
        return version("wasmtime")
    except PackageNotFoundError:
        return None


def import_runtime() -> Any:
    """The runtime; importing it takes longer than loading the module.

    Raises:
        BoosterError: It is not installed, or not made for this machine (slug ``booster-runtime``).
    """
    try:
        import wasmtime
    except ImportError as error:
        raise BoosterError(
            "the WASM engine needs the package 'wasmtime', which is not installed",
            hint="pip install 'agentic-qe[booster]'; without it the reference in Python serves",
            slug="booster-runtime",
        ) from error
    except (OSError, RuntimeError) as error:  # a machine or a C library that it was not built for
        raise BoosterError(
            f"the WASM runtime does not load on this machine: {_reason(error)}",
            slug="booster-runtime",
        ) from error
    return wasmtime


@dataclass(slots=True)
class _Instance:
    store: wasmtime.Store
    exports: Any
    memory: Any
    handles: OrderedDict[tuple[Operation, bytes], int]


class WasmEngine:
    """Answers programs with the module that ships in the package.

    Args:
        folder: The folder of this user, for the compiled module; None: it is compiled each time.
        memory_bytes: What an instance may grow to.
        deadline_s: Seconds that one run may take.

    Raises:
        BoosterError: The runtime is not installed (slug ``booster-runtime``).
    """

    name = "wasm"

    def __init__(
        self,
        folder: Path | None = None,
        *,
        memory_bytes: int = _MEMORY_BYTES,
        deadline_s: float = _DEADLINE_S,
    ) -> None:
        wasmtime = import_runtime()
        self._wasmtime = wasmtime
        config = wasmtime.Config()
        config.epoch_interruption = True
        config.max_wasm_stack = _STACK_BYTES
        self._engine = wasmtime.Engine(config)
        self._ticker = Ticker(self._engine.increment_epoch)
        self._memory_bytes = memory_bytes
        self._ticks = max(2, round(deadline_s / self._ticker.every_s))
        self.loaded_from = "nothing"
        """Where the compiled module came from: `cache` or `compilation`."""
        try:
            self._module = self._load(folder)
        except (wasmtime.WasmtimeError, OSError) as error:
            raise BoosterError(
                f"the WASM engine cannot be started: {_reason(error)}", slug="booster-runtime"
            ) from error
        self._instance: _Instance | None = None
        self._lock = threading.Lock()
        """An instance serves one run at a time: its memory is shared by all that is called."""

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        """See `Engine.run`."""
        if len(program) + len(data) > self._memory_bytes:
            raise EngineTrap(
                f"the WASM engine broke off: {len(program) + len(data):,} bytes are more than its memory",
                hint="The reference in Python answers instead.",
            )
        with self._lock, self._ticker.ticking():
            try:
                return self._run(operation, program, data, limits)
            except EngineFailure:
                raise
            except (self._wasmtime.Trap, self._wasmtime.WasmtimeError) as error:
                self._instance = None
                raise EngineTrap(
                    f"the WASM engine broke off: {_reason(error)}",
                    hint="The reference in Python answers instead.",
                ) from error
            except BaseException:  # interrupted somewhere: what the instance holds is not known
                self._instance = None
                raise
            finally:
                if self.memory_bytes() > _GROWN_BYTES:
                    self._instance = None

    def _run(self, operation: Operation, program: bytes, data: bytes, limits: Limits) -> bytes:
        instance = self._fresh()
        handle = self._handle(instance, operation, program)
        pointer, length = self._put(instance, data)
        packed = instance.exports["run"](
            instance.store, handle, pointer, length, limits.output_bytes, limits.steps
        )
        return self._answer(instance, packed)

    def warm(self) -> None:
        """Make the instance that the next run uses."""
        with self._lock, self._ticker.ticking():
            self._fresh()

    def memory_bytes(self) -> int:
        """What the instance holds now; 0 where there is none."""
        if self._instance is None:
            return 0
        return int(self._instance.memory.data_len(self._instance.store))

    def _load(self, folder: Path | None) -> Any:
        module = module_bytes()
        runtime = f"wasmtime {runtime_version()} epochs stack {_STACK_BYTES}"
        cached = compiled_file(folder, module, runtime)
        if cached is not None and cached.usable():
            try:
                loaded = self._wasmtime.Module.deserialize_file(self._engine, str(cached.path))
            except self._wasmtime.WasmtimeError:
                cached.discard()
            else:
                self.loaded_from = "cache"
                return loaded
        return self._compiled(module, cached)

    def _compiled(self, module: bytes, cached: CompiledFile | None) -> Any:
        compiled = self._wasmtime.Module(self._engine, module)
        self.loaded_from = "compilation"
        if cached is not None:
            cached.write(bytes(compiled.serialize()))
        return compiled

    def _fresh(self) -> _Instance:
        """The instance, a new one where there is none, with its time from now on."""
        if self._instance is None:
            store = self._wasmtime.Store(self._engine)
            store.set_limits(memory_size=self._memory_bytes, instances=1, memories=1, tables=1)
            store.set_epoch_deadline(self._ticks)
            exports = self._wasmtime.Instance(store, self._module, []).exports(store)
            found = {name: exports[name] for name in _EXPORTS}
            self._instance = _Instance(store, found, exports["memory"], OrderedDict())
        self._instance.store.set_epoch_deadline(self._ticks)
        return self._instance

    def _handle(self, instance: _Instance, operation: Operation, program: bytes) -> int:
        key = (operation, program)
        handle = instance.handles.get(key)
        if handle is not None:
            instance.handles.move_to_end(key)
            return handle
        pointer, length = self._put(instance, program)
        packed = instance.exports["prepare"](instance.store, int(operation), pointer, length)
        handle = int.from_bytes(self._answer(instance, packed), "little")
        instance.handles[key] = handle
        if len(instance.handles) > _KEPT:
            instance.exports["discard"](instance.store, instance.handles.popitem(last=False)[1])
        return handle

    def _put(self, instance: _Instance, data: bytes) -> tuple[int, int]:
        pointer = instance.exports["reserve"](instance.store, len(data)) & 0xFFFFFFFF
        instance.memory.write(instance.store, data, pointer)
        return pointer, len(data)

    def _answer(self, instance: _Instance, packed: int) -> bytes:
        packed &= 2**64 - 1
        pointer, length = packed >> 32, packed & 0xFFFFFFFF
        answer = bytes(instance.memory.read(instance.store, pointer, pointer + length))
        instance.exports["release"](instance.store, pointer, length)
        if answer[0]:
            raise EngineFailure(FailureCode(answer[0]), int.from_bytes(answer[1:5], "little"))
        return answer[1:]


_EXPORTS = ("reserve", "release", "prepare", "run", "discard")


def _reason(error: Exception) -> str:
    """The last line of what the runtime says: the cause, below the frames."""
    lines = [each.strip() for each in str(error).splitlines() if each.strip()]
    return lines[-1] if lines else type(error).__name__
