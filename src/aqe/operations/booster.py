"""``booster status``: which engines there are, whether they agree, and which one serves what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aqe.booster.agreement import disagreement
from aqe.booster.choice import read_rules
from aqe.booster.ports import Operation as EngineOperation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.wasm import (
    WasmEngine,
    import_runtime,
    module_bytes,
    module_sources,
    runtime_version,
)
from aqe.errors import BoosterError
from aqe.operations.booster_wiring import why_not_wasm
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.store.seal import user_folder

__all__ = ["STATUS", "BoosterStatusRequest", "BoosterStatusResult", "Serving", "booster_status"]


@dataclass(frozen=True, slots=True)
class BoosterStatusRequest:
    """Nothing to choose."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Which engine serves one operation."""

    operation: str
    """``expand``, ``scan`` or ``records``."""
    engine: str
    """The one that answers from `from_bytes` on: ``wasm`` or ``reference``."""
    from_bytes: int
    """Bytes of input below which the reference answers."""
    reason: str


@dataclass(frozen=True, slots=True)
class BoosterStatusResult:
    """The engines of this machine, seen at work."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    enabled: bool
    """The setting booster.enabled."""
    engine: str
    """The one that serves in bulk."""
    why_not_wasm: str
    """What keeps the module from serving; empty where nothing does."""
    runtime_version: str | None
    """Of wasmtime; null where it is not installed."""
    module_bytes: int | None
    """Size of the module that ships; null where it is missing."""
    module_sources: str | None
    """SHA-256 of the sources that it was built from; null where nothing says it."""
    loaded_from: str | None
    """``cache`` or ``compilation``; null where it was not loaded."""
    load_ms: float | None
    """How long loading took just now, in milliseconds, without importing the runtime."""
    memory_bytes: int | None
    """What a fresh instance holds."""
    serving: tuple[Serving, ...]

    @property
    def status(self) -> Status:
        """Asking cannot fail."""
        return Status.OK


def booster_status(request: BoosterStatusRequest, services: Services) -> BoosterStatusResult:
    """Load the module as a run would, give it a little of each work, and tell what became of it."""
    reason = why_not_wasm(services)
    loaded_from = load_ms = memory = None
    if not reason:
        try:
            import_runtime()
            started = services.clock.monotonic()
            engine = WasmEngine(user_folder(services.environ))
        except BoosterError as error:
            reason = error.message
        else:
            load_ms = (services.clock.monotonic() - started) * 1000
            loaded_from = engine.loaded_from
            reason = disagreement(engine, ReferenceEngine())
            memory = engine.memory_bytes()
    size, sources = _shipped()
    return BoosterStatusResult(
        enabled=services.settings.booster.enabled,
        engine="reference" if reason else "wasm",
        why_not_wasm=reason,
        runtime_version=runtime_version(),
        module_bytes=size,
        module_sources=sources,
        loaded_from=loaded_from,
        load_ms=load_ms,
        memory_bytes=memory,
        serving=_serving(reason),
    )


def _shipped() -> tuple[int | None, str | None]:
    """Size of the module and digest of its sources; None for what a damaged installation lacks."""
    try:
        size = len(module_bytes())
    except OSError:
        size = None
    try:
        return size, module_sources()
    except (OSError, ValueError):
        return size, None


def _serving(why_not: str) -> tuple[Serving, ...]:
    rules = read_rules()
    if why_not:
        return tuple(
            Serving(each.name.lower(), "reference", 0, why_not) for each in EngineOperation
        )
    return tuple(
        Serving(each.name.lower(), "wasm", rules[each].from_bytes, rules[each].reason)
        for each in EngineOperation
    )


STATUS = Operation(
    name="booster.status",
    summary="Show which engine does deterministic work, and why.",
    request=BoosterStatusRequest,
    result=BoosterStatusResult,
    handler=booster_status,
)
