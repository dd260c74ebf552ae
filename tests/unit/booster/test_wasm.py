"""The module is kept in the folder of the user and within its limits; one that broke off is replaced."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from types import ModuleType

import pytest

from aqe.booster.ports import EngineFailure, EngineTrap, FailureCode, Operation
from aqe.booster.wasm import WasmEngine, module_bytes
from aqe.errors import BoosterError

pytest.importorskip("wasmtime")

MIB = 1024 * 1024


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
    [file] = (tmp_path / "booster").iterdir()
    file.write_bytes(b"\x7fELF, but not ours")
    assert WasmEngine(tmp_path).loaded_from == "compilation"
    assert WasmEngine(tmp_path).loaded_from == "cache"


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


def test_the_module_imports_nothing() -> None:
    wasmtime = pytest.importorskip("wasmtime")
    assert wasmtime.Module(wasmtime.Engine(), module_bytes()).imports == []
