"""What to tell a user whose module cannot be imported: what is in the way and what to do about it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from aqe.errors import SourceError

__all__ = ["ImportTrouble", "distribution_of", "import_error"]

_MISSING = re.compile(r"^ModuleNotFoundError: No module named '([^']+)'$")
_EXIT = re.compile(r"^SystemExit: ?(.*)$", re.DOTALL)
_GUARD = "put what the program does at its start under `if __name__ == '__main__':`"


@dataclass(frozen=True, slots=True)
class ImportTrouble:
    """An import that did not come to its end."""

    module: str
    place: str
    """File, with the line where that is known."""
    interpreter: Path
    slug: str
    """``import-failed`` or ``import-hung``."""
    text: str
    """Type and message of the exception, or how the process ended."""
    limit_s: float
    died: bool = False
    """Whether the process ended instead of answering."""


def import_error(trouble: ImportTrouble) -> SourceError:
    """The error for an import that failed."""
    if trouble.slug == "import-hung":
        return SourceError(
            f"importing {trouble.module!r} did not end within {trouble.limit_s:g} s ({trouble.place})",
            hint=f"{_GUARD}, or raise the setting limits.import_s",
            slug="import-hung",
        )
    missing = _MISSING.match(trouble.text)
    if missing is not None:
        return _dependency_missing(missing[1], trouble)
    left = _EXIT.match(trouble.text)
    if left is not None or trouble.died:
        what = (
            f"it ends the program: {trouble.text}" if trouble.died else f"it exits{_status(left)}"
        )
        return SourceError(
            f"{trouble.module!r} cannot be imported: {what} ({trouble.place})",
            hint=_GUARD,
            slug="import-failed",
        )
    return SourceError(
        f"{trouble.module!r} cannot be imported: {trouble.text} ({trouble.place})",
        hint=f"try it yourself: {trouble.interpreter} -c 'import {trouble.module}'",
        slug="import-failed",
    )


def distribution_of(module: str) -> str:
    """What to install for a module: a known distribution, else one of the same name."""
    top = module.partition(".")[0]
    text = resources.files(__package__).joinpath("distributions.toml").read_text("utf-8")
    known: dict[str, str] = tomllib.loads(text)
    return known.get(top, top.replace("_", "-"))


def _dependency_missing(missing: str, trouble: ImportTrouble) -> SourceError:
    name = distribution_of(missing)
    return SourceError(
        f"{trouble.module!r} cannot be imported: it needs the module {missing!r}, which"
        f" {trouble.interpreter} does not have ({trouble.place})",
        hint=f"install it there: {trouble.interpreter} -m pip install {name}; where another"
        " environment has it, name that one with --python; where it is part of your project, add"
        " its folder to PYTHONPATH",
        slug="dependency-missing",
    )


def _status(left: re.Match[str] | None) -> str:
    return f" with {left[1]!r}" if left is not None and left[1] else ""
