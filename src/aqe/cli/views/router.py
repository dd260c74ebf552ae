"""The models that may be asked: what was installed."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Line, Page, Tone
from aqe.cli.text import plural, size
from aqe.operations.local_models import RouterInstallLocalResult

__all__ = ["install_local_view"]


def install_local_view(result: RouterInstallLocalResult, face: Face) -> Page:
    """What is installed, what it takes to run, and what is missing for it."""
    if result.interrupted:
        return (Line("Broken off; nothing was installed.", Tone.WARN),)
    done = "installed" if result.is_new else "was installed already, with the same content"
    blocks: list[Block] = [
        Line(f"{result.model} {done}", Tone.GOOD),
        Line(f"place     {result.place} (nothing was copied)"),
        Line(f"files     {plural(result.files, 'file')}, {size(result.size_bytes)}, SHA-256 taken"),
        Line(
            f"model     {result.family}, context of {result.context_tokens} tokens,"
            f" chat template in {result.template}"
        ),
    ]
    if result.replaced:
        blocks.append(Line("It replaces another model of this name.", Tone.WARN))
    blocks += _memory(result)
    if result.library is None:
        blocks.append(
            Line("To ask it, install what runs it: pip install 'agentic-qe[local]'", Tone.WARN)
        )
    return tuple(blocks)


def _memory(result: RouterInstallLocalResult) -> list[Block]:
    if result.memory_bytes is None:
        return []
    needed = f"memory    about {size(result.memory_bytes)} to run"
    if result.available_bytes is None:
        return [Line(needed)]
    line = Line(f"{needed}, {size(result.available_bytes)} available now")
    if result.available_bytes >= result.memory_bytes:
        return [line]
    return [
        line,
        Line("That is too little: it will be refused until more is available.", Tone.WARN),
    ]
