"""The booster for one project: engines by the settings, and what users are told about them."""

from __future__ import annotations

from aqe.booster.choice import read_rules
from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.serving import Booster
from aqe.booster.wasm import WasmEngine, runtime_version
from aqe.errors import BoosterError
from aqe.operations.services import Services
from aqe.store.seal import user_folder

__all__ = ["engines_here", "open_booster", "why_not_wasm"]


def open_booster(services: Services) -> Booster:
    """The engine of a project; nothing is loaded before the first program is run."""
    folder = user_folder(services.environ)
    reason = why_not_wasm(services)
    return Booster(
        ReferenceEngine(),
        None if reason else lambda: WasmEngine(folder),
        read_rules(),
        services.notice,
        reason,
    )


def why_not_wasm(services: Services) -> str:
    """What keeps the WASM module from serving, before it is tried; empty where nothing does."""
    if not services.settings.booster.enabled:
        origin = services.settings.origin("booster.enabled")
        return f"the WASM engine is switched off by {origin}"
    if runtime_version() is None:
        return "the WASM engine needs wasmtime: pip install 'agentic-qe[booster]'"
    return ""


def engines_here() -> list[Engine]:
    """All engines of this machine, each by itself and the fastest first, to be measured."""
    try:
        return [WasmEngine(), ReferenceEngine()]
    except BoosterError:
        return [ReferenceEngine()]
