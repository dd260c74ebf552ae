"""Which options of a call the name of its test speaks of: those that few other tests of the callable give.

Of one that makes no difference to what is demanded it does so only where nothing else tells the test apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.domain.recipe import Recipe
from aqe.domain.subject import Subject
from aqe.syntax.python.behaviours import Behaviour
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, Given, value_of
from aqe.syntax.python.handed import call_under_test
from aqe.syntax.python.input_classes import option_words
from aqe.syntax.python.names import variable_word
from aqe.syntax.python.shapes import Group

__all__ = ["idle_options", "idle_words", "options_given", "with_telling_options"]

_FEWEST = 3
"""Tests of a callable from which on an option that most of them give is usual."""


def options_given(groups: Sequence[Group]) -> dict[str, Counter[str]]:
    """How many tests of each callable give an option by its name; under the empty name, all its tests."""
    found: dict[str, Counter[str]] = {}
    for group in groups:
        draft = group.drafts[0]
        counts = found.setdefault(draft.case.candidate.subject, Counter())
        counts[""] += 1
        counts.update(name for name, _ in _keywords(draft))
    return found


def with_telling_options(
    behaviour: Behaviour,
    subject: Subject,
    counts: Mapping[str, int],
    idle: frozenset[str] = frozenset(),
) -> Behaviour:
    """A behaviour whose options are in the order of their rarity, without the usual ones beside others.

    What no literal states, such as a pattern, counts as an option too.

    Args:
        behaviour: What a case shows.
        subject: Whose parameters are meant.
        counts: How many tests of the callable give each option.
        idle: Options that make no difference in any case of the test.
    """
    known = subject.callable(behaviour.draft.case.candidate.subject)
    parameters = known.parameters if known is not None else ()
    needed = {each.name for each in parameters if each.default is None}
    stated = {each.keyword for each in behaviour.own}
    given = [
        *(each for each in behaviour.given if not (each.is_own and each.keyword in idle)),
        *(
            Given(variable_word(name), UNKNOWN, True, name)
            for name, _ in _keywords(behaviour.draft)
            if name not in stated | idle
        ),
    ]
    options = {each.keyword for each in given if each.keyword and each.is_own} - needed
    unusual = {each for each in options if not _is_usual(each, counts)}
    shown = unusual or options
    plain = [
        replace(each, keyword="") if each.is_own and each.keyword not in shown else each
        for each in given
    ]
    ordered = sorted(plain, key=lambda each: counts.get(each.keyword, 0) if each.keyword else 0)
    return replace(behaviour, given=tuple(ordered))


def idle_options(drafts: Sequence[Draft]) -> frozenset[str]:
    """The options that make no difference in any case of a test."""
    return frozenset.intersection(*(each.case.idle for each in drafts))


def idle_words(drafts: Sequence[Draft], counts: Mapping[str, int]) -> str:
    """The options that make no difference in any case of a test, as all cases give them, without the usual
    ones beside others: ``with_validate``."""
    given = idle_options(drafts)
    idle = {each for each in given if not _is_usual(each, counts)} or given
    words = {
        option_words(
            [
                Given(variable_word(name), value_of(value), True, name)
                for name, value in _keywords(each)
                if name in idle
            ]
        )
        for each in drafts
    }
    return words.pop() if len(words) == 1 else ""


def _is_usual(option: str, counts: Mapping[str, int]) -> bool:
    tests = counts.get("", 0)
    return tests >= _FEWEST and 2 * counts.get(option, 0) > tests


def _keywords(draft: Draft) -> tuple[tuple[str, Recipe], ...]:
    call = call_under_test(draft)
    return () if call is None else tuple(call.keywords)
