"""Expands one record at a time with a function that is compiled for the template.

Worth it for templates that are filled many times: compiling takes as long as filling some dozens of
records by closures. The function gives the text that `Expansion` gives, or nothing where only that can
say what is wrong. Its source is made of statements of this module, of names that are counted, and of
`repr` of texts: nothing that a template or a record says can be more than a text in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import count
from typing import Any

from aqe.booster.reference.expand import Body, Choice, Gap, Loop, Path, Root, Text
from aqe.booster.reference.quoting import Quoting, WrongValue, is_empty
from aqe.booster.templates.columns import (
    MISSING,
    NUMERIC,
    SPECIAL,
    WORDS,
    Unlike,
    elements,
    written,
)

__all__ = ["generated_function"]

_MOST_ELEMENTS = 1_000_000
_MOST_INSTRUCTIONS = 1_000
_MOST_LOOPS = 12
"""Of loops within one another Python compiles 20 at most."""
_NOTHING: Mapping[str, object] = {}


class _Large(Exception):
    """A template is left to closures."""


def generated_function(
    body: Body, reserved: Collection[str]
) -> Callable[[object], str | None] | None:
    """A function from a record to its text; to None where it must be expanded otherwise.

    Returns:
        None where the template is too large for one function.
    """
    try:
        source, names = _Writing(reserved).function(body)
    except _Large:
        return None
    exec(compile(source, "<template>", "exec"), names)  # see above what it is made of
    fill: Callable[[object], str] = names["fill"]

    def expand(record: object) -> str | None:
        try:
            text = fill(record)
            if not text.isascii():
                text.encode()
        except (Unlike, WrongValue, KeyError, TypeError, ValueError, RecursionError):
            return None
        return text

    return expand


def _holds(value: object) -> bool:
    """Whether a condition holds for a value."""
    return value is not MISSING and not is_empty(value)


def _fields(value: object) -> Mapping[str, object]:
    """What names are looked up in.

    Raises:
        Unlike: It may know names in a way of its own.
    """
    if type(value) is dict:
        return value
    if isinstance(value, Mapping):
        raise Unlike
    return _NOTHING


def _below(value: object, names: tuple[str, ...]) -> object:
    for name in names:
        value = _fields(value).get(name, MISSING)
    return value


def _writer(gap: Gap, reserved: Collection[str]) -> Callable[[object], str]:
    """Writes the values that are not as most are."""
    is_numeric = gap.quoting in NUMERIC

    def write(value: object) -> str:
        if is_numeric and type(value) is int:
            return str(value)
        return written(gap, value, reserved)

    return write


class _Scope:
    """Expressions for what a section is about, its fields, its number, and how many there are."""

    def __init__(
        self, value: str, fields: str, index: str, length: str, outer: _Scope | None
    ) -> None:
        self.value, self.fields, self.index, self.length = value, fields, index, length
        self.outer = outer


class _Writing:
    """Writes the source of one function."""

    def __init__(self, reserved: Collection[str]) -> None:
        self._reserved = reserved
        self._counted = count(1)
        self._lines: list[str] = []
        self._indent = 1
        self._loops = 0
        self._names: dict[str, Any] = {
            "M": MISSING,
            "E": elements,
            "U": Unlike,
            "F": _fields,
            "H": _holds,
            "B": _below,
            "R": frozenset(reserved),
            "I": str.isidentifier,
            "J": "".join,
        }
        self._values: dict[tuple[Path, _Scope], str] = {}
        """Variables of values that were looked up on every way to here."""
        self._texts: dict[tuple[str, Quoting, str | None], str] = {}
        """Variables of texts, likewise."""

    def function(self, body: Body) -> tuple[str, dict[str, Any]]:
        """The source, and what its global names mean."""
        scope = _Scope("r", "f", "(0)", "(1)", None)
        pieces = self._body(body, scope)
        head = ["def fill(r):", " f = F(r)", f" left = {_MOST_ELEMENTS}"]
        lines = [*head, *self._lines, f" return J(({''.join(f'{each},' for each in pieces)}))"]
        return "\n".join(lines), self._names

    def _line(self, text: str) -> None:
        self._lines.append(" " * self._indent + text)

    def _new(self, prefix: str) -> str:
        number = next(self._counted)
        if number > 4 * _MOST_INSTRUCTIONS:
            raise _Large
        return f"{prefix}{number}"

    def _given(self, prefix: str, value: object) -> str:
        """A global name for a value."""
        name = self._new(prefix)
        self._names[name] = value
        return name

    def _body(self, body: Body, scope: _Scope) -> list[str]:
        """Writes what finds the pieces of a body; gives expressions for these."""
        pieces: list[str] = []
        for each in body:
            if isinstance(each, Text):
                pieces.append(repr(each.text))
            elif isinstance(each, Gap):
                pieces.append(self._gap(each, scope))
            elif isinstance(each, Choice):
                pieces.append(self._choice(each, scope))
            else:
                pieces.append(self._loop(each, scope))
        return pieces

    # -- values ----------------------------------------------------------------------------------

    def _value(self, path: Path, scope: _Scope, *, is_needed: bool) -> str:
        """A variable of the value of a path; where it is not needed, it may be missing."""
        if path.root is Root.INDEX:
            return scope.index
        if path.root is Root.NUMBER:
            return f"({scope.index} + 1)"
        if path.root is Root.FIRST:
            return f"({scope.index} == 0)"
        if path.root is Root.LAST:
            return f"({scope.index} == {scope.length} - 1)"
        found = self._values.get((path, scope))
        if found is None:
            found = self._values[path, scope] = self._new("v")
            self._find(found, path, scope, is_needed)
        return found

    def _find(self, variable: str, path: Path, scope: _Scope, is_needed: bool) -> None:
        if path.root is Root.ELEMENT:
            names = path.names
            self._line(f"{variable} = {scope.value}")
        else:
            names = path.names[1:]
            self._find_name(variable, path.names[0], scope, is_needed)
        if names:
            self._line(f"{variable} = B({variable}, {self._given('K', names)})")

    def _find_name(self, variable: str, name: str, scope: _Scope, is_needed: bool) -> None:
        """The innermost object that has the name; what is needed and is nowhere is a KeyError."""
        key = repr(name)
        if scope.outer is None:
            look_up = f"{scope.fields}[{key}]" if is_needed else f"{scope.fields}.get({key}, M)"
            self._line(f"{variable} = {look_up}")
            return
        self._line(f"{variable} = {scope.fields}.get({key}, M)")
        self._line(f"if {variable} is M:")
        self._indent += 1
        self._find_name(variable, name, scope.outer, is_needed)
        self._indent -= 1

    # -- instructions ----------------------------------------------------------------------------

    def _gap(self, gap: Gap, scope: _Scope) -> str:
        value = self._value(gap.path, scope, is_needed=gap.default is None)
        key = (value, gap.quoting, gap.default)
        found = self._texts.get(key)
        if found is None:
            found = self._texts[key] = self._new("t")
            write = self._given("W", _writer(gap, self._reserved))
            text = f"f'\"{{{value}}}\"'" if gap.quoting in WORDS else value
            self._line(f"if type({value}) is str{_as_it_is(value, gap.quoting)}: {found} = {text}")
            self._line(f"else: {found} = {write}({value})")
        return found

    def _within(self, body: Body, scope: _Scope, put: Callable[[str], str]) -> None:
        """Writes a body that may not be run; what is known in it is not known behind it."""
        known = dict(self._values), dict(self._texts)
        self._indent += 1
        pieces = self._body(body, scope)
        self._line(put(f"({''.join(f'{each},' for each in pieces)})"))
        self._indent -= 1
        self._values, self._texts = known

    def _choice(self, choice: Choice, scope: _Scope) -> str:
        value = self._value(choice.path, scope, is_needed=False)
        found = self._new("t")
        self._line(f"{found} = ''")
        condition = f"({value} if type({value}) is str else H({value}))"
        self._line(f"if {condition}:" if choice.wanted else f"if not {condition}:")
        self._within(choice.body, scope, lambda pieces: f"{found} = J({pieces})")
        return found

    def _loop(self, loop: Loop, scope: _Scope) -> str:
        self._loops += 1
        if self._loops > _MOST_LOOPS:
            raise _Large
        values = self._value(loop.path, scope, is_needed=True)
        found, each, index = self._new("t"), self._new("e"), self._new("i")
        inner = _Scope(each, self._new("f"), index, self._new("n"), scope)
        several = self._new("s")
        self._line(f"{several} = {values} if type({values}) is list else E({values})")
        self._line(f"{inner.length} = len({several})")
        self._line(f"left -= {inner.length}")
        self._line("if left < 0: raise U")
        self._line(f"{found} = []")
        self._line(f"for {index}, {each} in enumerate({several}):")
        self._indent += 1
        self._line(f"{inner.fields} = {each} if type({each}) is dict else F({each})")
        self._indent -= 1
        self._within(loop.body, inner, lambda pieces: f"{found} += {pieces}")
        self._line(f"{found} = J({found})")
        self._loops -= 1
        return found


def _as_it_is(value: str, quoting: Quoting) -> str:
    """The condition, behind that it is a text, for a value to be written as it is."""
    if quoting is Quoting.RAW:
        return ""
    if quoting is Quoting.NUMBER:
        return " and False"
    is_ascii = f" and {value}.isascii()"
    if quoting is Quoting.DOTTED:
        return f"{is_ascii} and R.isdisjoint(p := {value}.split('.')) and all(map(I, p))"
    if quoting is Quoting.NAME:
        return f"{is_ascii} and {value}.isidentifier() and {value} not in R"
    if quoting is Quoting.NAME_PART:
        return f"{is_ascii} and {value} and ('_' + {value}).isidentifier()"
    special = "".join(f" and {each!r} not in {value}" for each in SPECIAL[quoting])
    return f"{is_ascii} and {value}.isprintable(){special}"
