"""Edits of scenarios that aim at a condition: compared values are copied into inputs.

Copying (input-to-state correspondence, Aschermann et al., REDQUEEN, NDSS 2019): a condition met operands
``l`` and ``r``; where ``l`` occurs in the inputs it is replaced by ``r`` or by a neighbour of ``r``.
Changes that aim at nothing are in `random_edits`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import AnyStr

from aqe.domain.goal import Condition
from aqe.domain.recipe import Collection, Literal, Mapping, Recipe
from aqe.domain.run import Comparison
from aqe.domain.syntax_trees import parsed_literal
from aqe.generation.exploring.membership import members_copied
from aqe.generation.exploring.parts import Place, parts_of, with_part
from aqe.generation.exploring.shared_objects import shared
from aqe.generation.exploring.slices import spliced
from aqe.generation.inputs.texts import (
    filled,
    lengths,
    of_length,
    span_spelled,
    string_classes,
    with_longer_piece,
)
from aqe.generation.inputs.tried_patterns import TriedPattern, texts_in_place, tried_pattern
from aqe.generation.inputs.vocabulary import UNIVERSAL
from aqe.generation.ports import ParseLiteral, PatternSampler, SymbolFinder
from aqe.generation.scenario import Argument, Scenario

__all__ = ["STRING_LIMIT", "Editor"]

_MISSING = object()
STRING_LIMIT = 60
"""Characters that an edited text may have."""
_MATCHING = re.compile("match|search|find")
_SAME = ("is", "is_not", "eq", "ne")
_COPIES = 24
"""Changed copies for one condition."""
_PARTS = 40
_LONGEST_MADE = 300
"""Parts of a scenario that are made longer, and up to which length of what is made of them."""
_PIECES = 6
"""Pieces of one text that are changed for one condition."""
_COMMON: tuple[object, ...] = (None, False, True, 0, 1, -1, "", b"", (), [], {})
"""What so many options have by default that it tells none of them."""
_WAYS = 16
"""Texts for other ways through patterns that are tried for one goal."""


def _value(source: str) -> object:
    try:
        return parsed_literal(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return _MISSING


def _plain(recipe: Recipe) -> object:
    """The Python value of a literal or a container of literals, or a marker."""
    match recipe:
        case Literal(value=value):
            return value
        case Collection(kind="list" | "tuple" as kind, items=items):
            values = [_plain(each) for each in items]
            if any(each is _MISSING for each in values):
                return _MISSING
            return values if kind == "list" else tuple(values)
        case _:
            return _MISSING


def _spelled_like(value: object, operand: object) -> object:
    """An operand as text or as bytes, as the value is that may have become it on the way.

    Encodings on the way from an input to a comparison are undone, as in REDQUEEN; what no encoding of
    ASCII explains stays as it is.
    """
    try:
        if isinstance(value, str) and isinstance(operand, bytes):
            return operand.decode("ascii")
        if isinstance(value, bytes) and isinstance(operand, str):
            return operand.encode("ascii")
    except UnicodeError:
        pass
    return operand


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


class Editor:
    """Makes changed copies of scenarios."""

    def __init__(
        self,
        parse: ParseLiteral,
        sample: PatternSampler,
        symbols: SymbolFinder = lambda text: (),
        typed: Callable[[str], Sequence[Recipe]] = lambda text: (),
    ) -> None:
        self._parse = parse
        self._typed = typed
        self._symbols = symbols
        self._sample = sample

    # -- copying ---------------------------------------------------------------------------------

    def copied(
        self, scenario: Scenario, condition: Condition, comparison: Comparison
    ) -> list[Scenario]:
        """Scenarios that may take the other side of a condition."""
        left, right = _value(comparison.left), _value(comparison.right)
        found: list[Scenario] = []
        operator = condition.operator
        if operator in ("truth", "call", "isinstance"):
            found += self._toggled(scenario, left)
            found += self._switched(scenario, condition.text, left)
            found += self._retyped(scenario, condition.text, left, operator == "isinstance")
            if operator == "call":
                tried = tried_pattern(comparison.left)
                if tried is not None and (tried.is_bytes or tried.matched is not None):
                    found += self._tried(scenario, tried, right)
                else:
                    known = left if tried is None else tried.pattern
                    found += self._satisfying(scenario, condition.text, known, right)
            return list(dict.fromkeys(found))[:32]
        if operator in _SAME and left is _MISSING and right is _MISSING:
            found += shared(scenario)
        if operator in ("is", "is_not") and left is None and right is None:
            found += self._toggled(scenario, None)
            found += self._switched(scenario, condition.text, None)
        for met, other in ((left, right), (right, left)):
            if met is _MISSING:
                continue
            if other is _MISSING:
                found += self._named(scenario, condition.text, met)
                if operator in ("is", "is_not", "eq", "ne"):
                    found += self._toggled(scenario, met)
                    found += self._switched(scenario, condition.text, met)
                continue
            targets = list(_targets(operator, other))
            if met is right and operator in ("in", "not_in"):
                targets = [*_holding(left, right), *targets]
            for place, part in parts_of(scenario):
                found += self._placed(scenario, place, part, met, targets)
            found += islice(spliced(scenario, condition.text, targets), _COPIES)
            if "len(" in condition.text:
                found += _grown(scenario, met, targets)
            recipes = [each for each in map(self._parse, map(repr, targets)) if each is not None]
            found += self._left_out(scenario, condition.text, met, recipes)
        if operator in ("in", "not_in"):
            met_item, met_place = comparison.left, comparison.right
            found += members_copied(scenario, met_item, met_place, parse=self._parse)
        return list(dict.fromkeys(found))[:_COPIES]

    def _switched(self, scenario: Scenario, text: str, met: object) -> Iterator[Scenario]:
        """Turn an option that is left out from full to empty or the other way."""
        default = None if met is _MISSING else self._parse(repr(met))
        if default is not None:
            yield from self._left_out(scenario, text, met, _opposites(default))

    @staticmethod
    def _left_out(
        scenario: Scenario, text: str, met: object, targets: Sequence[Recipe]
    ) -> Iterator[Scenario]:
        """Give an option that is left out, where what was met is its default.

        What many have by default is the option's own only where the condition names it.
        """
        for place in range(len(scenario.steps) - 1, -1, -1):
            step = scenario.steps[place]
            for parameter in step.left_out:
                is_named = re.search(rf"\b{re.escape(parameter.name)}\b", text) is not None
                if (is_named or met not in _COMMON) and _same(_value(parameter.default or ""), met):
                    for recipe in targets:
                        option = step.with_option(Argument(parameter, recipe))
                        yield scenario.searched_at(place, option)

    def _named(self, scenario: Scenario, text: str, met: object) -> Iterator[Scenario]:
        """Put what the condition mentions by name where the other operand came from."""
        symbols = self._symbols(text)
        if not symbols:
            return
        for place, part in parts_of(scenario):
            value = _plain(part)
            if value is not _MISSING and _same(value, met):
                for symbol in symbols:
                    yield with_part(scenario, place, symbol)
        yield from self._left_out(scenario, text, met, symbols)

    def _placed(
        self,
        scenario: Scenario,
        place: Place,
        part: Recipe,
        met: object,
        targets: Sequence[object],
    ) -> Iterator[Scenario]:
        value = _plain(part)
        if value is _MISSING:
            if isinstance(part, Mapping) and isinstance(met, int) and len(part.pairs) == met:
                yield from self._lengthened(scenario, place, part, targets)
            return
        spelled = _spelled_like(value, met)
        for target in (_spelled_like(value, each) for each in targets):
            recipe = self._parse(repr(target))
            if recipe is None or (spelled is not met and type(target) is not type(value)):
                continue
            if _same(value, spelled):
                yield with_part(scenario, place, recipe)
            match value, spelled, target:
                case str(), str(), str():
                    yield from self._inside(scenario, place, value, spelled, target)
                case bytes(), bytes(), bytes():
                    yield from self._inside(scenario, place, value, spelled, target)
            if (
                isinstance(value, str)
                and isinstance(met, int | float)
                and not isinstance(met, bool)
                and isinstance(target, int | float)
                and str(met) in value
            ):
                yield with_part(scenario, place, Literal(value.replace(str(met), str(target), 1)))
            if isinstance(value, float | int) and isinstance(met, float | int):
                yield from self._shifted(scenario, place, value, met, target)
        if isinstance(value, str | list | tuple) and met == len(value):
            yield from self._lengthened(scenario, place, part, targets)
        elif isinstance(value, str) and isinstance(met, int) and not isinstance(met, bool):
            for new in islice(with_longer_piece(value, met, targets), _PIECES):
                yield with_part(scenario, place, Literal(new))

    @staticmethod
    def _inside(
        scenario: Scenario, place: Place, value: AnyStr, met: AnyStr, target: AnyStr
    ) -> Iterator[Scenario]:
        if not met:
            # It may be any piece of the text: nothing says which.
            middle = len(value) // 2
            if value and len(value) <= _LONGEST_MADE:
                inner = value[:middle] + target + value[middle:]
                yield with_part(scenario, place, Literal(inner))
                yield with_part(scenario, place, Literal(value + target))
        elif met in value and value != met:
            yield with_part(scenario, place, Literal(value.replace(met, target, 1)))
        elif met.lower() in value.lower():
            start = value.lower().index(met.lower())
            new = value[:start] + target + value[start + len(met) :]
            yield with_part(scenario, place, Literal(new))
        elif isinstance(value, str) and isinstance(met, str) and isinstance(target, str):
            span = span_spelled(value, met)
            if span is not None:
                new = value[: span[0]] + target + value[span[1] :]
                yield with_part(scenario, place, Literal(new))

    @staticmethod
    def _shifted(
        scenario: Scenario, place: Place, value: float, met: float, target: object
    ) -> Iterator[Scenario]:
        """An operand that was computed from an input by adding or multiplying."""
        if isinstance(value, bool) or isinstance(met, bool) or not isinstance(target, int | float):
            return
        if value != met and abs(target - met) < 1e12 and abs(value) < 1e12:
            moved = value + (target - met)
            yield with_part(scenario, place, Literal(moved))
            if met and value and target and met != target:
                scaled = value * target / met
                whole = isinstance(value, int)
                if abs(scaled) < 1e15:
                    yield with_part(scenario, place, Literal(int(scaled) if whole else scaled))

    def _lengthened(
        self, scenario: Scenario, place: Place, part: Recipe, targets: Sequence[object]
    ) -> Iterator[Scenario]:
        for target in lengths(targets):
            new: Recipe | None = None
            if isinstance(part, Literal) and isinstance(part.value, str):
                new = Literal(of_length(part.value, target))
            elif isinstance(part, Collection) and target <= 20:
                items = part.items or (Literal(1),)
                new = Collection(part.kind, (items * (target // len(items) + 1))[:target])
            if new is not None:
                yield with_part(scenario, place, new)

    def _toggled(self, scenario: Scenario, met: object) -> list[Scenario]:
        """Turn the value that was met from full to empty or the other way, None included."""
        found = []
        for place, part in parts_of(scenario):
            value = _plain(part)
            is_met = met is not _MISSING and value is not _MISSING and _same(value, met)
            if not is_met and isinstance(part, Mapping) and isinstance(met, dict):
                is_met = len(part.pairs) == len(met)
            if is_met:
                for new in _opposites(part):
                    found.append(with_part(scenario, place, new))
            elif met == "" and isinstance(value, str):
                found += [
                    with_part(scenario, place, Literal(new))
                    for new in islice(filled(value), _PIECES)
                ]
        return found

    def _retyped(
        self, scenario: Scenario, text: str, left: object, is_type_test: bool
    ) -> Iterator[Scenario]:
        """Values of other types where the value stood whose type was asked for."""
        wanted = [*self._typed(text), *(UNIVERSAL[:9] if is_type_test else ())]
        for place, part in parts_of(scenario):
            value = _plain(part)
            is_met = left is not _MISSING and value is not _MISSING and _same(value, left)
            if is_met or (left is _MISSING and place[2] == ()):
                for new in wanted:
                    yield with_part(scenario, place, new)
                if not place[2]:
                    yield with_part(scenario, place, Collection("list", (part,)))

    def _satisfying(
        self, scenario: Scenario, text: str, left: object, right: object
    ) -> Iterator[Scenario]:
        """Make a called test succeed: ``startswith``, ``endswith``, membership, regular expressions."""
        flat = list(_flat((left, right)))
        for place, part in parts_of(scenario):
            if not isinstance(part, Literal):
                continue
            spelled = [_spelled_like(part.value, each) for each in flat]
            if isinstance(part.value, str):
                strings = [each for each in spelled if isinstance(each, str)]
                yield from self._satisfied(scenario, place, part.value, text, left, strings)
            elif isinstance(part.value, bytes):
                for end in (each for each in spelled if isinstance(each, bytes)):
                    for new in _ended(part.value, end, text):
                        yield with_part(scenario, place, Literal(new))

    def _satisfied(
        self,
        scenario: Scenario,
        place: Place,
        value: str,
        text: str,
        left: object,
        strings: Sequence[str],
    ) -> Iterator[Scenario]:
        if isinstance(left, str) and ("startswith" in text or "endswith" in text):
            for new in islice(_at_an_edge(value, left, strings), _PIECES):
                yield with_part(scenario, place, Literal(new))
        for string in strings:
            if string == value:
                continue
            if _MATCHING.search(text) and "startswith" not in text and "endswith" not in text:
                yield from self._matching(scenario, place, value, string, strings)
                continue
            for new in _ended(value, string, text):
                yield with_part(scenario, place, Literal(new))
        if value in strings:
            for change in string_classes(value):
                yield with_part(scenario, place, Literal(change))

    def _tried(self, scenario: Scenario, tried: TriedPattern, right: object) -> Iterator[Scenario]:
        """Put other texts that a pattern matches where the one that it was tried on came from.

        What a condition asks of a match is decided by the way that the text took through the pattern.
        """
        kind = bytes if tried.is_bytes else str
        met = [tried.matched] if tried.matched is not None else _texts(right, kind)
        samples = self._sample(tried.pattern)
        for place, part in parts_of(scenario):
            if not isinstance(part, Literal) or not isinstance(part.value, kind):
                continue
            [value] = _texts(part.value, kind)
            for new in texts_in_place(value, met, samples, longest=STRING_LIMIT):
                changed = new.encode("latin-1", "ignore") if tried.is_bytes else new
                yield with_part(scenario, place, Literal(changed))

    def ways(self, scenario: Scenario, comparisons: Sequence[Comparison]) -> list[Scenario]:
        """The scenario with texts for other ways through the patterns that its run was seen to try."""
        found: dict[Scenario, None] = {}
        for comparison in comparisons:
            tried = tried_pattern(comparison.left)
            if tried is not None:
                found.update(dict.fromkeys(self._tried(scenario, tried, _value(comparison.right))))
        return list(found)[:_WAYS]

    def _matching(
        self, scenario: Scenario, place: Place, value: str, pattern: str, met: Sequence[str]
    ) -> Iterator[Scenario]:
        """Put what a pattern matches where the text that it was tried on came from."""
        for sample in self._sample(pattern)[:3]:
            yield with_part(scenario, place, Literal(sample))
            for text in met:
                if text != pattern and text and text in value and text != value:
                    new = value.replace(text, sample, 1)
                    yield with_part(scenario, place, Literal(new[:STRING_LIMIT]))
            if len(value) + len(sample) <= STRING_LIMIT:
                yield with_part(scenario, place, Literal(sample + value))


def _grown(scenario: Scenario, met: object, targets: Sequence[object]) -> Iterator[Scenario]:
    """Each text longer by what is missing to the length of something that was made of it."""
    if not isinstance(met, int) or isinstance(met, bool) or not 0 <= met <= _LONGEST_MADE:
        return
    for target in lengths(targets):
        for place, part in islice(parts_of(scenario), _PARTS):
            if target > met and isinstance(part, Literal) and isinstance(part.value, str):
                length = len(part.value) + target - met
                yield with_part(scenario, place, Literal(of_length(part.value, length)))


def _ended(value: AnyStr, string: AnyStr, text: str) -> Iterator[AnyStr]:
    """The value with what a test asked for at its start, at its end, or in its place."""
    if string == value:
        return
    if "startswith" in text:
        yield string + value
        # Of the same length, for where that was asked for before.
        if len(string) < len(value):
            yield string + value[len(string) :]
    elif "endswith" in text:
        yield value + string
        if len(string) < len(value):
            yield value[: -len(string)] + string
    else:
        yield value + string
        yield string


def _holding(part: object, whole: object) -> Iterator[str]:
    """A text with another in it, or without: behind what separates, a number is often asked for."""
    if not isinstance(part, str) or not isinstance(whole, str) or not part:
        return
    if part in whole:
        yield whole.replace(part, "")
    else:
        yield from (f"{whole}{part}", f"{whole}{part}1", f"{part}{whole}")


def _flat(value: object) -> Iterator[object]:
    """The atoms of nested sequences, without what is unknown."""
    if isinstance(value, tuple | list):
        for each in value:
            yield from _flat(each)
    elif value is not _MISSING:
        yield value


def _texts(value: object, kind: type) -> list[str]:
    """The texts, or the bytes as characters of Latin-1, among some operands."""
    atoms = [each for each in _flat(value) if isinstance(each, kind)]
    return [each.decode("latin-1") if isinstance(each, bytes) else str(each) for each in atoms]


def _at_an_edge(value: str, met: str, wanted: Sequence[str]) -> Iterator[str]:
    """A text for ``startswith`` and ``endswith``: the piece that was asked gets what it has to show.

    Where the value is what was looked for, it becomes the text that was asked, or a part of it.
    """
    for each in wanted:
        if each == met:
            continue
        if met and met in value and met != value:
            yield value.replace(met, each, 1)
            yield value.replace(met, each + met, 1)
        if each == value and met:
            yield from dict.fromkeys((met, met[:1]))


def _targets(operator: str, other: object) -> Iterator[object]:
    if operator in ("in", "not_in"):
        if isinstance(other, set | frozenset):
            yield from sorted(other, key=repr)[:6]  # the same in every process
            return
        if isinstance(other, list | tuple | dict):
            yield from list(other)[:6]
            return
        if isinstance(other, str):
            yield from ([other[:1], other] if other else [])
            return
    yield other
    if isinstance(other, bool):
        return
    if isinstance(other, int):
        yield from (other + 1, other - 1)
    elif isinstance(other, float):
        yield from (other + 1.0, other - 1.0)
    elif isinstance(other, str):
        yield other + "a"


def _opposites(part: Recipe) -> list[Recipe]:
    match part:
        case Literal(value=None):
            return [Literal("abc"), Literal(1), Literal(True), Collection("list", (Literal(1),))]
        case Literal(value=bool() as value):
            return [Literal(not value)]
        case Literal(value=int() | float() as value):
            return [Literal(0), Literal(None)] if value else [Literal(1), Literal(-1)]
        case Literal(value=str() as value):
            return [Literal(""), Literal(None)] if value else [Literal("abc"), Literal("a b")]
        case Literal(value=bytes() as value):
            return [Literal(b""), Literal(None)] if value else [Literal(b"abc")]
        case Collection(kind=kind, items=items):
            full: tuple[Recipe, ...] = (Literal(1), Literal(2))
            return [Collection(kind), Literal(None)] if items else [Collection(kind, full)]
        case Mapping(pairs=pairs):
            if pairs:
                return [Mapping(), Literal(None)]
            return [Mapping(((Literal("a"), Literal(1)),))]
        case _:
            return []
