"""What a result is to the values that were handed in: the same, sorted, stripped, joined.

A relation is a claim that can be computed: what the result would have to be, given the inputs. It is told
only where it says something, which it does not where another claim of the same strength holds as well
(``"a"`` is ``"a"`` reversed), or where the value is so common that it may be met by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aqe.syntax.python.given import Given
from aqe.syntax.python.item_relations import item_claims
from aqe.syntax.python.relation_words import Claim, is_distinctive, same
from aqe.syntax.python.text_relations import text_claims

__all__ = ["claims", "common_claim"]

_DEFAULTS = frozenset({"default", "fallback", "otherwise", "alternative", "placeholder", "fill"})
"""Words for what is returned where nothing else is there."""


def claims(given: Sequence[Given], result: object, words: Sequence[str] = ()) -> list[Claim]:
    """What holds of a result, most telling first; empty where nothing is known.

    Args:
        given: The literals that the calls were given.
        result: What the call under test returned.
        words: Words of the name of the callable: they decide between claims that hold by chance.
    """
    own = [index for index, each in enumerate(given) if each.is_own]
    found: list[Claim] = []
    found += _handed_through(given, own, result)
    if not any(same(each.value, result) for each in given):
        # What was handed in as it is was hardly made from something else.
        found += text_claims(given, own, result)
    found += item_claims(given, own, result, words)
    values = [each.value for each in given]
    return [each for each in found if each.holds(values, result)]


def common_claim(
    rows: Sequence[tuple[Sequence[Given], object]], words: Sequence[str] = ()
) -> Claim | None:
    """What holds of the results of all rows, and says something for at least half of them."""
    first = _same_input(rows)
    if first is not None:
        return first
    counts: dict[str, int] = {}
    known: dict[str, Claim] = {}
    for given, result in rows:
        for claim in claims(given, result, words):
            known.setdefault(claim.phrase, claim)
            counts[claim.phrase] = counts.get(claim.phrase, 0) + 1
    for phrase in sorted(counts, key=lambda each: -counts[each]):
        claim = known[phrase]
        if 2 * counts[phrase] < len(rows):
            break
        if all(claim.holds([each.value for each in given], result) for given, result in rows):
            return claim
    return None


def _handed_through(given: Sequence[Given], own: Sequence[int], result: object) -> Iterator[Claim]:
    """The result is one of the inputs."""
    equal = [index for index in range(len(given)) if same(given[index].value, result)]
    if len(equal) != 1 or not is_distinctive(result):
        return
    yield from _claimed(given, own, equal[0])


def _claimed(given: Sequence[Given], own: Sequence[int], index: int) -> Iterator[Claim]:
    word = given[index].word
    if not _DEFAULTS.isdisjoint(word.split("_")):
        yield Claim(f"falls_back_to_{word}", (index,), _itself)
    elif not given[index].is_own:
        if given[index].is_named:
            yield Claim(f"gives_back_{word}", (index,), _itself)
    elif index == own[0]:
        yield Claim(f"leaves_{word}_unchanged", (index,), _itself)
    else:
        yield Claim(f"returns_the_given_{word}", (index,), _itself)


def _same_input(rows: Sequence[tuple[Sequence[Given], object]]) -> Claim | None:
    """The result is the same input in all rows; no other one would do."""
    count = min(len(given) for given, _ in rows)
    fitting = [
        index
        for index in range(count)
        if all(same(given[index].value, result) for given, result in rows)
    ]
    if len(fitting) != 1 or not any(is_distinctive(result) for _, result in rows):
        return None
    given = rows[0][0]
    own = [index for index, each in enumerate(given) if each.is_own]
    return next(_claimed(given, own, fitting[0]), None)


def _itself(value: object) -> object:
    return value
