"""Reading and parsing source files, with limits. Nothing here knows what a subject is.

Source text is decoded as Python itself would (BOM, coding line), with newlines translated to
``\\n``; every offset and line number in this room refers to that text.
"""

from __future__ import annotations

import ast
import io
import stat
import tokenize
import warnings
from pathlib import Path
from typing import Protocol

from aqe.domain.syntax_trees import parsed_expression, parsed_module
from aqe.errors import SourceError

__all__ = [
    "MAX_SOURCE_BYTES",
    "Files",
    "SourceCache",
    "parse_expression",
    "parse_source",
    "read_source",
]

MAX_SOURCE_BYTES = 4 * 1024 * 1024
"""Files above this are refused; the largest modules that people write by hand are below 1 MB."""
MAX_NEIGHBOUR_CHARACTERS = 400_000
"""Larger files beside the subject are data, and not worth the time that parsing them takes."""


def read_source(path: Path) -> str:
    """The text of a Python source file.

    Raises:
        SourceError: The file is missing, unreadable, binary, too large or wrongly encoded.
    """
    try:
        if path.is_dir():
            raise SourceError(
                f"{str(path)!r} is a folder, not a Python file",
                hint="name a file, or run the command on the folder",
                slug="source-unreadable",
            )
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise SourceError(
                f"{str(path)!r} is a device or a pipe, not a Python file",
                hint="name a regular file",
                slug="source-unreadable",
            )
        size = facts.st_size
        if size > MAX_SOURCE_BYTES:
            raise SourceError(
                f"{str(path)!r} is too large: {size} bytes, the limit is {MAX_SOURCE_BYTES}",
                hint="split the module, or leave this file out",
                slug="source-too-large",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot read {str(path)!r}: {error.strerror or error}",
            hint="check that the file exists and that you may read it",
            slug="source-unreadable",
        ) from error
    return decode_source(data, str(path))


def decode_source(data: bytes, name: str) -> str:
    """The text of Python source given as bytes."""
    if b"\0" in data:
        raise SourceError(
            f"{name!r} is a binary file, not Python source",
            hint="name a .py file with Python source text",
            slug="source-binary",
        )
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise SourceError(
            f"cannot decode {name!r}: {error}",
            hint="save the file as UTF-8, or name its encoding in the first line",
            slug="source-encoding",
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_source(text: str, name: str) -> ast.Module:
    """The syntax tree of a module.

    Raises:
        SourceError: It is not valid Python for the interpreter that runs `aqe`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_module(text, filename=name)
    except SyntaxError as error:
        place = f", line {error.lineno}" if error.lineno else ""
        raise SourceError(
            f"{name!r} has a syntax error{place}: {error.msg}",
            hint="fix the syntax error, then run the command again",
            slug="syntax-error",
        ) from error
    except (RecursionError, MemoryError) as error:
        raise too_deep(name) from error
    except ValueError as error:
        raise SourceError(
            f"{name!r} is not Python source: {error}",
            hint="name a .py file with Python source text",
            slug="source-binary",
        ) from error


def too_deep(name: str) -> SourceError:
    """The error for source that is nested too deeply to be analysed."""
    return SourceError(
        f"{name!r} is nested too deeply to be analysed",
        hint="break the deepest expression of the module into parts, or leave this file out",
        slug="source-too-deep",
    )


def parse_expression(text: str, max_length: int = 2000) -> ast.expr | None:
    """The syntax tree of one expression, or None where the text is none."""
    if len(text) > max_length:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parsed_expression(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Files(Protocol):
    """Files that several subjects look at."""

    def text(self, path: Path) -> str | None:
        """The text of a file; None where it cannot be read."""
        ...

    def tree(self, path: Path) -> ast.Module | None:
        """The tree of a file; None where it is no Python."""
        ...


class SourceCache:
    """Texts and trees of files that have been looked at, within a budget.

    Files that cannot be read or parsed are None: a package may hold templates, Python 2 files and
    the like that have nothing to do with the subject.
    """

    def __init__(
        self,
        max_files: int = 400,
        max_bytes: int = 8 * 1024 * 1024,
        max_parsed_bytes: int = 1024 * 1024,
        *,
        shared: Files | None = None,
    ) -> None:
        self._shared = shared
        self._files_left = max_files
        self._bytes_left = max_bytes
        self._parsed_bytes_left = max_parsed_bytes
        self._texts: dict[Path, str | None] = {}
        self._trees: dict[Path, ast.Module | None] = {}

    def add(self, path: Path, text: str, tree: ast.Module) -> None:
        """Take in a file that was read elsewhere."""
        self._texts[path], self._trees[path] = text, tree

    def text(self, path: Path) -> str | None:
        """The text of a file, or None when it cannot be had or the budget is spent."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: Path) -> str | None:
        if self._files_left <= 0 or self._bytes_left <= 0:
            return None
        self._files_left -= 1
        text = self._read_anew(path) if self._shared is None else self._shared.text(path)
        self._bytes_left -= len(text or "")
        return text

    @staticmethod
    def _read_anew(path: Path) -> str | None:
        try:
            return read_source(path)
        except SourceError:
            return None

    def tree(self, path: Path) -> ast.Module | None:
        """The tree of a file, or None when it cannot be had."""
        if path not in self._trees:
            self._trees[path] = self._parse(path)
        return self._trees[path]

    def _parse(self, path: Path) -> ast.Module | None:
        text = self.text(path)
        if text is None or len(text) > MAX_NEIGHBOUR_CHARACTERS or self._parsed_bytes_left <= 0:
            return None
        self._parsed_bytes_left -= len(text)
        if self._shared is not None:
            return self._shared.tree(path)
        try:
            return parse_source(text, str(path))
        except SourceError:
            return None
