"""Reads templates: text with holes and sections, each with its place.

``$$`` is a dollar sign; a dollar sign before anything but ``{`` and ``$`` stands for itself. A line
of nothing but the tags of sections leaves nothing behind (as in Mustache).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from aqe.booster.reference.expand import MOST_NESTING, MOST_PATH, Path, Root
from aqe.booster.reference.json_lines import MOST_DEPTH
from aqe.booster.reference.quoting import Number
from aqe.booster.templates.errors import Position, TemplateRefused

__all__ = ["MOST_CHARACTERS", "HolePart", "Part", "SectionPart", "TextPart", "parse"]

MOST_CHARACTERS = 1_000_000
"""Of a template."""

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_PATH = re.compile(
    rf"@(?:index|number|first|last)|{_NAME}(?:\.{_NAME})*|\.(?:{_NAME}(?:\.{_NAME})*)?"
)
_SPECIAL = {
    "@index": Root.INDEX,
    "@number": Root.NUMBER,
    "@first": Root.FIRST,
    "@last": Root.LAST,
}
_DOLLAR = re.compile(r"\$(?:\$|\{)")
_QUOTING = re.compile(r"\s*\|\s*([A-Za-z_]+)\s*")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_constant)
_FORMS = (
    "write ${name}, ${name|quoting}, ${name:-default}, ${?name}, ${!name}, ${#name} or ${/name}"
)


@dataclass(frozen=True, slots=True)
class TextPart:
    """Text as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class HolePart:
    """A place for a value."""

    source: str
    position: Position
    path: Path
    quoting: str | None
    has_default: bool
    default: object = None


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A part that is there or not, or many times."""

    source: str
    position: Position
    kind: str
    """``?``, ``!`` or ``#``."""
    path: Path
    body: tuple[Part, ...]


Part = TextPart | HolePart | SectionPart


@dataclass(frozen=True, slots=True)
class _Tag:
    """The beginning or the end of a section."""

    source: str
    position: Position
    kind: str
    path: Path | None


def parse(source: str, template: str) -> tuple[Part, ...]:
    """The parts of a template.

    Args:
        source: Its text.
        template: What messages call it.

    Raises:
        TemplateRefused: It is malformed.
    """
    if len(source) > MOST_CHARACTERS:
        raise TemplateRefused(
            template,
            Position(1, 1),
            f"the template has {len(source):,} characters; {MOST_CHARACTERS:,} is the most",
            hint="split it, or move what repeats into the data",
        )
    reader = _Reader(source, template)
    return _Nesting(template).parts(_without_tag_lines(list(reader.tokens())))


class _Reader:
    def __init__(self, source: str, template: str) -> None:
        self._source = source
        self._template = template
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._lines, offset)
        return Position(line, offset - self._lines[line - 1] + 1)

    def tokens(self) -> Iterator[TextPart | HolePart | _Tag]:
        at = 0
        while (found := _DOLLAR.search(self._source, at)) is not None:
            if found.start() > at:
                yield self._text(at, found.start())
            if found[0] == "$$":
                yield TextPart("$")
                at = found.end()
            else:
                token, at = self._tag(found.start())
                yield token
        if at < len(self._source):
            yield self._text(at, len(self._source))

    def _text(self, start: int, end: int) -> TextPart:
        text = self._source[start:end]
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError as error:
                raise self._refused(start + error.start, "half a character in the text") from error
        return TextPart(text)

    def _refused(self, offset: int, message: str, hint: str | None = None) -> TemplateRefused:
        return TemplateRefused(self._template, self._position(offset), message, hint=hint)

    def _tag(self, start: int) -> tuple[HolePart | _Tag, int]:
        at = start + 2
        kind = self._source[at : at + 1]
        if kind in ("?", "!", "#", "/"):
            end = self._closed(at, start)
            text = self._source[at + 1 : end].strip()
            path = None if kind == "/" and not text else self._path(text, start)
            source = self._source[start : end + 1]
            return _Tag(source, self._position(start), kind, path), end + 1
        return self._hole(start)

    def _closed(self, at: int, start: int) -> int:
        end = self._source.find("}", at)
        if end < 0 or self._source.find("\n", at, end) >= 0:
            raise self._refused(start, "`${` without `}` on its line", "write $$ for a dollar sign")
        return end

    def _path(self, text: str, start: int) -> Path:
        if not _PATH.fullmatch(text):
            raise self._refused(start, f"{text!r} is not a name", _FORMS)
        if text in _SPECIAL:
            return Path(_SPECIAL[text])
        is_element = text.startswith(".")
        names = tuple(each for each in text.split(".") if each)
        if len(names) > MOST_PATH:
            raise self._refused(start, f"{text!r} has more than {MOST_PATH} names")
        return Path(Root.ELEMENT if is_element else Root.NAMES, names)

    def _hole(self, start: int) -> tuple[HolePart, int]:
        at = start + 2
        while self._source[at : at + 1] == " ":
            at += 1
        found = _PATH.match(self._source, at)
        if found is None:
            end = self._closed(at, start)
            raise self._refused(start, f"{self._source[at:end]!r} is not a name", _FORMS)
        path = self._path(found[0], start)
        at = found.end()
        quoting = None
        if (named := _QUOTING.match(self._source, at)) is not None:
            quoting, at = named[1], named.end()
        while self._source[at : at + 1] == " ":
            at += 1
        has_default, default = False, None
        if self._source.startswith(":-", at):
            has_default = True
            default, at = self._default(at + 2, start)
        end = self._closed(at, start)
        if end != at:
            raise self._refused(start, f"{self._source[at:end]!r} behind a name", _FORMS)
        source = self._source[start : end + 1]
        position = self._position(start)
        return HolePart(source, position, path, quoting, has_default, default), end + 1

    def _default(self, at: int, start: int) -> tuple[object, int]:
        """A JSON value where it is one, else the text as it stands."""
        end = self._closed(at, start)
        text = self._source[at:end]
        if text[:1] in ('"', "[", "{"):
            try:
                value, end = _DECODER.raw_decode(self._source, at)
            except (ValueError, RecursionError):
                raise self._refused(
                    start,
                    f"the default {text!r} begins like JSON and is none",
                    "write it as JSON, or as text without quotes",
                ) from None
            if _is_deeper(value, MOST_DEPTH):
                raise self._refused(
                    start,
                    f"the default is nested deeper than {MOST_DEPTH} levels",
                    "leave some out",
                )
            return value, end
        try:
            return _DECODER.decode(text), end
        except ValueError:
            return text, end


def _is_deeper(value: object, levels: int) -> bool:
    """Whether lists and objects stand in one another deeper than that."""
    if not isinstance(value, list | dict):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)


def _without_tag_lines(
    tokens: list[TextPart | HolePart | _Tag],
) -> list[TextPart | HolePart | _Tag]:
    """The tokens without the white space of lines that hold tags of sections only."""
    found: list[TextPart | HolePart | _Tag] = []
    line: list[TextPart | HolePart | _Tag] = []

    def end_line() -> None:
        blank = all(not isinstance(e, TextPart) or not e.text.strip(" \t\r\n") for e in line)
        has_tag = any(isinstance(each, _Tag) for each in line)
        if blank and has_tag and not any(isinstance(each, HolePart) for each in line):
            found.extend(each for each in line if isinstance(each, _Tag))
        else:
            found.extend(line)
        line.clear()

    for token in tokens:
        if not isinstance(token, TextPart):
            line.append(token)
            continue
        for piece in re.findall(r"[^\n]*\n|[^\n]+", token.text):
            line.append(TextPart(piece))
            if piece.endswith("\n"):
                end_line()
    end_line()
    return found


class _Nesting:
    """Puts tokens into their sections."""

    def __init__(self, template: str) -> None:
        self._template = template

    def parts(self, tokens: list[TextPart | HolePart | _Tag]) -> tuple[Part, ...]:
        bodies: list[list[Part]] = [[]]
        open_tags: list[_Tag] = []
        for token in tokens:
            if isinstance(token, TextPart):
                self._add_text(bodies[-1], token)
            elif isinstance(token, HolePart):
                bodies[-1].append(token)
            elif token.kind == "/":
                opened = self._matching(open_tags, token)
                body = tuple(bodies.pop())
                assert opened.path is not None
                bodies[-1].append(
                    SectionPart(opened.source, opened.position, opened.kind, opened.path, body)
                )
            else:
                open_tags.append(token)
                bodies.append([])
                if len(open_tags) > MOST_NESTING:
                    raise TemplateRefused(
                        self._template,
                        token.position,
                        f"{token.source} is nested deeper than {MOST_NESTING} sections",
                    )
        if open_tags:
            last = open_tags[-1]
            raise TemplateRefused(
                self._template,
                last.position,
                f"the section {last.source} is not closed",
                hint=f"write ${{/{last.source[3:-1].strip()}}} behind it",
            )
        return tuple(bodies[0])

    def _matching(self, open_tags: list[_Tag], closing: _Tag) -> _Tag:
        if not open_tags:
            raise TemplateRefused(
                self._template, closing.position, f"{closing.source} closes no section"
            )
        opened = open_tags.pop()
        if closing.path not in (None, opened.path):
            raise TemplateRefused(
                self._template,
                closing.position,
                f"{closing.source} does not close {opened.source} of {opened.position}",
            )
        return opened

    @staticmethod
    def _add_text(body: list[Part], token: TextPart) -> None:
        if body and isinstance(body[-1], TextPart):
            body[-1] = TextPart(body[-1].text + token.text)
        else:
            body.append(token)
