"""Expansion: a program of a template and records to texts, as the crate does it (`expand.rs`).

A program is a version, the form of the output, reserved words and a body; the input is a JSON value
on each line, each an expansion. A failure of a line has its number as position; a failure at an
instruction of the body has ``line * instructions + instruction``, modulo 2**32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from aqe.booster.encoding import Reader
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.json_lines import UnreadableLine, line_value
from aqe.booster.reference.quoting import Number, Quoting, WrongValue, is_empty, quoted

__all__ = [
    "MOST_NESTING",
    "MOST_PATH",
    "VERSION",
    "Body",
    "Choice",
    "Expansion",
    "Gap",
    "Instruction",
    "Loop",
    "Opcode",
    "Path",
    "Root",
    "Text",
    "UnfilledGap",
    "prepare",
    "read_program",
]

VERSION = 1
MOST_NESTING = 32
"""Sections within one another."""
MOST_PATH = 16
"""Names of one path."""
_MASK = 2**32 - 1


class Opcode(IntEnum):
    """Of instructions; a body is their number and they themselves."""

    TEXT = 0
    GAP = 1
    CHOICE = 2
    LOOP = 3


class Root(IntEnum):
    """Where a path starts."""

    NAMES = 0
    """The innermost object that has the first name."""
    ELEMENT = 1
    """What the innermost section is about."""
    INDEX = 2
    """Its number, from 0."""
    NUMBER = 3
    """Its number, from 1."""
    FIRST = 4
    LAST = 5


@dataclass(frozen=True, slots=True)
class Path:
    """A place in the data."""

    root: Root
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in the template."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place for a value."""

    number: int
    """Of the instruction."""
    path: Path
    quoting: Quoting
    default: str | None = None
    """What is written where the value is missing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A part for a value that is there and not empty, or for one that is not."""

    number: int
    path: Path
    wanted: bool
    body: Body


@dataclass(frozen=True, slots=True)
class Loop:
    """A part for each element of a list, or for one object."""

    number: int
    path: Path
    body: Body


Instruction = Text | Gap | Choice | Loop
Body = tuple[Instruction, ...]


class UnfilledGap(Exception):
    """An instruction that failed, and what the reader of a message wants to know."""

    def __init__(self, code: FailureCode, instruction: int, reason: str) -> None:
        super().__init__(code, instruction, reason)
        self.code = code
        self.instruction = instruction
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Scope:
    value: object
    index: int
    count: int
    outer: _Scope | None


_MISSING = object()


@dataclass(slots=True)
class Expansion:
    """A program that was read: expands records of JSON's kinds."""

    framed: bool
    """Whether each text comes behind its length in four bytes, the lowest first."""
    reserved: frozenset[str]
    body: Body
    instructions: int
    steps: int = 0
    """Done so far."""
    _left: int = field(default=0, repr=False)
    _most_steps: int = field(default=0, repr=False)

    def texts(self, records: Iterable[object], limits: Limits) -> list[str]:
        """The text of each record, under limits over all of them.

        Raises:
            UnfilledGap: It has none; its record is the one behind those that were drawn.
        """
        self.begin(limits)
        return [self.text(each) for each in records]

    def begin(self, limits: Limits) -> None:
        """Count steps and bytes anew."""
        self.steps, self._left, self._most_steps = 0, limits.output_bytes, limits.steps

    def text(self, record: object) -> str:
        """The text of one record.

        Raises:
            UnfilledGap: It has none.
        """
        parts: list[str] = []
        self._fill(self.body, _Scope(record, 0, 1, None), parts)
        return "".join(parts)

    def _fill(self, body: Body, scope: _Scope, parts: list[str]) -> None:
        for each in body:
            number = each.number if not isinstance(each, Text) else 0
            self.steps += 1
            if self.steps > self._most_steps:
                raise UnfilledGap(FailureCode.STEP_LIMIT, 0, "too many steps")
            if isinstance(each, Text):
                self._put(each.text, parts)
            elif isinstance(each, Gap):
                self._put(self._filled(each, scope), parts)
            elif isinstance(each, Choice):
                value = _found(each.path, scope)
                if (value is not _MISSING and not is_empty(value)) is each.wanted:
                    self._fill(each.body, scope, parts)
            else:
                values = _elements(_found(each.path, scope), number)
                # A turn of nothing does nothing and takes no step, so that none must be taken.
                for place, value in enumerate(values if each.body else ()):
                    self._fill(each.body, _Scope(value, place, len(values), scope), parts)

    def _put(self, text: str, parts: list[str]) -> None:
        self._left -= len(text) if text.isascii() else len(text.encode())
        if self._left < 0:
            raise UnfilledGap(FailureCode.OUTPUT_LIMIT, 0, "too much text")
        parts.append(text)

    def _filled(self, gap: Gap, scope: _Scope) -> str:
        value = _found(gap.path, scope)
        if value is _MISSING:
            if gap.default is None:
                raise UnfilledGap(FailureCode.MISSING_VALUE, gap.number, "the data has no value")
            return gap.default
        try:
            return quoted(value, gap.quoting, self.reserved)
        except WrongValue as error:
            raise UnfilledGap(FailureCode.WRONG_VALUE, gap.number, str(error)) from error


def _elements(value: object, number: int) -> Sequence[object]:
    if value is _MISSING:
        raise UnfilledGap(FailureCode.MISSING_VALUE, number, "the data has no value")
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, dict):
        return (value,)
    raise UnfilledGap(FailureCode.WRONG_VALUE, number, "a section needs a list or an object")


def _found(path: Path, scope: _Scope) -> object:
    if path.root is Root.NAMES:
        return _looked_up(path.names, scope)
    value: object
    if path.root is Root.ELEMENT:
        value = scope.value
        for name in path.names:
            value = _field(value, name)
        return value
    if path.root is Root.INDEX:
        return Number(str(scope.index))
    if path.root is Root.NUMBER:
        return Number(str(scope.index + 1))
    return scope.index == (0 if path.root is Root.FIRST else scope.count - 1)


def _looked_up(names: Sequence[str], scope: _Scope | None) -> object:
    value: object = _MISSING
    while scope is not None and value is _MISSING:
        value = _field(scope.value, names[0])
        scope = scope.outer
    for name in names[1:]:
        value = _field(value, name)
    return value


def _field(value: object, name: str) -> object:
    return value.get(name, _MISSING) if isinstance(value, Mapping) else _MISSING


# -- the border ------------------------------------------------------------------------------------


def prepare(program: bytes) -> Callable[[bytes, Limits], bytes]:
    """Read a program.

    Raises:
        EngineFailure: It is malformed.
    """
    expansion = read_program(program)

    def run(data: bytes, limits: Limits) -> bytes:
        try:
            lines = data.decode().split("\n")
        except UnicodeDecodeError as error:
            raise EngineFailure(
                FailureCode.MALFORMED_INPUT, data[: error.start].count(b"\n") & _MASK
            ) from error
        return _output(expansion, lines, limits)

    return run


def _output(expansion: Expansion, lines: Sequence[str], limits: Limits) -> bytes:
    expansion.begin(limits)
    found: list[bytes] = []
    for number, line in enumerate(lines):
        if not line.strip(" \t\r"):
            continue
        try:
            text = expansion.text(line_value(line)).encode()
        except UnreadableLine as error:
            raise EngineFailure(error.code, number & _MASK) from error
        except UnfilledGap as error:
            position = number * expansion.instructions + error.instruction
            raise EngineFailure(error.code, position & _MASK) from error
        if expansion.framed:
            found.append(len(text).to_bytes(4, "little"))
        found.append(text)
    return b"".join(found)


def read_program(program: bytes) -> Expansion:
    """Read a program.

    Raises:
        EngineFailure: It is malformed.
    """
    reader = _ProgramReader(program)
    return reader.expansion()


class _ProgramReader:
    def __init__(self, program: bytes) -> None:
        self._reader = Reader(program, FailureCode.MALFORMED_PROGRAM)
        self._length = len(program)
        self._instructions = 0

    def expansion(self) -> Expansion:
        reader = self._reader
        self._wanted(reader.byte(), VERSION)
        framed = self._choice(1)
        reserved = frozenset(self._text() for _ in range(self._count()))
        body = self._body(0)
        if not reader.finished:
            raise reader.failure()
        return Expansion(bool(framed), reserved, body, max(self._instructions, 1))

    def _wanted(self, value: int, wanted: int) -> None:
        if value != wanted:
            raise self._reader.failure(self._reader.at - 1)

    def _choice(self, most: int) -> int:
        value = self._reader.byte()
        if value > most:
            raise self._reader.failure(self._reader.at - 1)
        return value

    def _count(self) -> int:
        """A number of things of at least a byte each."""
        return self._reader.count(self._length - self._reader.at)

    def _text(self) -> str:
        start = self._reader.at
        try:
            return self._reader.block().decode()
        except UnicodeDecodeError as error:
            raise self._reader.failure(start) from error

    def _body(self, depth: int) -> Body:
        if depth > MOST_NESTING:
            raise self._reader.failure()
        return tuple(self._instruction(depth) for _ in range(self._count()))

    def _instruction(self, depth: int) -> Instruction:
        number = self._instructions
        self._instructions += 1
        opcode = Opcode(self._choice(max(Opcode)))
        if opcode is Opcode.TEXT:
            return Text(self._text())
        if opcode is Opcode.GAP:
            quoting = Quoting(self._choice(max(Quoting)))
            path = self._path()
            default = self._text() if self._choice(1) else None
            return Gap(number, path, quoting, default)
        if opcode is Opcode.CHOICE:
            wanted = bool(self._choice(1))
            path = self._path()
            return Choice(number, path, wanted, self._body(depth + 1))
        path = self._path()
        return Loop(number, path, self._body(depth + 1))

    def _path(self) -> Path:
        root = Root(self._choice(max(Root)))
        start = self._reader.at
        count = self._reader.count(MOST_PATH)
        if (root is Root.NAMES and not count) or (root > Root.ELEMENT and count):
            raise self._reader.failure(start)
        return Path(root, tuple(self._text() for _ in range(count)))
