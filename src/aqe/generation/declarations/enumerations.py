"""Enumerations: members by name and value, look-up by value, names of the same member, flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.domain.declaration import Declaration
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateRun, Member, Snapshot
from aqe.domain.syntax_trees import parsed_literal
from aqe.generation.declarations.forms import Look, at, contains, member, spread
from aqe.generation.scenario import Scenario

__all__ = ["Enumeration"]

_WHOLE = 48
"""Names of an enumeration that stands in one table; of longer ones, some do."""
_SOME = 16
_MOST = 160
"""Names that are looked at."""
_FLAGS = frozenset({"enum:Flag", "enum:IntFlag"})
_PLAIN = frozenset({"enum:IntEnum", "enum:IntFlag", "enum:StrEnum", "builtins:int", "builtins:str"})
"""Bases whose members equal their plain values."""


class Enumeration:
    """Asks an enumeration for its members, then looks at them."""

    def __init__(self, module: str, found: Member, declaration: Declaration) -> None:
        self._symbol = Symbol(module, found.name)
        self._about = found.name
        self._found = found
        self._declaration = declaration
        self._names = found.members[:_MOST]

    def questions(self) -> list[Scenario]:
        """What has to be known first: each member, its value, the attributes that members have."""
        asked: list[Recipe] = []
        for name in self._names:
            asked += [member(self._symbol, name), self._value(name)]
        if self._names:
            source = f"sorted(vars({self._about}[{self._names[0]!r}]))"
            asked.append(Verbatim(source, (self._symbol,)))
        return [at(each, self._about) for each in asked]

    def looks(self, answers: Sequence[CandidateRun | None]) -> Iterator[Look]:
        """Looks at what the answers to the questions showed, most telling first."""
        shown = [_shown(each) for each in answers]
        names = {
            name: each.source.rpartition(".")[2]
            for name, each in zip(self._names, shown[::2], strict=False)
            if each is not None and each.source
        }
        values = {
            name: parsed_literal(each.source)
            for name, each in zip(self._names, shown[1::2], strict=False)
            if each is not None and each.source and each.kind == "literal" and not each.symbols
        }
        attributes = shown[-1] if len(shown) % 2 else None
        main = self._main()
        for name in values:
            yield self._look(self._value(name), "value_by_name", is_main=name in main)
        for attribute in _public(attributes):
            for name in names:
                yield self._look(
                    Attribute(member(self._symbol, name), attribute),
                    f"{attribute}_by_name",
                    is_main=name in main and len(main) < _WHOLE // 2,
                )
        aliases = [name for name, own in names.items() if own.isidentifier() and own != name]
        for name in aliases:
            look = Attribute(member(self._symbol, name), "name")
            yield self._look(look, "aliases", is_main=name in spread(aliases, 4))
        yield from self._by_value(values)
        yield from self._combined([name for name in values if names.get(name) == name], values)

    def _main(self) -> set[str]:
        if len(self._names) <= _WHOLE:
            return set(self._names)
        return set(spread(self._names, _SOME))

    def _value(self, name: str) -> Attribute:
        return Attribute(member(self._symbol, name), "value")

    def _by_value(self, values: dict[str, object]) -> Iterator[Look]:
        """A value that a member has, and one that none has."""
        known = [each for each in values.values() if isinstance(each, str | int)]
        if not known:
            return
        yield self._look(Call(self._symbol, (Literal(known[-1]),)), "member_by_value")
        unknown = _unknown(known)
        if unknown is not None and not self._is_flag():
            yield self._look(Call(self._symbol, (Literal(unknown),)), "refuses_unknown_value")
        if _PLAIN & set(self._found.bases):
            first = next(name for name, each in values.items() if each == known[-1])
            own = Attribute(self._symbol, first)
            yield self._look(Operation("eq", (own, Literal(known[-1]))), "equals_plain_value")

    def _combined(self, names: list[str], values: dict[str, object]) -> Iterator[Look]:
        """Flags together: the value of both, and which of them are in it."""
        single = [name for name in names if _is_single_bit(values[name])]
        if not self._is_flag() or len(single) < 2:
            return
        one, other = (Attribute(self._symbol, name) for name in single[:2])
        both = Operation("or", (one, other))
        yield self._look(Attribute(both, "value"), "value_of_combination")
        yield self._look(contains(both, one), "combination_contains_its_parts")
        yield self._look(contains(one, other), "single_does_not_contain_another")

    def _is_flag(self) -> bool:
        return bool(_FLAGS & set(self._found.bases))

    def _look(self, expression: Recipe, note: str, *, is_main: bool = True) -> Look:
        return Look(at(expression, self._about, note), self._declaration, is_main)


def _shown(run: CandidateRun | None) -> Snapshot | None:
    if run is None or run.failure is not None or not run.observations:
        return None
    return run.observations[-1].value


def _public(attributes: Snapshot | None) -> list[str]:
    """Attributes of members beside their names and values."""
    if attributes is None or not attributes.source:
        return []
    return [each for each in parsed_literal(attributes.source) if not each.startswith("_")]


def _unknown(known: Sequence[str | int]) -> str | int | None:
    """A value of the same type that no member has."""
    numbers = [each for each in known if isinstance(each, int)]
    if len(numbers) == len(known):
        return max(numbers) + 1
    return None if numbers or "unknown" in known else "unknown"


def _is_single_bit(value: object) -> bool:
    return isinstance(value, int) and value > 0 and value & (value - 1) == 0
