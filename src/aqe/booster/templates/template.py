"""A compiled template: expanded in Python where strings are wanted, by an engine where bytes are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import PurePath

from aqe.booster.ports import Engine, EngineFailure, FailureCode, Limits, Operation
from aqe.booster.reference.expand import Expansion, UnfilledGap
from aqe.booster.reference.json_lines import UnreadableLine, line_value
from aqe.booster.templates.columns import columns_of
from aqe.booster.templates.data import unreadable
from aqe.booster.templates.direct import direct_function
from aqe.booster.templates.errors import DataRefused, ExpansionFailed, Position, TemplateRefused
from aqe.booster.templates.generated import generated_function
from aqe.booster.templates.joining import joined, separated
from aqe.booster.templates.languages import RESERVED, Language, language_of
from aqe.booster.templates.parsing import parse
from aqe.booster.templates.placing import placed
from aqe.booster.templates.program import program

__all__ = ["Template"]

_LIMITS = Limits(output_bytes=512 * 1024 * 1024, steps=20_000_000)
_CHUNK = 2 * 1024 * 1024
"""Bytes of lines that an engine is given at once."""
_ROWS = 1_000
"""Records at once: their columns stay in the caches of the processor."""
_NAMED = 8
_FEW = 64
"""Records that closures fill before a function is compiled, which takes as long as some dozens of them."""


class Template:
    """A template of one language.

    Args:
        source: Its text.
        language: What the text is; by default, what the name says.
        name: What messages call it.

    Raises:
        TemplateRefused: It is malformed, or a hole stands where no value is safe.
    """

    def __init__(
        self, source: str, *, language: Language | None = None, name: str = "template"
    ) -> None:
        found = language or language_of(name)
        if found is None:
            raise TemplateRefused(
                name,
                Position(1, 1),
                f"the name {PurePath(name).name!r} does not say which language this is",
                hint=f"name one: {', '.join(Language)}",
            )
        self.name = name
        self.language = found
        self._reserved = RESERVED[found]
        self._placed = placed(parse(source, name), found, name)
        self._few = _FEW
        self._quick: Callable[[object], str | None] = self._by_closures

    @cached_property
    def program(self) -> bytes:
        """What engines run to give all texts, one behind the other."""
        return program(self._placed.body, self._reserved, framed=False)

    @cached_property
    def _direct(self) -> Callable[[object], str | None]:
        return direct_function(self._placed.body, self._reserved)

    @cached_property
    def framed_program(self) -> bytes:
        """What engines run to give each text behind its length (four bytes, the lowest first)."""
        return program(self._placed.body, self._reserved, framed=True)

    # -- strings ---------------------------------------------------------------------------------

    def expand(self, record: object) -> str:
        """The text for one record.

        Raises:
            ExpansionFailed: The record does not fit.
        """
        text = self._quick(record)
        return next(self._one_by_one([record])) if text is None else text

    def _by_closures(self, record: object) -> str | None:
        self._few -= 1
        if not self._few:
            self._quick = generated_function(self._placed.body, self._reserved) or self._direct
        return self._direct(record)

    def expand_all(self, records: Sequence[object]) -> list[str]:
        """A text for each record.

        Raises:
            ExpansionFailed: A record does not fit.
        """
        found: list[str] = []
        for start in range(0, len(records), _ROWS):
            rows = records[start : start + _ROWS]
            pieces = columns_of(self._placed.body, rows, self._reserved)
            texts = None if pieces is None else separated(pieces, len(rows))
            found += self._one_by_one(rows, start) if texts is None else texts
        return found

    def expand_joined(self, records: Sequence[object]) -> str:
        """The texts of all records, one behind the other.

        Raises:
            ExpansionFailed: A record does not fit.
        """
        found: list[str] = []
        for start in range(0, len(records), _ROWS):
            rows = records[start : start + _ROWS]
            pieces = columns_of(self._placed.body, rows, self._reserved)
            text = None if pieces is None else joined(pieces, len(rows))
            found.append("".join(self._one_by_one(rows, start)) if text is None else text)
        return "".join(found)

    def _one_by_one(self, records: Iterable[object], done: int = 0) -> Iterator[str]:
        expansion = self._expansion()
        expansion.begin(_LIMITS)
        for number, record in enumerate(records, done + 1):
            try:
                yield expansion.text(record)
            except UnfilledGap as error:
                raise self._failed(error, number, record) from error
            except RecursionError as error:
                raise DataRefused(f"record {number} is nested too deeply") from error

    def _expansion(self) -> Expansion:
        return Expansion(False, self._reserved, self._placed.body, self._placed.instructions)

    # -- bytes -----------------------------------------------------------------------------------

    def run(self, engine: Engine, lines: bytes) -> Iterator[bytes]:
        """The texts of all records, one behind the other, in pieces.

        Args:
            engine: Does the work.
            lines: A record on each line, as JSON.

        Raises:
            ExpansionFailed: A record does not fit.
            DataRefused: A line is not JSON.
        """
        return self._run(engine, self.program, lines)

    def run_each(self, engine: Engine, lines: bytes) -> Iterator[bytes]:
        """A text for each record, as `run`."""
        for piece in self._run(engine, self.framed_program, lines):
            at = 0
            while at < len(piece):
                start = at + 4
                at = start + int.from_bytes(piece[at:start], "little")
                yield piece[start:at]

    def _run(self, engine: Engine, compiled: bytes, lines: bytes) -> Iterator[bytes]:
        at = done = 0
        while at < len(lines):
            end = len(lines)
            if end - at > _CHUNK:
                end = lines.rfind(b"\n", at, at + _CHUNK) + 1 or lines.find(b"\n", at) + 1 or end
            chunk = lines[at:end]
            try:
                yield engine.run(Operation.EXPAND, compiled, chunk, _LIMITS)
            except EngineFailure as error:
                raise self._told(error, chunk, done) from error
            done += chunk.count(b"\n")
            at = end

    def _told(self, error: EngineFailure, chunk: bytes, done: int) -> Exception:
        """A failure in the words of the template: the line is looked at again."""
        count = self._placed.instructions
        is_line = error.code in (FailureCode.MALFORMED_INPUT, FailureCode.DEPTH_LIMIT)
        number = error.position if is_line else error.position // count
        place = done + number + 1
        try:
            line = chunk.split(b"\n")[number].decode()
        except UnicodeDecodeError:
            return DataRefused(f"line {place} of the data is not UTF-8")
        expansion = self._expansion()
        expansion.begin(_LIMITS)
        try:
            record = line_value(line)
            expansion.text(record)
        except UnreadableLine:
            return DataRefused(f"line {place} of the data: {unreadable(line)}")
        except UnfilledGap as gap:
            return self._failed(gap, place, record)
        limit = UnfilledGap(error.code, error.position % count, "together, the texts are too long")
        return self._failed(limit, place, None)

    def _failed(self, error: UnfilledGap, number: int, record: object) -> ExpansionFailed:
        if error.code in (FailureCode.STEP_LIMIT, FailureCode.OUTPUT_LIMIT):
            return ExpansionFailed(
                self.name,
                None,
                f"{error.reason}: at most {_LIMITS.output_bytes:,} bytes in {_LIMITS.steps:,} steps",
                record=number,
                hint="expand fewer records at once",
            )
        position, source = self._placed.places[error.instruction]
        hint = None
        if error.code is FailureCode.MISSING_VALUE:
            hint = f"{_known(record)}; write a default (`${{name:-default}}`) if it may be missing"
        return ExpansionFailed(
            self.name, position, f"{source}: {error.reason}", record=number, hint=hint
        )


def _known(record: object) -> str:
    if not isinstance(record, dict):
        return "the record is no object"
    names = [str(each) for each in record]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"the record has {', '.join(names[:_NAMED]) or 'no values'}{more}"
