"""What became of the objects of a test, in words: ``appends_item``, ``leaves_size_unchanged``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aqe.domain.recipe import Attribute, Call, Symbol, Variable
from aqe.domain.subject import CallableKind, CallableSubject
from aqe.domain.suite import RESULT, Assertion
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, Given, value_of
from aqe.syntax.python.input_classes import is_emptyish
from aqe.syntax.python.item_relations import change_words
from aqe.syntax.python.names import snake, variable_word
from aqe.syntax.python.objects import before, held_items, items_of, stated
from aqe.syntax.python.relation_words import is_distinctive, same
from aqe.syntax.python.spoken_objects import spoken_object
from aqe.syntax.recipe_trees import walk

__all__ = ["changes_of"]

_OF_DOUBLES = frozenset({"mock_calls", "__name__"})
"""Attributes that say something else than the state of an object."""


def changes_of(draft: Draft, known: CallableSubject | None, given: Sequence[Given]) -> list[str]:
    """Claims about the objects that a test looks at after the call, in the order of its demands."""
    found: list[str] = []
    for each in draft.assertions:
        phrase = _change(draft, known, given, each)
        if phrase:
            found.append(phrase)
    owners = {_owner(each) for each in draft.assertions}
    is_kept = len(found) > 1 and all(_UNCHANGED.fullmatch(each) for each in found)
    if is_kept and len(found) == len(draft.assertions) and len(owners) == 1:
        found.insert(0, f"leaves_{owners.pop()}_unchanged")
    return found


_UNCHANGED = re.compile(r"leaves_\w+_unchanged|keeps_the_length")


def _owner(assertion: Assertion) -> str:
    """The variable whose state is demanded."""
    names = [each.name for each in walk(assertion.place or RESULT) if isinstance(each, Variable)]
    return names[0] if names else ""


def _change(
    draft: Draft, known: CallableSubject | None, given: Sequence[Given], assertion: Assertion
) -> str:
    expected = value_of(assertion.expected)
    match assertion.place:
        case Call(callee=Symbol(module="builtins", name="list"), arguments=(Variable() as owner,)):
            held = before(draft, owner)
            if owner == RESULT or held is None or held.items is None:
                return ""
            return change_words(stated(held.items), expected, given)
        case Call(callee=Symbol(module="builtins", name="dict"), arguments=(Variable() as owner,)):
            held = before(draft, owner)
            if owner == RESULT or held is None or held.pairs is None:
                return ""
            return change_words(stated(held.pairs), expected, given)
        case Call(callee=Symbol(module="builtins", name="str"), arguments=(Variable() as owner,)):
            return _told_by_text(draft, owner, expected, given)
        case Call(callee=Symbol(module="builtins", name="len"), arguments=(Variable() as owner,)):
            return _size_change(draft, owner, expected)
        case Attribute(owner=Variable() as owner, name=name) if name not in _OF_DOUBLES:
            return _attribute(draft, known, given, owner, name, expected)
        case Variable(name=name) as place if place != RESULT:
            old = held_items(draft, place)
            if expected is UNKNOWN and assertion.expected is not None:
                expected = items_of(assertion.expected)
            else:
                old = stated(before(draft, place))
            if old is UNKNOWN or expected is UNKNOWN:
                return ""
            others = [each for each in given if not same(each.value, old)]
            return change_words(old, expected, others, name)
    return ""


def _told_by_text(draft: Draft, owner: Variable, text: object, given: Sequence[Given]) -> str:
    """What became of the items of an object whose text holds them: ``Box(['pen'], size=1)``."""
    held = before(draft, owner)
    spoken = spoken_object(text) if isinstance(text, str) else None
    if owner == RESULT or held is None or held.items is None or spoken is None:
        return ""
    items = spoken.items
    if items is None:
        return ""
    words = change_words(stated(held.items), items, given)
    # Of a mapping only the keys were looked at: a value may have changed.
    return "" if _UNCHANGED.fullmatch(words) and spoken.is_mapping else words


def _size_change(draft: Draft, owner: Variable, expected: object) -> str:
    held = before(draft, owner)
    if owner == RESULT or held is None or held.length is None or not isinstance(expected, int):
        return ""
    if expected == held.length:
        return "keeps_the_length"
    if expected == 0:
        return "empties_it"
    return "grows" if expected > held.length else "shrinks"


def _attribute(
    draft: Draft,
    known: CallableSubject | None,
    given: Sequence[Given],
    owner: Variable,
    name: str,
    expected: object,
) -> str:
    word = snake(name)
    equal = [each for each in given if same(each.value, expected)]
    is_construction = known is not None and known.kind is CallableKind.CONSTRUCTOR
    if owner == RESULT:
        own = [each for each in equal if each.is_own]
        if len(own) == 1 and (own[0].word == word or is_distinctive(expected)):
            if own[0].word in (word, variable_word(name)):
                return f"{'stores' if is_construction else 'keeps'}_{word}"
            return f"stores_{own[0].word}_as_{word}"
        if is_construction and is_emptyish(expected) and not equal:
            return f"starts_without_{word}"
        return ""
    old = _attribute_before(draft, owner, name)
    own = [each for each in equal if each.is_own]
    if old is UNKNOWN:
        return f"sets_{word}" if len(own) == 1 and is_distinctive(expected) else ""
    if same(old, expected):
        return f"leaves_{word}_unchanged"
    if isinstance(old, list | dict | set) and isinstance(expected, list | dict | set):
        return change_words(old, expected, given, word) or f"updates_{word}"
    if is_emptyish(expected) or expected is None:
        return f"clears_{word}"
    if len(own) == 1:
        return f"sets_{word}"
    if _is_number(old) and _is_number(expected):
        assert isinstance(old, int | float)
        assert isinstance(expected, int | float)
        return f"increases_{word}" if expected > old else f"decreases_{word}"
    return f"updates_{word}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _attribute_before(draft: Draft, owner: Variable, name: str) -> object:
    held = before(draft, owner)
    return UNKNOWN if held is None else stated(dict(held.attributes).get(name))
