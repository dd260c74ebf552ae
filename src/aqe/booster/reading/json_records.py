"""Records of JSON: one a line, or the elements of one array, without reading the whole file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TextIO

from aqe.booster.reading.refusal import MAX_RECORD, ReadingRefused

__all__ = ["json_array", "ndjson"]

_SPACE = " \t\r\n\ufeff"
_CHUNK = 65_536


def ndjson(stream: TextIO, name: str = "the file") -> Iterator[tuple[int, Any]]:
    """Values with the line that each stands on; empty lines are passed over.

    Raises:
        ReadingRefused: A line is no JSON.
    """
    line = 0
    while True:
        try:
            text = stream.readline(MAX_RECORD)
        except UnicodeDecodeError as error:
            raise _no_text(name, line, error) from error
        if not text:
            return
        line += 1
        if len(text) >= MAX_RECORD:
            raise ReadingRefused(f"{name}, line {line}: more than {MAX_RECORD} characters")
        if text.strip(_SPACE):
            try:
                yield line, _DECODER.decode(text.strip(_SPACE))
            except (ValueError, RecursionError) as error:
                told = getattr(error, "msg", str(error))
                column = getattr(error, "colno", 1)
                raise ReadingRefused(
                    f"{name}, line {line}, column {column}: {told}",
                    hint="each line has to be one JSON value",
                ) from error


def json_array(stream: TextIO, name: str = "the file") -> Iterator[tuple[int, Any]]:
    """The elements of an array with the line that each begins at.

    Raises:
        ReadingRefused: It is no array, or an element is no JSON.
    """
    reader = _ArrayReader(stream, name)
    if reader.character() != "[":
        raise ReadingRefused(
            f"{name} does not begin with an array", hint="use NDJSON, or put [ ] around"
        )
    reader.advance()
    if reader.character() == "]":
        reader.advance()
    else:
        while True:
            yield reader.value()
            mark = reader.character()
            if mark not in (",", "]"):
                raise reader.refused("expected , or ]")
            reader.advance()
            if mark == "]":
                break
    if reader.character():
        raise reader.refused("text after the array")


class _ArrayReader:
    """A window on the text; it grows while an element does not end within it."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._text, self._position, self._line = "", 0, 1
        self._is_whole = False

    def character(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self._position < len(self._text):
                found = self._text[self._position]
                if found not in _SPACE:
                    return found
                self.advance()
            if self._is_whole:
                return ""
            self._more(_CHUNK)

    def advance(self) -> None:
        """Pass one character."""
        self._line += self._text[self._position] == "\n"
        self._position += 1

    def value(self) -> tuple[int, Any]:
        """The next element."""
        self.character()
        line, size = self._line, _CHUNK
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._position)
                if end < len(self._text) or self._is_whole:  # else a number may go on
                    self._line += self._text.count("\n", self._position, end)
                    self._position = end
                    return line, found
            except RecursionError as error:
                raise self.refused("nested too deeply") from error
            except ValueError as error:
                if self._is_whole:
                    raise self.refused(getattr(error, "msg", str(error))) from error
            if len(self._text) - self._position > MAX_RECORD:
                raise self.refused(f"a record of more than {MAX_RECORD} characters")
            self._more(size)
            size *= 2

    def refused(self, told: str) -> ReadingRefused:
        """The error that names the line."""
        return ReadingRefused(
            f"{self._name}, line {self._line}: {told}", hint="mend the JSON at this place"
        )

    def _more(self, size: int) -> None:
        try:
            chunk = self._stream.read(size)
        except UnicodeDecodeError as error:
            raise _no_text(self._name, self._line, error) from error
        self._is_whole = not chunk
        self._text = self._text[self._position :] + chunk
        self._position = 0


def _no_text(name: str, line: int, error: UnicodeDecodeError) -> ReadingRefused:
    return ReadingRefused(
        f"{name}, after line {line}: no UTF-8 ({error.reason})", hint="convert the file to UTF-8"
    )


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number of JSON")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
