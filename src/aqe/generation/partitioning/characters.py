"""Which texts with one odd character mark where a callable begins to refuse them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from aqe.domain.recipe import Literal
from aqe.domain.turns import in_turn
from aqe.generation.archive import Entry
from aqe.generation.exploring.parts import parts_of
from aqe.generation.scenario import Scenario

__all__ = ["Changed", "at_edges", "of_alphabets"]

_KEPT_ODD = 24
_KEPT_UNIFORM = 4
_PLACES = 6
"""Odd characters that make cases: such as have a boundary, others, places for each."""
_FOREIGN = 12
_FOREIGN_REFUSED = 3
"""Cases of one callable about letters and digits of other alphabets; refusals of one such character."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An input in which one character is another one, or is there beside the others."""

    base: Entry
    scenario: Scenario
    is_flip: bool
    """Whether one of them is accepted and the other is not."""


def of_alphabets(tried: Sequence[Changed]) -> Iterator[Scenario]:
    """Of each letter or digit of another alphabet, a text where it is welcome, some where it is not.

    One pattern may know it and the next one not, so the refusals are of unlike inputs.
    """
    refused: dict[str, dict[int, Scenario]] = {}
    welcome: dict[str, Scenario] = {}
    for each in tried:
        character = _replaced(each.base.scenario, each.scenario)
        if character is None:
            continue
        if each.is_flip:
            refused.setdefault(character, {}).setdefault(each.base.number, each.scenario)
        else:
            welcome.setdefault(character, each.scenario)
    streams = [iter([each]) for each in welcome.values()]
    streams += [iter([*each.values()][:_FOREIGN_REFUSED]) for each in refused.values()]
    yield from islice(in_turn(streams), _FOREIGN)


def at_edges(tried: Sequence[Changed], is_answering: bool) -> Iterator[Scenario]:
    """A character that is welcome in one place and refused in another marks a boundary.

    Each surrounding in which it is refused is a case, and one where it is welcome; of characters that are
    refused, or welcome, everywhere, a few stand for all.

    Args:
        tried: texts with a character more, beside those without it.
        is_answering: whether the callable says yes or no.
    """
    by_hazard: dict[str, dict[_Insertion, tuple[Scenario, bool]]] = {}
    for each in tried:
        found = _inserted(each.base.scenario, each.scenario)
        if found is not None:
            known = by_hazard.setdefault(found.character, {})
            known.setdefault(found, (each.scenario, each.is_flip))
    bounded: list[Iterator[Scenario]] = []
    refused_everywhere, welcome_everywhere = [], []
    for places in by_hazard.values():
        refused = [scenario for scenario, is_flip in places.values() if is_flip]
        welcome = [scenario for scenario, is_flip in places.values() if not is_flip]
        if refused and welcome:
            bounded.append(iter([*refused[:_PLACES], welcome[0]]))
        elif refused:
            refused_everywhere.append(refused[0])
        elif is_answering:
            welcome_everywhere.append(welcome[0])
    yield from islice(in_turn(bounded), _KEPT_ODD)
    yield from refused_everywhere[:_KEPT_UNIFORM]
    yield from welcome_everywhere[:1]


def _replaced(base: Scenario, scenario: Scenario) -> str | None:
    """The character that stands in a text of a scenario in the place of another one."""
    olds, news = ([part for _, part in parts_of(each)] for each in (base, scenario))
    for old, new in zip(olds, news, strict=False):
        if old != new and isinstance(old, Literal) and isinstance(new, Literal):
            pairs = zip(str(old.value), str(new.value), strict=False)
            return next((other for one, other in pairs if one != other), None)
    return None


@dataclass(frozen=True, slots=True)
class _Insertion:
    """A character that stands in a text where it stood not before, and what is beside it."""

    character: str
    before: str
    after: str


def _inserted(base: Scenario, scenario: Scenario) -> _Insertion | None:
    """The first character by which a text of a scenario is longer than it was."""
    olds, news = ([part for _, part in parts_of(each)] for each in (base, scenario))
    for old, new in zip(olds, news, strict=False):
        if old == new or not (isinstance(old, Literal) and isinstance(new, Literal)):
            continue
        one, other = old.value, new.value
        if isinstance(one, str) and isinstance(other, str) and len(other) == len(one) + 1:
            place = next((at for at in range(len(one)) if one[at] != other[at]), len(one))
            return _Insertion(other[place], _kind(one[:place][-1:]), _kind(one[place : place + 1]))
    return None


def _kind(character: str) -> str:
    """A neighbour of an insertion: letters and digits are all alike."""
    return "a" if character.isalnum() else character
