"""Languages of templates: by file name, with their reserved words."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from aqe.booster.reference.quoting import Quoting

__all__ = ["LITERALS", "RESERVED", "Language", "language_of"]


class Language(StrEnum):
    """What the expanded text is."""

    PYTHON = "python"
    TYPESCRIPT = "typescript"
    JSON = "json"
    TEXT = "text"
    """Nothing that values could break out of: they stand there as they are."""


LITERALS = {
    Language.PYTHON: Quoting.PYTHON,
    Language.TYPESCRIPT: Quoting.TYPESCRIPT,
    Language.JSON: Quoting.JSON,
}

RESERVED: dict[Language, frozenset[str]] = {
    Language.PYTHON: frozenset(
        "False None True and as assert async await break class continue def del elif else except"
        " finally for from global if import in is lambda nonlocal not or pass raise return try"
        " while with yield".split()
    ),
    Language.TYPESCRIPT: frozenset(
        "arguments await break case catch class const continue debugger default delete do else enum"
        " eval export extends false finally for function if implements import in instanceof"
        " interface let new null package private protected public return static super switch this"
        " throw true try typeof var void while with yield".split()
    ),
    Language.JSON: frozenset(),
    Language.TEXT: frozenset(),
}

_SUFFIXES = {
    ".py": Language.PYTHON,
    ".pyi": Language.PYTHON,
    ".ts": Language.TYPESCRIPT,
    ".mts": Language.TYPESCRIPT,
    ".cts": Language.TYPESCRIPT,
    ".js": Language.TYPESCRIPT,
    ".mjs": Language.TYPESCRIPT,
    ".cjs": Language.TYPESCRIPT,
    ".json": Language.JSON,
    ".ndjson": Language.JSON,
    ".jsonl": Language.JSON,
    ".txt": Language.TEXT,
    ".md": Language.TEXT,
    ".rst": Language.TEXT,
}
_MARKS = (".template", ".tmpl", ".tpl")


def language_of(name: str) -> Language | None:
    """The language that the name of a template says: ``test.py``, ``test.py.tmpl``.

    JSX is none of them: what is text in it looks like code.
    """
    path = PurePath(name.lower())
    suffix = path.suffix
    if suffix in _MARKS:
        suffix = PurePath(path.stem).suffix
    return _SUFFIXES.get(suffix)
