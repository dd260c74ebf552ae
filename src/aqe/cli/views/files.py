"""The lines that name written files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aqe.cli.page import Line

__all__ = ["shown_path", "written_files"]


def written_files(files: Iterable[Path]) -> tuple[Line, ...]:
    """A line per file that was written, as seen from the working directory."""
    return tuple(Line(f"wrote {shown_path(path)}") for path in files)


def shown_path(path: Path) -> str:
    """A path as seen from the working directory."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
