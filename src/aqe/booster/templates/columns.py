"""Expands many records at once, a column of values at a time, so that most work is done by the interpreter.

Gives the texts that `Expansion` gives, or nothing where a record needs to be looked at by itself: a
missing value, one that does not fit. MonetDB/X100 is the idea (Boncz, Zukowski and Nes, 2005).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, compress, islice, repeat
from operator import itemgetter
from typing import Any

from aqe.booster.reference.expand import Body, Choice, Gap, Path, Root, Text
from aqe.booster.reference.quoting import Quoting, WrongValue, is_empty, quoted
from aqe.booster.templates.joining import Piece, is_whole, merged, separated

__all__ = [
    "MISSING",
    "NUMERIC",
    "SPECIAL",
    "WORDS",
    "Unlike",
    "columns_of",
    "elements",
    "written",
]

_MOST_ROWS = 2_000_000
_MOST_ELEMENTS = 16
"""Elements of lists of one length that become columns of their own,"""
_FEWEST_LISTS = 50
"""from so many lists on: fewer are sooner done together."""
MISSING = object()
_TRUTH = frozenset({str, bool, type(None), list, tuple, dict})
"""Types whose values are empty where they are false."""
NUMERIC = frozenset(Quoting) - {Quoting.NAME, Quoting.NAME_PART, Quoting.DOTTED}
"""Where an integer stands as it is."""
WORDS = {
    Quoting.PYTHON: {None: "None", True: "True", False: "False"},
    Quoting.TYPESCRIPT: {None: "null", True: "true", False: "false"},
    Quoting.JSON: {None: "null", True: "true", False: "false"},
}
SPECIAL = {
    Quoting.PYTHON: '"\\',
    Quoting.TYPESCRIPT: '"\\<',
    Quoting.JSON: '"\\<',
    Quoting.IN_PYTHON: "\"'\\",
    Quoting.IN_PYTHON_FORMAT: "\"'\\{}",
    Quoting.IN_TYPESCRIPT: "\"'\\</!",
    Quoting.IN_TYPESCRIPT_TEMPLATE: "`$\\</!",
    Quoting.IN_JSON: '"\\</!',
    Quoting.COMMENT_PYTHON: "",
    Quoting.COMMENT_TYPESCRIPT: "/*<!",
}
"""Characters that some text of a quoting does not hold as they are."""


class Unlike(Exception):
    """Rows have to be looked at one by one."""


class _Frame:
    """Rows: what each is about; the rows around them are laid out only where a path needs them."""

    def __init__(
        self,
        values: Sequence[object],
        around: Callable[[], _Frame] | None = None,
        numbers: Callable[[], Sequence[int]] | None = None,
        counts: Callable[[], Sequence[int]] | None = None,
    ) -> None:
        self.values = values
        self._around = around
        self._outer: _Frame | None = None
        self.columns: dict[str, Sequence[object]] = {}
        """By name, those that were asked for."""
        self.numbers = numbers or (lambda: [0] * len(values))
        """Of each row in its list, from 0."""
        self.counts = counts or (lambda: [1] * len(values))
        """Rows of the list of each."""

    @property
    def outer(self) -> _Frame | None:
        """The rows around, one for each row."""
        if self._outer is None and self._around is not None:
            self._outer = self._around()
        return self._outer

    def mapped(self, taken: Callable[[Sequence[Any]], Sequence[Any]]) -> _Frame:
        """Some of the rows, or rows many times."""
        outer = self.outer
        numbers, counts = self.numbers, self.counts
        return _Frame(
            taken(self.values),
            None if outer is None else lambda: outer.mapped(taken),
            lambda: taken(numbers()),
            lambda: taken(counts()),
        )


def columns_of(
    body: Body, records: Sequence[object], reserved: Collection[str]
) -> list[Piece] | None:
    """The pieces of the texts of all records; None where they must be expanded one by one."""
    try:
        return _Columns(reserved).pieces(body, _Frame(records))
    except (Unlike, WrongValue, RecursionError, ValueError):
        return None


def _is_plain(text: str, quoting: Quoting) -> bool:
    """Whether nothing of a text needs an escape."""
    if not (text.isascii() and text.isprintable()):
        return not text
    return not any(each in text for each in SPECIAL[quoting])


def _required(texts: list[str] | None) -> list[str]:
    if texts is None:
        raise Unlike
    return texts


def _is_constant(values: Sequence[Any]) -> bool:
    """Whether all values are equal, for values of which the first is a text."""
    first = values[0]
    return first == values[-1] and values.count(first) == len(values)


def _all_equal(value: int, count: int) -> Sequence[int]:
    return [value] * count


def _is_name(text: str) -> bool:
    return text.isascii() and text.isidentifier()


def _column(path: Path, frame: _Frame) -> Sequence[object]:
    """The value of each row."""
    if path.root is Root.NAMES:
        values = _named(path.names[0], frame)
        return _below(values, path.names[1:])
    if path.root is Root.ELEMENT:
        return _below(frame.values, path.names)
    numbers = frame.numbers()
    if path.root is Root.INDEX:
        return numbers
    if path.root is Root.NUMBER:
        return [each + 1 for each in numbers]
    if path.root is Root.FIRST:
        return [each == 0 for each in numbers]
    return [each == count - 1 for each, count in zip(numbers, frame.counts(), strict=True)]


def _named(name: str, frame: _Frame) -> Sequence[object]:
    found = frame.columns.get(name)
    if found is None:
        found = frame.columns[name] = _looked_up(name, frame)
    return found


def _looked_up(name: str, frame: _Frame) -> Sequence[object]:
    try:
        return list(map(itemgetter(name), frame.values))  # type: ignore[arg-type]
    except (KeyError, TypeError):
        pass  # missing in some, or some are no objects
    values = _below(frame.values, (name,))
    if frame.outer is None or MISSING not in values:
        return values
    others = _named(name, frame.outer)
    return [
        other if value is MISSING else value for value, other in zip(values, others, strict=True)
    ]


def _below(values: Sequence[object], names: Sequence[str]) -> Sequence[object]:
    for name in names:
        values = [each.get(name, MISSING) if isinstance(each, dict) else MISSING for each in values]
    return values


def elements(value: object) -> Sequence[object]:
    """What a section repeats for.

    Raises:
        Unlike: It cannot.
    """
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, dict):
        return (value,)
    raise Unlike


def written(gap: Gap, value: object, reserved: Collection[str]) -> str:
    """The text of one value.

    Raises:
        Unlike: It is missing.
        WrongValue: It cannot stand there.
    """
    quoting = gap.quoting
    words = WORDS.get(quoting)
    if type(value) is str:
        if quoting in SPECIAL:
            if _is_plain(value, quoting):
                return value if words is None else f'"{value}"'
        elif quoting is Quoting.NAME and _is_name(value) and value not in reserved:
            return value
    elif value is MISSING:
        if gap.default is None:
            raise Unlike
        return gap.default
    elif words is not None and (value is None or value is True or value is False):
        return words[value]
    return quoted(value, quoting, reserved)


@dataclass(frozen=True, slots=True)
class _Columns:
    reserved: Collection[str]

    def pieces(self, body: Body, frame: _Frame) -> list[Piece]:
        found: list[Piece] = []
        for each in body:
            if isinstance(each, Text):
                found.append(each.text)
            elif isinstance(each, Gap):
                found += self._gap(each, frame)
            elif isinstance(each, Choice):
                found += self._choice(each, frame)
            else:
                found += self._loop(each.path, each.body, frame)
        return found

    # -- holes -----------------------------------------------------------------------------------

    def _gap(self, gap: Gap, frame: _Frame) -> list[Piece]:
        values: Sequence[Any] = _column(gap.path, frame)
        first = values[0]
        if type(first) is str and _is_constant(values):
            return [written(gap, first, self.reserved)]
        if type(first) is not str:
            return [self._mixed(gap, values)]
        try:
            text = "".join(values)
        except TypeError:
            return [self._mixed(gap, values)]
        return self._texts(gap, values, text)

    def _mixed(self, gap: Gap, values: Sequence[Any]) -> Sequence[str]:
        if set(map(type, values)) == {int} and gap.quoting in NUMERIC:
            return [f"{value}" for value in values]
        return [written(gap, value, self.reserved) for value in values]

    def _texts(self, gap: Gap, values: Sequence[str], text: str) -> list[Piece]:
        """The column of values that are all texts.

        Args:
            gap: The hole.
            values: Of it.
            text: All of them, one behind the other.
        """
        quoting = gap.quoting
        if quoting is Quoting.RAW:
            if not is_whole(text):
                raise Unlike
            return [values]
        if quoting is Quoting.NAME_PART:
            if text.isascii() and f"_{text}".isidentifier() and "" not in values:
                return [values]
        elif quoting in (Quoting.NAME, Quoting.DOTTED):
            names = set(values)
            if quoting is Quoting.DOTTED:
                names = set(".".join(names).split("."))
            are_names = text.isascii() and False not in map(str.isidentifier, names)
            if are_names and names.isdisjoint(self.reserved):
                return [values]
        elif quoting in SPECIAL and _is_plain(text, quoting):
            return ['"', values, '"'] if quoting in WORDS else [values]
        return [[written(gap, value, self.reserved) for value in values]]

    # -- sections --------------------------------------------------------------------------------

    def _choice(self, choice: Choice, frame: _Frame) -> list[Piece]:
        values = _column(choice.path, frame)
        if set(map(type, values)) <= _TRUTH:
            holds = list(map(bool, values))
        else:
            holds = [value is not MISSING and not is_empty(value) for value in values]
        mask = holds if choice.wanted else [not each for each in holds]
        kept = mask.count(True)
        if kept == len(mask):
            return self.pieces(choice.body, frame)
        if kept == 0:
            return []
        rows = frame.mapped(lambda column: list(compress(column, mask)))
        pieces = merged(self.pieces(choice.body, rows))
        if all(isinstance(piece, str) for piece in pieces):
            constant = "".join(pieces)  # type: ignore[arg-type]  # all are texts
            return [[constant if each else "" for each in mask]]
        texts = iter(_required(separated(pieces, kept)))
        return [[next(texts) if each else "" for each in mask]]

    def _loop(self, path: Path, body: Body, frame: _Frame) -> list[Piece]:
        lists: Sequence[Any] = _column(path, frame)
        if set(map(type, lists)) != {list}:
            lists = list(map(elements, lists))
        lengths = list(map(len, lists))
        total = sum(lengths)
        if total > _MOST_ROWS:
            raise Unlike
        if total == 0:
            return []
        values = list(chain.from_iterable(lists))
        first = lengths[0]
        if (
            first <= _MOST_ELEMENTS
            and len(lists) >= _FEWEST_LISTS
            and lengths.count(first) == len(lists)
        ):
            return self._placewise(values, first, body, frame)
        inner = self._inner(values, lengths, frame)
        texts = iter(_required(separated(self.pieces(body, inner), total)))
        return [["".join(islice(texts, length)) for length in lengths]]

    def _placewise(
        self, values: Sequence[object], length: int, body: Body, frame: _Frame
    ) -> list[Piece]:
        """Lists of one length: all first elements, all second ones, and so on."""
        found: list[Piece] = []
        for place in range(length):
            rows = values[place::length]
            inner = _Frame(
                rows,
                lambda: frame,
                partial(_all_equal, place, len(rows)),
                partial(_all_equal, length, len(rows)),
            )
            found += self.pieces(body, inner)
        return found

    @staticmethod
    def _inner(values: Sequence[object], lengths: Sequence[int], frame: _Frame) -> _Frame:
        def repeated(column: Sequence[Any]) -> Sequence[Any]:
            return list(chain.from_iterable(map(repeat, column, lengths)))

        return _Frame(
            values,
            lambda: frame.mapped(repeated),
            lambda: list(chain.from_iterable(map(range, lengths))),
            lambda: repeated(lengths),
        )
