"""What ``aqe booster status`` shows."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Cell, Column, Line, Page, Table, Tone
from aqe.operations.booster import BoosterStatusResult, Serving

__all__ = ["view_status"]


def view_status(result: BoosterStatusResult, face: Face) -> Page:
    """The engine first, then which one serves what."""
    if result.why_not_wasm:
        head = Line(f"reference: {result.why_not_wasm}", Tone.WARN)
    else:
        head = Line(
            f"wasm: wasmtime {result.runtime_version}, module of {_kilobytes(result.module_bytes or 0)}"
            f" from {result.loaded_from} in {result.load_ms:.1f} ms,"
            f" {_kilobytes(result.memory_bytes or 0)} of memory",
            Tone.GOOD,
        )
    rows = tuple((Cell(each.operation), _engines(each), each.reason) for each in result.serving)
    table = Table((Column("operation"), Column("engine"), Column("why")), rows)
    return head, _origin(result), Line(""), table


def _origin(result: BoosterStatusResult) -> Line:
    if result.module_bytes is None or result.module_sources is None:
        return Line("the module is not whole: install aqe anew", Tone.WARN)
    return Line(f"built from sources {result.module_sources[:16]}")


def _engines(serving: Serving) -> str:
    if not serving.from_bytes:
        return serving.engine
    return f"{serving.engine} from {serving.from_bytes} bytes, reference below"


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f} kB"
