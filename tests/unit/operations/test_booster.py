"""The status tells which engine would serve, and why the module does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.booster.ports import EngineTrap
from aqe.bootstrap import compose
from aqe.cli.face import Face
from aqe.cli.views.engines import view_status
from aqe.operations.booster import BoosterStatusRequest, BoosterStatusResult, booster_status

pytest.importorskip("wasmtime")

Ask = Callable[..., BoosterStatusResult]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")

    def asked(**environ: str) -> BoosterStatusResult:
        with compose(tmp_path, {"HOME": str(tmp_path / "home"), **environ}) as services:
            return booster_status(BoosterStatusRequest(), services)

    return asked


def test_the_module_is_compiled_once_and_then_taken_from_the_folder_of_the_user(ask: Ask) -> None:
    first, second = ask(), ask()
    assert (first.engine, first.loaded_from) == ("wasm", "compilation")
    assert (second.engine, second.loaded_from) == ("wasm", "cache")
    assert second.memory_bytes is not None
    assert second.memory_bytes <= 10 * 1024 * 1024
    assert {each.operation for each in second.serving} == {"expand", "scan", "records"}


def test_switched_off_the_reference_serves_all_and_nothing_is_loaded(ask: Ask) -> None:
    found = ask(AQE_ENABLE_WASM_BOOSTER="false")
    assert (found.enabled, found.engine, found.loaded_from) == (False, "reference", None)
    assert found.why_not_wasm == "the WASM engine is switched off by AQE_ENABLE_WASM_BOOSTER"
    assert {(each.engine, each.from_bytes) for each in found.serving} == {("reference", 0)}


def test_without_the_runtime_the_remedy_is_told(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aqe.operations.booster_wiring.runtime_version", lambda: None)
    found = ask()
    assert found.engine == "reference"
    assert "agentic-qe[booster]" in found.why_not_wasm


@pytest.mark.parametrize("name", ["module_bytes", "module_sources", "_digests"])
def test_a_damaged_installation_is_told_and_is_no_crash(
    name: str, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> bytes:
        raise FileNotFoundError(2, "No such file or directory", "booster.wasm")

    for room in ("aqe.booster.wasm", "aqe.operations.booster"):
        monkeypatch.setattr(f"{room}.{name}", missing, raising=False)
    found = ask()
    assert None in (found.module_bytes, found.module_sources)
    assert "the module is not whole: install aqe anew" in str(view_status(found, Face()))


def test_a_module_that_loads_and_breaks_off_does_not_count_as_serving(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise EngineTrap("unreachable")

    monkeypatch.setattr("aqe.booster.wasm.Desk.answer", broken)
    found = ask()
    assert found.engine == "reference"
    assert found.why_not_wasm == "the wasm engine does not answer expand: unreachable"


def test_a_module_that_answers_otherwise_does_not_count_as_serving(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aqe.booster.wasm.Desk.answer", lambda *_: b"value: 2\n")
    assert ask().why_not_wasm == "the wasm engine answers expand otherwise than the reference"
