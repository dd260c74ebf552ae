"""Files of tests as text and back: encoding, byte order mark and line endings stay as they are."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from aqe.domain.pattern import PatternLanguage
from aqe.errors import SourceError

__all__ = ["SUFFIXES", "SourceText", "decode", "encode", "language_of"]

SUFFIXES = {
    ".py": PatternLanguage.PYTHON,
    ".ts": PatternLanguage.TYPESCRIPT,
    ".tsx": PatternLanguage.TYPESCRIPT,
    ".mts": PatternLanguage.TYPESCRIPT,
    ".cts": PatternLanguage.TYPESCRIPT,
    ".js": PatternLanguage.TYPESCRIPT,
    ".jsx": PatternLanguage.TYPESCRIPT,
    ".mjs": PatternLanguage.TYPESCRIPT,
    ".cjs": PatternLanguage.TYPESCRIPT,
}


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file without its byte order mark, and how to write it again."""

    text: str
    encoding: str
    mark: bytes = b""


def language_of(path: Path) -> PatternLanguage | None:
    """The language of a file by its name, None for others."""
    return SUFFIXES.get(path.suffix.lower())


def decode(data: bytes, path: Path) -> SourceText:
    """The text of a file; Python's own rule (PEP 263) says how it is encoded.

    Raises:
        SourceError: It is not text in the encoding that it declares.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    encoding = "utf-8"
    try:
        if language_of(path) is PatternLanguage.PYTHON:
            declared, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            encoding = "utf-8" if declared == "utf-8-sig" else declared
        text = data[len(mark) :].decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise SourceError(
            f"{str(path)!r} is not text in its encoding: {error}",
            hint="save it as UTF-8, or name its encoding in the first line",
            slug="source-encoding",
        ) from error
    if encode(SourceText(text, encoding, mark)) != data:
        raise SourceError(
            f"{str(path)!r} would not be the same after reading and writing it as {encoding!r}",
            hint="save it as UTF-8",
            slug="source-encoding",
        )
    return SourceText(text, encoding, mark)


def encode(source: SourceText) -> bytes | None:
    """The bytes of a file; None where its encoding has no form for a character."""
    try:
        return source.mark + source.text.encode(source.encoding)
    except UnicodeEncodeError:
        return None
