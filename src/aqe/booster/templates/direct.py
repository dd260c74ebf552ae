"""Expands one record at a time: functions made once for the sections of a template.

Gives the text that `Expansion` gives, or nothing where only that can say what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import count
from typing import Any

from aqe.booster.reference.expand import Body, Choice, Gap, Path, Root, Text
from aqe.booster.reference.quoting import Quoting, WrongValue, is_empty
from aqe.booster.templates.columns import MISSING, Unlike, elements, written

__all__ = ["direct_function"]

Scope = tuple[Any, int, int, Any]
"""What a section is about, its number, how many there are, and the scope around."""
Fill = Callable[[Scope], str]
_MOST_ELEMENTS = 1_000_000


def direct_function(body: Body, reserved: Collection[str]) -> Callable[[object], str | None]:
    """A function from a record to its text; to None where it must be expanded otherwise."""
    maker = _Maker(reserved)
    fill = maker.filling(body)

    def expand(record: object) -> str | None:
        maker.counted = count(1)
        try:
            text = fill((record, 0, 1, None))
            if not text.isascii():
                text.encode()
        except (Unlike, WrongValue, RecursionError, UnicodeEncodeError):
            return None
        return text

    return expand


class _Maker:
    def __init__(self, reserved: Collection[str]) -> None:
        self._reserved = reserved
        self.counted = count(1)
        """Elements of sections so far."""

    def filling(self, body: Body) -> Fill:
        """The text of a body in a scope."""
        parts = [each.text if isinstance(each, Text) else "" for each in body]
        fills = [
            (place, self._instruction(each))
            for place, each in enumerate(body)
            if not isinstance(each, Text)
        ]

        def fill(scope: Scope) -> str:
            found = parts.copy()
            for place, each in fills:
                found[place] = each(scope)
            return "".join(found)

        return fill

    def _instruction(self, each: Any) -> Fill:
        if isinstance(each, Gap):
            return self._gap(each)
        value_of = _finder(each.path)
        inner = self.filling(each.body)
        if isinstance(each, Choice):
            wanted = each.wanted

            def choose(scope: Scope) -> str:
                value = value_of(scope)
                return inner(scope) if (value is MISSING or is_empty(value)) != wanted else ""

            return choose

        def repeat(scope: Scope) -> str:
            values: Sequence[Any] = elements(value_of(scope))
            length = len(values)
            texts = []
            for index, value in enumerate(values):
                if next(self.counted) > _MOST_ELEMENTS:
                    raise Unlike
                texts.append(inner((value, index, length, scope)))
            return "".join(texts)

        return repeat

    def _gap(self, gap: Gap) -> Fill:
        value_of, reserved = _finder(gap.path), self._reserved
        if gap.quoting is Quoting.RAW:

            def raw(scope: Scope) -> str:
                value = value_of(scope)
                return value if type(value) is str else written(gap, value, reserved)

            return raw
        return lambda scope: written(gap, value_of(scope), reserved)


def _finder(path: Path) -> Callable[[Scope], Any]:
    """Looks a path up in a scope."""
    names = path.names
    if path.root is Root.NAMES and len(names) == 1:
        return _named(names[0])
    if path.root is Root.NAMES:
        first = _named(names[0])
        return lambda scope: _below(first(scope), names[1:])
    if path.root is Root.ELEMENT:
        return lambda scope: _below(scope[0], names)
    if path.root is Root.INDEX:
        return lambda scope: scope[1]
    if path.root is Root.NUMBER:
        return lambda scope: scope[1] + 1
    if path.root is Root.FIRST:
        return lambda scope: scope[1] == 0
    return lambda scope: scope[1] == scope[2] - 1


def _named(name: str) -> Callable[[Scope], Any]:
    def find(scope: Scope | None) -> Any:
        while scope is not None:
            value = scope[0]
            if isinstance(value, dict) and name in value:
                return value[name]
            scope = scope[3]
        return MISSING

    return find


def _below(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
    return value
