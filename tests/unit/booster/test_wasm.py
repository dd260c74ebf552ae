"""The module is kept in the folder of the user and within its limits; one that broke off is replaced."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

from aqe.booster.desk import Desk
from aqe.booster.ports import EngineFailure, EngineTrap, FailureCode, Operation
from aqe.booster.wasm import WasmEngine, module_bytes
from aqe.errors import BoosterError

wasmtime = pytest.importorskip("wasmtime")

MIB = 1024 * 1024


@pytest.fixture
def module_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts another module, given as text, into the place of the one that ships."""

    def put(text: str) -> None:
        module = bytes(wasmtime.wat2wasm(text))
        monkeypatch.setattr("aqe.booster.wasm.module_bytes", lambda: module)
        monkeypatch.setattr("aqe.booster.wasm._built_as", lambda: sha256(module).hexdigest())

    return put


def malformed(engine: WasmEngine) -> EngineFailure:
    with pytest.raises(EngineFailure) as caught:
        engine.run(Operation.SCAN, b"\xff" * 4, b"")
    return caught.value


def test_the_second_engine_takes_the_compiled_module_of_the_first(tmp_path: Path) -> None:
    first, second = WasmEngine(tmp_path), WasmEngine(tmp_path)
    assert (first.loaded_from, second.loaded_from) == ("compilation", "cache")
    assert malformed(first) == malformed(second)


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    WasmEngine(tmp_path)
    [file] = (tmp_path / "booster").glob("*.cwasm")
    file.write_bytes(b"\x7fELF, but not ours")
    assert WasmEngine(tmp_path).loaded_from == "compilation"
    assert WasmEngine(tmp_path).loaded_from == "cache"


def test_a_module_that_was_not_built_with_this_version_is_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    another = wasmtime.wat2wasm('(module (memory (export "memory") 1))')
    monkeypatch.setattr("aqe.booster.wasm.module_bytes", lambda: bytes(another))
    with pytest.raises(BoosterError, match="not the one that was built") as caught:
        WasmEngine()
    assert "install aqe anew" in (caught.value.hint or "")


def test_a_module_without_its_exports_is_a_trap(module_of: Callable[[str], None]) -> None:
    module_of('(module (memory (export "memory") 1))')
    with pytest.raises(EngineTrap, match="has no 'serve'"):
        WasmEngine().run(Operation.SCAN, b"", b"")


def test_a_failure_carries_code_and_place() -> None:
    assert malformed(WasmEngine()).code is FailureCode.MALFORMED_PROGRAM


def test_an_instance_is_small() -> None:
    engine = WasmEngine()
    assert engine.memory_bytes() == 0
    engine.warm()
    assert 0 < engine.memory_bytes() <= 10 * MIB


def test_an_input_over_the_memory_breaks_off_and_the_next_run_works() -> None:
    engine = WasmEngine(memory_bytes=4 * MIB)
    with pytest.raises(EngineTrap, match="broke off"):
        engine.run(Operation.SCAN, b"\xff" * (8 * MIB), b"")
    assert malformed(engine).code is FailureCode.MALFORMED_PROGRAM


def test_without_the_runtime_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: object, **named: object) -> ModuleType:
        if name == "wasmtime":
            raise ImportError(name)
        return real(name, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "wasmtime", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BoosterError, match="not installed") as caught:
        WasmEngine()
    assert caught.value.hint
    assert "agentic-qe[booster]" in caught.value.hint


def test_a_runtime_that_does_not_load_is_told_like_one_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def unfit(name: str, *arguments: object, **named: object) -> ModuleType:
        if name == "wasmtime":
            raise OSError("libwasmtime.so: version `GLIBC_2.99' not found")
        return real(name, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "wasmtime", raising=False)
    monkeypatch.setattr(builtins, "__import__", unfit)
    with pytest.raises(BoosterError, match="GLIBC") as caught:
        WasmEngine()
    assert caught.value.slug == "booster-runtime"


def test_an_instance_that_has_grown_is_replaced_after_a_failure_too() -> None:
    engine = WasmEngine()
    with pytest.raises(EngineFailure):
        engine.run(Operation.SCAN, b"\xff" * (60 * MIB), b"")
    assert engine.memory_bytes() == 0


def test_an_interrupted_run_leaves_no_instance_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WasmEngine()
    malformed(engine)

    def interrupted(*arguments: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Desk, "_taken", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.run(Operation.SCAN, b"\x01\x00", b"\x00")
    assert engine.memory_bytes() == 0
    assert engine.run(Operation.SCAN, b"\x01\x00", b"\x00") == b""


def test_the_module_imports_nothing() -> None:
    wasmtime = pytest.importorskip("wasmtime")
    assert wasmtime.Module(wasmtime.Engine(), module_bytes()).imports == []
