"""What lists, mappings and single values are to the containers and numbers that they were made from."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aqe.syntax.python.given import Given
from aqe.syntax.python.relation_words import Claim, is_distinctive, same

__all__ = ["change_words", "item_claims"]

_LEAST = 2
"""Items of a list of which something can be claimed."""
_LEAST_NUMBER = 2
_SINGLE: tuple[tuple[str, frozenset[str], Callable[[Any], object]], ...] = (
    (
        "picks_the_first_of_{}",
        frozenset({"first", "head", "left", "front"}),
        lambda items: items[0],
    ),
    ("picks_the_last_of_{}", frozenset({"last", "tail", "right", "back"}), lambda items: items[-1]),
    ("picks_the_smallest_of_{}", frozenset({"min", "minimum", "smallest", "least"}), min),
    ("picks_the_largest_of_{}", frozenset({"max", "maximum", "largest", "most"}), max),
    ("sums_{}", frozenset({"sum", "total"}), sum),
    ("counts_{}", frozenset({"len", "length", "count", "size"}), len),
)
"""One value of several, and what a callable is named that means it."""


def item_claims(
    given: Sequence[Given], own: Sequence[int], result: object, words: Sequence[str]
) -> Iterator[Claim]:
    """Claims about the containers and numbers that the call under test was given."""
    for index in own:
        source, word = given[index].value, given[index].word
        if isinstance(source, list | tuple):
            if isinstance(result, list | tuple):
                yield from _of_items(given, index, source, result)
            elif isinstance(result, set | frozenset) and source:
                yield Claim(f"makes_a_set_of_{word}", (index,), type(result))
            elif isinstance(result, dict) and source:
                yield Claim(f"makes_a_mapping_of_{word}", (index,), dict)
            else:
                yield from _single(given, index, source, result, words)
        elif isinstance(source, dict) and source:
            yield from _of_mapping(given, index, source, result)
        elif _is_number(source) and _is_number(result) and not same(source, result):
            yield from _of_number(word, index, source, result, words)


def _of_items(
    given: Sequence[Given], index: int, source: Sequence[Any], result: Sequence[Any]
) -> Iterator[Claim]:
    word, places = given[index].word, (index,)
    kind: type[list[Any]] | type[tuple[Any, ...]] = list if isinstance(result, list) else tuple
    if not source:
        return
    if type(source) is not kind:
        yield Claim(f"turns_{word}_into_a_{kind.__name__}", places, kind)
    found = _order(source, result)
    if found is not None:
        phrase, change = found
        yield Claim(phrase.format(word), places, lambda items: kind(change(items)))
    for place, each in enumerate(given):
        if place == index:
            continue
        both = (index, place)
        if each.value is not None:
            yield Claim(f"appends_{each.word}", both, lambda items, item: kind([*items, item]))
            yield Claim(f"prepends_{each.word}", both, lambda items, item: kind([item, *items]))
        if isinstance(each.value, list | tuple) and each.value and place > index:
            said = f"joins_{word}_and_{each.word}"
            yield Claim(said, both, lambda items, others: kind([*items, *others]))
    if any(isinstance(each, list | tuple) and each for each in source):
        yield Claim(f"flattens_{word}", places, lambda items: kind(_flat(items)))
    if same(result, kind([source])):
        yield Claim(f"puts_{word}_into_a_{kind.__name__}", places, lambda items: kind([items]))


def _order(
    source: Sequence[Any], result: Sequence[Any]
) -> tuple[str, Callable[[Any], list[Any]]] | None:
    """How a list differs from another one in order and number."""
    if len(source) < _LEAST or list(source) == list(result):
        return None
    fitting = []
    for phrase, change in _ORDERS:
        try:
            if same(change(source), list(result)):
                fitting.append((phrase, change))
        except TypeError:
            continue
    names = [phrase for phrase, _ in fitting]
    if names == ["drops_none_from_{}", "drops_falsy_{}"]:
        return fitting[0]  # None is all that is left out, so the weaker claim holds anyway
    return fitting[0] if len(fitting) == 1 else None


_ORDERS: tuple[tuple[str, Callable[[Any], list[Any]]], ...] = (
    ("sorts_{}", sorted),
    ("sorts_{}_downwards", lambda items: sorted(items, reverse=True)),
    ("reverses_{}", lambda items: list(items)[::-1]),
    ("removes_duplicates_from_{}", lambda items: list(dict.fromkeys(items))),
    ("drops_none_from_{}", lambda items: [each for each in items if each is not None]),
    ("drops_falsy_{}", lambda items: [each for each in items if each]),
    ("drops_the_first_of_{}", lambda items: list(items[1:])),
    ("drops_the_last_of_{}", lambda items: list(items[:-1])),
)


def _flat(items: Sequence[Any]) -> list[Any]:
    return [part for each in items for part in (each if isinstance(each, list | tuple) else [each])]


def _single(
    given: Sequence[Given], index: int, source: Sequence[Any], result: object, words: Sequence[str]
) -> Iterator[Claim]:
    """One value of several: told where no other holds, or where the callable is named after it."""
    if len(source) < _LEAST:
        return
    fitting = []
    for phrase, names, compute in _SINGLE:
        claim = Claim(phrase.format(given[index].word), (index,), compute)
        if claim.holds([each.value for each in given], result):
            fitting.append((claim, bool(names.intersection(words))))
    meant = [claim for claim, is_meant in fitting if is_meant]
    if meant:
        yield meant[0]
    elif len(fitting) == 1 and isinstance(result, str) and is_distinctive(result):
        yield fitting[0][0]


def _of_mapping(
    given: Sequence[Given], index: int, source: dict[Any, Any], result: object
) -> Iterator[Claim]:
    word, places = given[index].word, (index,)
    if isinstance(result, list):
        yield Claim(f"lists_the_keys_of_{word}", places, list)
        yield Claim(f"lists_the_values_of_{word}", places, lambda items: list(items.values()))
        yield Claim(f"lists_the_pairs_of_{word}", places, lambda items: list(items.items()))
    for place, each in enumerate(given):
        if place != index:
            yield from _with_another(given, index, place, each.value, result)
    if isinstance(result, dict) and result and not same(source, result):
        swapped = Claim(f"swaps_keys_and_values_of_{word}", places, _swapped)
        if not swapped.holds([each.value for each in given], source):
            yield swapped


def _with_another(
    given: Sequence[Given], index: int, place: int, other: object, result: object
) -> Iterator[Claim]:
    """What a mapping and another input make."""
    source, word, other_word = given[index].value, given[index].word, given[place].word
    assert isinstance(source, dict)
    both = (index, place)
    if isinstance(other, dict) and other and place > index and isinstance(result, dict):
        yield Claim(f"merges_{word}_and_{other_word}", both, operator.or_)
    elif isinstance(other, str | int) and not isinstance(other, bool) and other in source:
        if is_distinctive(source[other]) and not same(source[other], other):
            yield Claim(f"looks_up_{other_word}", both, operator.getitem)
        if isinstance(result, dict):
            yield Claim(f"removes_{other_word}_from_{word}", both, _without)


def _without(items: dict[Any, Any], key: object) -> dict[Any, Any]:
    return {known: value for known, value in items.items() if known != key}


def _swapped(items: dict[Any, Any]) -> dict[Any, Any]:
    return {value: key for key, value in items.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _of_number(
    word: str, index: int, source: Any, result: Any, words: Sequence[str]
) -> Iterator[Claim]:
    if abs(source) < _LEAST_NUMBER and source == int(source):
        return
    if source < 0 and "abs" in words:
        yield Claim(f"drops_the_sign_of_{word}", (index,), abs)
    elif source > 0:
        yield Claim(f"negates_{word}", (index,), operator.neg)
    if isinstance(source, float) and math.isfinite(source) and not source.is_integer():
        is_down, kind = result < source, type(result)
        change = math.floor if is_down else math.ceil
        said = f"rounds_{word}_{'down' if is_down else 'up'}"
        yield Claim(said, (index,), lambda number: kind(change(number)))


# -- changes ------------------------------------------------------------------------------------------


def change_words(before: object, after: object, given: Sequence[Given], word: str = "items") -> str:
    """How a container was changed in place: ``appends_item``, ``removes_key``; empty where unknown.

    Args:
        before: What it held.
        after: What it holds.
        given: The literals that the call was given.
        word: What it holds, in one word.
    """
    own = [each for each in given if each.is_own]
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return _items_change(list(before), list(after), own, word)
    if isinstance(before, dict) and isinstance(after, dict):
        return _mapping_change(before, after, own)
    if isinstance(before, set) and isinstance(after, set):
        return _set_change(before, after, own, word)
    return ""


def _items_change(before: list[Any], after: list[Any], own: Sequence[Given], word: str) -> str:
    if same(before, after):
        return f"leaves_{word}_unchanged"
    if not after:
        return f"removes_all_{word}" if len(before) > 1 else "removes_the_only_item"
    for each in own:
        if (
            before
            and same([*before, each.value], [each.value, *before])
            and same(after, [*before, each.value])
        ):
            return f"adds_{each.word}"
        if before and same(after, [*before, each.value]):
            return f"appends_{each.word}"
        if before and same(after, [each.value, *before]):
            return f"prepends_{each.word}"
        if not before and same(after, [each.value]):
            return f"adds_{each.word}"
        is_several = isinstance(each.value, list | tuple) and len(each.value) > 0
        if is_several and same(after, [*before, *_listed(each.value)]):
            return f"appends_all_of_{each.word}" if before else f"adds_all_of_{each.word}"
    if len(before) == len(after) + 1:
        if same(after, before[1:]) and not same(after, before[:-1]):
            return "removes_the_first_item"
        if same(after, before[:-1]) and not same(after, before[1:]):
            return "removes_the_last_item"
        for each in own:
            is_there = sum(same(each.value, item) for item in before) == 1
            if is_there and same(after, [item for item in before if item != each.value]):
                return f"removes_{each.word}"
        return "removes_an_item" if _is_part(after, before) else ""
    found = _order(before, after)
    if found is not None:
        return found[0].format(word)
    if len(after) == len(before) + 1 and _is_part(before, after):
        return "adds_an_item"
    return ""


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _is_part(some: list[Any], all_of_them: list[Any]) -> bool:
    """Whether a list is another one without some of its items."""
    rest = iter(all_of_them)
    return all(any(same(each, other) for other in rest) for each in some)


def _mapping_change(before: dict[Any, Any], after: dict[Any, Any], own: Sequence[Given]) -> str:
    if same(before, after):
        return "leaves_mapping_unchanged"
    if not after:
        return "removes_all_keys" if len(before) > 1 else "removes_the_only_key"
    new, gone = (
        [key for key in after if key not in before],
        [key for key in before if key not in after],
    )
    changed = [key for key in after if key in before and not same(after[key], before[key])]
    words = [each.word for each in own if new and len(new) == 1 and same(each.value, new[0])]
    if len(new) == 1 and not gone and not changed:
        return f"adds_{words[0]}" if words else "adds_a_key"
    if len(changed) == 1 and not new and not gone:
        return "replaces_the_value_of_a_key"
    if len(gone) == 1 and not new and not changed:
        return "removes_a_key"
    if new and not gone and not changed:
        return "adds_keys"
    return ""


def _set_change(before: set[Any], after: set[Any], own: Sequence[Given], word: str) -> str:
    if before == after:
        return f"leaves_{word}_unchanged"
    if not after:
        return f"removes_all_{word}" if len(before) > 1 else "removes_the_only_member"
    for each in own:
        is_scalar = isinstance(each.value, str | int | float | bytes)
        if is_scalar and after - before == {each.value} and before <= after:
            return f"adds_{each.word}"
        if is_scalar and before - after == {each.value} and after <= before:
            return f"removes_{each.word}"
    return ""
