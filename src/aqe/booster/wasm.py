"""The engine in WASM: the built module under `wasmtime`, with limits and without any import.

The only door to the runtime, imported when the first program is run. An instance that broke off, or
that has grown, is thrown away: the next run gets a fresh one.
"""

from __future__ import annotations

import threading
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from aqe.booster.compiled import CompiledFile, compiled_file
from aqe.booster.deadlines import Ticker
from aqe.booster.desk import Desk
from aqe.booster.ports import EngineFailure, EngineTrap, Limits, Operation
from aqe.errors import BoosterError

__all__ = ["WasmEngine", "import_runtime", "module_bytes", "module_sources", "runtime_version"]

_MEMORY_BYTES = 256 * 1024 * 1024
_GROWN_BYTES = 48 * 1024 * 1024
_STACK_BYTES = 512 * 1024
_DEADLINE_S = 30.0
_SHIPPED = Path(__file__).with_name("module")
"""A folder, as the runtime reads files: looking it up as a resource took as long as loading."""


def module_bytes() -> bytes:
    """The module as it ships."""
    return (_SHIPPED / "booster.wasm").read_bytes()


def module_sources() -> str:
    """SHA-256 of the sources that the module was built from, as the build wrote it down."""
    return _digests()[0]


def _built_as() -> str:
    """SHA-256 of the module, as the build wrote it down."""
    return _digests()[1]


def _digests() -> tuple[str, str]:
    """What stands in the file beside the module.

    Raises:
        OSError: There is no such file.
        ValueError: It was not written by the build.
    """
    text = (_SHIPPED / "booster.sources").read_bytes().decode("ascii")
    sources, module = text.split()
    return sources, module


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
        except (wasmtime.WasmtimeError, OSError, ValueError) as error:
            raise BoosterError(
                f"the WASM engine cannot be started: {_reason(error)}", slug="booster-runtime"
            ) from error
        self._desk: Desk | None = None
        self._store: Any = None
        self._lock = threading.Lock()
        """There is one desk, so one request at a time."""

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
                return self._fresh().answer(operation, program, data, limits)
            except EngineFailure:
                raise
            except (self._wasmtime.Trap, self._wasmtime.WasmtimeError) as error:
                self._desk = None
                raise EngineTrap(
                    f"the WASM engine broke off: {_reason(error)}",
                    hint="The reference in Python answers instead.",
                ) from error
            except BaseException:  # interrupted somewhere: what the instance holds is not known
                self._desk = None
                raise
            finally:
                if self.memory_bytes() > _GROWN_BYTES:
                    self._desk = None

    def warm(self) -> None:
        """Make the instance that the next run uses."""
        with self._lock, self._ticker.ticking():
            self._fresh()

    def memory_bytes(self) -> int:
        """What the instance holds now; 0 where there is none."""
        return 0 if self._desk is None else self._desk.memory_bytes()

    def _load(self, folder: Path | None) -> Any:
        built_as = _built_as()
        # Which installation it is: asking for its version takes longer than all the rest, and the
        # runtime refuses what another version compiled.
        installed = Path(self._wasmtime.__file__).stat()
        runtime = f"wasmtime {installed.st_mtime_ns} {installed.st_size} epochs {_STACK_BYTES}"
        cached = compiled_file(folder, built_as, runtime)
        if cached is not None and cached.usable():
            try:
                loaded = self._wasmtime.Module.deserialize_file(self._engine, str(cached.path))
            except self._wasmtime.WasmtimeError:
                cached.discard()
            else:
                self.loaded_from = "cache"
                return loaded
        module = module_bytes()
        if sha256(module).hexdigest() != built_as:
            raise BoosterError(
                "the WASM module is not the one that was built with this version",
                hint="install aqe anew; until then the reference in Python serves",
                slug="booster-runtime",
            )
        return self._compiled(module, cached)

    def _compiled(self, module: bytes, cached: CompiledFile | None) -> Any:
        compiled = self._wasmtime.Module(self._engine, module)
        self.loaded_from = "compilation"
        if cached is not None:
            cached.write(bytes(compiled.serialize()))
        return compiled

    def _fresh(self) -> Desk:
        """The desk of the instance, of a new one where there is none, with its time from now on."""
        if self._desk is None:
            self._store = store = self._wasmtime.Store(self._engine)
            store.set_limits(memory_size=self._memory_bytes, instances=1, memories=1, tables=1)
            store.set_epoch_deadline(self._ticks)
            exports = self._wasmtime.Instance(store, self._module, []).exports(store)
            try:
                self._desk = Desk(store, exports)
            except KeyError as error:
                raise EngineTrap(
                    f"the WASM module has no {error.args[0]!r}: it is not the one of this version",
                    hint="The reference in Python answers instead.",
                ) from error
        self._store.set_epoch_deadline(self._ticks)
        return self._desk


def _reason(error: Exception) -> str:
    """The last line of what the runtime says: the cause, below the frames."""
    lines = [each.strip() for each in str(error).splitlines() if each.strip()]
    return lines[-1] if lines else type(error).__name__
