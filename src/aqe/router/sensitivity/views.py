"""Texts behind the text: what stays when literals are joined, escapes resolved and codes decoded.

A key that is cut in two, or written with escapes, is still a key to whoever runs the program. Joined
are adjacent literals, literals with ``+`` between them, also over lines, lists of literals behind
``join``, and literals in the braces of an f-string. Escapes are those of Python, and characters
without width are dropped. Decoded are base64 and hexadecimal digits of printable text.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from aqe.router.sensitivity.invisible import OTHER_FORM, plain_character, visible

__all__ = ["View", "decoded", "folded"]

_ESCAPE = re.compile(
    r"""\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[nrt"'\\/]"""
    r"""|N\{[0-9A-Za-z -]{1,80}\}|(?:\r?\n[ \t]{0,64}(?:\d{1,6}\|[ \t]{0,64})?))"""
)
_GAP = r"(?:\s|\\\n|\#[^\n]{0,200}\n|(?<=\n)[ \t]{0,8}\d{1,6}\|[ \t]){0,64}"
"""Between two literals; lines of source in a question have numbers."""
_JOINT = re.compile(rf"""["'](?=[\s+\\]){_GAP}(?:\+{_GAP})?(?<!["'])[rbfuRBFU]{{0,2}}["']""")
_BRACED = re.compile(r"""\{["'](?=[^"'{}\n]{1,4096}["']\})|["']\}(?<=[0-9A-Za-z_-]["']\})""")
_JOIN = re.compile(r"""["']([^"'\n]{0,3})["']\.join\(\s{0,64}[\[(]""")
_JOIN_ITEM = re.compile(r"""\s{0,64}[rbuRBU]{0,2}(["'])[^"'\n\\]{0,4096}\1""")
_JOIN_COMMA = re.compile(r"\s{0,64},\s{0,64}[rbuRBU]{0,2}(?=[\"'])")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t"}
_LINE = 4096
"""Characters on either side of a joint that belong to it at most."""


@dataclass(frozen=True, slots=True)
class View:
    """A text made from parts of another, which knows where every character was."""

    text: str
    starts: tuple[int, ...]
    """Where each part starts here."""
    origins: tuple[tuple[int, int, bool], ...]
    """Where each part starts and ends there, and whether it was copied character by character."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place there of a place here."""
        return self._one(start, False), self._one(end - 1, True)

    def _one(self, place: int, is_last: bool) -> int:
        part = bisect_right(self.starts, place) - 1
        begin, end, is_copied = self.origins[part]
        if not is_copied:
            return end if is_last else begin
        return begin + place - self.starts[part] + is_last


def folded(text: str) -> View | None:
    """The lines in which something is to be joined or resolved, joined and resolved; None without any."""
    folds = _folds(text)
    if not folds:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int, bool]] = []
    length = 0

    def add(piece: str, begin: int, end: int, is_copied: bool) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            starts.append(length)
            origins.append((begin, end, is_copied))
            length += len(piece)

    for begin, end, inside in _windows(text, folds):
        place = begin
        for start, stop, instead in inside:
            add(text[place:start], place, start, True)
            add(instead, start, stop, False)
            place = stop
        add(text[place:end], place, end, True)
        add("\n", end, end, False)
    return View("".join(pieces), tuple(starts), tuple(origins))


_Fold = tuple[int, int, str]


def _folds(text: str) -> list[_Fold]:
    patterns = [_JOINT]
    patterns += [_ESCAPE] if "\\" in text else []
    patterns += [_BRACED] if "{'" in text or '{"' in text else []
    patterns += [] if text.isascii() else [OTHER_FORM]
    found = [
        (*match.span(), _instead(match.group()))
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    if ".join(" in text:
        found += _joins(text)
    found.sort()
    result: list[_Fold] = []
    for fold in found:
        if not result or fold[0] >= result[-1][1]:
            result.append(fold)
    return result


def _instead(fold: str) -> str:
    if not fold.startswith("\\"):
        return plain_character(fold) if len(fold) == 1 and not fold.isascii() else ""
    code = fold[1:]
    if code[0] in "xuU":
        number = int(code[1:], 16)
        return visible(chr(number)) if number < 0x110000 else ""
    if code[0] == "N":
        return visible(_named(code[2:-1]))
    if code[0].isdigit():
        return visible(chr(int(code, 8)))
    return "" if code[0] in "\r\n" else _SIMPLE.get(code, code)


def _named(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""


def _joins(text: str) -> Iterator[_Fold]:
    for match in _JOIN.finditer(text):
        place = match.end()
        for _ in range(64):
            item = _JOIN_ITEM.match(text, place)
            comma = _JOIN_COMMA.match(text, item.end()) if item else None
            if item is None or comma is None:
                break
            yield item.end() - 1, comma.end() + 1, match.group(1)
            place = comma.end()


def _windows(text: str, folds: list[_Fold]) -> Iterator[tuple[int, int, list[_Fold]]]:
    """Runs of lines with folds, each with the line above it, which may hold the name of the value."""
    begin, end, inside = 0, -1, [folds[0]][:0]
    for fold in folds:
        line = text.rfind("\n", max(0, fold[0] - _LINE), fold[0])
        over = text.rfind("\n", max(0, line - _LINE), max(line, 0))
        first = max(over + 1, fold[0] - _LINE, 0)
        stop = text.find("\n", fold[1], fold[1] + _LINE)
        last = stop if stop >= 0 else min(len(text), fold[1] + _LINE)
        if first > end:
            if inside:
                yield begin, end, inside
            begin, end, inside = first, last, []
        end = max(end, last)
        inside.append(fold)
    if inside:
        yield begin, end, inside


def decoded(run: str) -> str | None:
    """What a run of characters says in base64 (RFC 4648) or hexadecimal digits; None if no plain text."""
    if len(run) < 24:
        return None
    core = run.rstrip("=")
    return _from_hexadecimal(core) or _from_base64(core)


def _from_hexadecimal(run: str) -> str | None:
    if len(run) % 2 or not _is_plain_hexadecimal(run[:16]):
        return None
    try:
        return _plain(bytes.fromhex(run))
    except ValueError:
        return None


def _is_plain_hexadecimal(start: str) -> bool:
    return all(digit in "234567" for digit in start[::2])


def _from_base64(run: str) -> str | None:
    standard = run.translate(_FROM_URL)
    try:
        if _plain(base64.b64decode(standard[:16])) is None:
            return None
        whole = standard[: len(standard) // 4 * 4]
        rest = standard[len(whole) :]
        tail = base64.b64decode(rest + "=" * (4 - len(rest))) if len(rest) > 1 else b""
        return _plain(base64.b64decode(whole) + tail)
    except (binascii.Error, ValueError):
        return None


_FROM_URL = str.maketrans("-_", "+/")


def _plain(data: bytes) -> str | None:
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text if all(each.isprintable() or each in "\r\n\t" for each in text) else None
