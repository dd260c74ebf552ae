"""What a test shows, in words: what its name says behind the callable.

Every phrase is a claim that the test bears out: it is made from what is demanded, from the values that were
handed in, and from the state of objects before and after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aqe.domain.candidate import Statement, StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Operation, Symbol, Variable
from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.suite import RESULT, Assertion, AssertionKind
from aqe.syntax.python.demands import error_words, kept_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, Given, given_in, is_comparing, result_of, value_of
from aqe.syntax.python.input_classes import class_words, general_words, is_emptyish, kind_words
from aqe.syntax.python.item_relations import change_words
from aqe.syntax.python.names import callable_words, snake
from aqe.syntax.python.objects import (
    receiver_items,
    result_items,
)
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.refusals import condition_words, message_words, refused_words
from aqe.syntax.python.relation_words import plural, same
from aqe.syntax.python.relations import claims
from aqe.syntax.python.state_changes import changes_of
from aqe.syntax.recipe_trees import is_literal

__all__ = ["Behaviour", "behaviour_of"]

_ASKING = frozenset(
    """is has can may should must are was were does do did will needs wants supports contains includes
    matches accepts allows exists valid check validate startswith endswith issubset issuperset
    isdisjoint isdigit isalpha islower isupper""".split()
)
"""First words of callables that answer yes or no."""
_LOOKUPS = frozenset({"key_error", "index_error", "lookup_error"})
_VALUE_ERRORS = frozenset({"value_error", "type_error", "overflow_error"})


_RAISING = frozenset({StatementForm.RAISE_WITHIN, StatementForm.ASYNC_RAISE_WITHIN})


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a draft shows."""

    draft: Draft
    given: tuple[Given, ...]
    phrases: tuple[str, ...]
    """Claims, most telling first; none where only the value could be told."""

    is_asking: bool
    """Whether the callable is named after a question: ``is_valid``."""

    @property
    def own(self) -> list[Given]:
        """What the call under test was given itself."""
        return [each for each in self.given if each.is_own]

    @property
    def result(self) -> object:
        """The value that is demanded of the whole result."""
        return result_of(self.draft)


def behaviour_of(draft: Draft, subject: Subject, words: Words) -> Behaviour:
    """What a draft shows, in words."""
    given = given_in(draft, words)
    known = subject.callable(draft.case.candidate.subject)
    phrases = [each for each in _phrases(draft, subject, known, given, words) if each]
    name = draft.case.candidate.subject.rpartition(".")[2]
    is_asking = callable_words(name).split("_")[0] in _ASKING
    return Behaviour(draft, tuple(given), tuple(dict.fromkeys(phrases)), is_asking)


def _phrases(
    draft: Draft,
    subject: Subject,
    known: CallableSubject | None,
    given: list[Given],
    words: Words,
) -> list[str]:
    for each in draft.assertions:
        if each.kind is AssertionKind.RAISES:
            return _refusals(draft, subject, given, each)
    swallowed = _swallowed(draft)
    if swallowed:
        return [swallowed]
    if draft.assertions and all(each.is_kept for each in draft.assertions):
        return [kept_words(draft.assertions[0])]
    found: list[str] = []
    for each in draft.assertions:
        if each.kind is AssertionKind.WARNS and isinstance(each.expected, Symbol):
            name = each.expected.name
            about = {
                "DeprecationWarning": "deprecation",
                "PendingDeprecationWarning": "deprecation",
            }
            word = about.get(name)
            found.append(f"warns_about_{word}" if word else f"gives_{snake(name)}")
    name = known.name if known is not None else draft.case.candidate.subject.rpartition(".")[2]
    parts = callable_words(name).split("_")
    result = result_of(draft)
    if result is not UNKNOWN:
        found += [each.phrase for each in claims(given, result, parts)]
        found += _answers(draft, parts, given, result)
        found += _emptiness(draft, given, result)
    else:
        found += _item_phrases(draft, given, parts)
        found += _handed_back(draft, words)
    found += _held(draft, result, parts)
    found += _like_its_object(draft)
    found += _alike(draft)
    changes = changes_of(draft, known, given)
    return [*found, *_all_stored(changes), *changes]


def _all_stored(changes: Sequence[str]) -> list[str]:
    """That a construction keeps several of its arguments, of which one would be named by chance."""
    stored = [each for each in changes if each.startswith("stores_") and "_as_" not in each]
    if len(stored) < _SEVERAL:
        return []
    if len(stored) > _SEVERAL:
        return ["stores_its_arguments"]
    return [f"{stored[0]}_and_{stored[1].removeprefix('stores_')}"]


def _like_its_object(draft: Draft) -> list[str]:
    """The result is demanded to be equal to what the object is in the end, as that of a copy is."""
    act = draft.statements[draft.act].expression
    match act:
        case Call(callee=Attribute(owner=Variable(name=name))):
            owner = Variable(name)
        case _:
            return []
    results = [each.expected for each in draft.assertions if each.place == RESULT]
    states = [each.expected for each in draft.assertions if each.place == owner]
    is_object = bool(results) and isinstance(results[0], Call)
    return [f"equals_{owner.name}"] if is_object and results == states else []


def _alike(draft: Draft) -> list[str]:
    """What is asked of an object is demanded to be the same of an equal one, as its hash is."""
    match draft.statements[draft.act].expression:
        case Operation(
            name="eq",
            operands=(
                Call(callee=Symbol() as one, arguments=(_,)),
                Call(callee=other, arguments=(Call(callee=Symbol(name=made)),)),
            ),
        ) if one == other and any(value_of(each.expected) is True for each in draft.assertions):
            return [f"is_the_same_for_equal_{plural(snake(made.rpartition('.')[2]))}"]
    return []


def _handed_back(draft: Draft, words: Words) -> list[str]:
    """The result is demanded as the very object that was handed in, made once more."""
    act = draft.statements[draft.act].expression
    call = act.operand if isinstance(act, Await) else act
    if not isinstance(call, Call):
        return []
    values = (*call.arguments, *(value for _, value in call.keywords))
    return [
        f"returns_an_equal_{word}"
        for word, value in zip(words.of_call(call), values, strict=True)
        if word and isinstance(value, Call)
        for each in draft.assertions
        if each.place == RESULT and each.expected == value
    ][:1]


def _item_phrases(draft: Draft, given: list[Given], parts: list[str]) -> list[str]:
    """What the items of a result are to those of the receiver, or to the inputs."""
    items = result_items(draft)
    if items is UNKNOWN:
        return []
    held = receiver_items(draft, as_pairs=isinstance(items, dict))
    found = []
    is_query = isinstance(draft.statements[draft.act].expression, Operation)
    if held is not UNKNOWN and not is_query and (words := change_words(held, items, given)):
        found.append("keeps_the_items" if words in _SAME_ITEMS else words)
    typed = [each.phrase for each in claims(given, items, parts)]
    found += [each for each in typed if not each.startswith(("turns_", "puts_", "leaves_"))]
    return [*found, "is_empty"] if is_emptyish(items) else found


_SAME_ITEMS = ("leaves_items_unchanged", "leaves_mapping_unchanged")


def _held(draft: Draft, result: object, parts: list[str]) -> list[str]:
    """What a single value is to the items of the receiver: told where the callable is named after it."""
    items = receiver_items(draft)
    if not isinstance(items, list) or len(items) < _SEVERAL or result is UNKNOWN:
        return []
    for phrase, names, place in _ENDS:
        if names.intersection(parts) and same(items[place], result):
            return [phrase] if not same(items[0], items[-1]) else []
    return []


_SEVERAL = 2
_ENDS = (
    ("is_the_first_item", frozenset({"first", "head", "left", "front", "popleft"}), 0),
    ("is_the_last_item", frozenset({"last", "tail", "right", "back", "pop"}), -1),
)
"""Ends of a sequence, and words of the names of callables that give them."""


# -- exceptions ---------------------------------------------------------------------------------------


def _refusals(
    draft: Draft, subject: Subject, given: list[Given], assertion: Assertion
) -> list[str]:
    error = error_words(assertion)
    if draft.statements[assertion.statement].form in _RAISING:
        return [f"lets_{error}_through"]
    own = [each for each in given if each.is_own]
    found: list[str] = []
    missing = _missing(given) or _missed(draft, own)
    if error == "index_error":
        found += _out_of_range(draft, own, error)
    if error in _LOOKUPS and missing:
        is_place = error == "index_error" and any(type(each.value) is int for each in own)
        if not any(found) or not is_place:
            told = f"{missing}_out_of_range" if is_place else f"missing_{missing}"
            found.append(f"raises_{error}_for_{told}")
    when = condition_words(draft, subject)
    if len(own) == 1 and _is_refusal(error):
        found.append(_rejected(draft, own[0], error, assertion))
    found += refused_words(draft, subject)
    if when:
        found.append(f"raises_{error}_{when}")
    elif _is_refusal(error) and not any(found):
        found += [f"rejects_{each}" for each in _undecodable(given, error)]
    found += message_words(draft, subject, error)
    if error == "key_error" and not any(found):
        found += _out_of_range(draft, own, error)
    return found


def _swallowed(draft: Draft) -> str:
    """What was raised inside of a context and did not come out: ``suppresses_key_error``."""
    match draft.statements[draft.act]:
        case Statement(form=form, place=Call(callee=Symbol(name=name))) if form in _RAISING:
            return f"suppresses_{snake(name.rpartition('.')[2])}"
    return ""


def _is_refusal(error: str) -> bool:
    """Whether an exception says that an input was not right."""
    return error in _VALUE_ERRORS or error.startswith("unicode_")


def _undecodable(given: Sequence[Given], error: str) -> list[str]:
    """The only input that is no ASCII, where a codec could not go on."""
    if not error.startswith("unicode_"):
        return []
    found = [words for each in given if (words := class_words(each)).startswith("non_ascii_")]
    return found if len(found) == 1 else []


def _missed(draft: Draft, own: Sequence[Given]) -> str:
    """The word of a key that the message of a failed lookup consists of."""
    failure = draft.case.run.failure
    if failure is None:
        return ""
    fitting = [each.word for each in own if failure.message == repr(each.value)]
    return fitting[0] if len(fitting) == 1 else ""


def _out_of_range(draft: Draft, own: Sequence[Given], error: str) -> list[str]:
    """A lookup that failed because nothing is there, or not so much."""
    failure = draft.case.run.failure
    if receiver_items(draft) in ([], (), {}):
        return [f"raises_{error}_when_empty"]
    numbers = [each for each in own if type(each.value) is int]
    if failure is not None and "out of range" in failure.message and len(numbers) == 1:
        return [f"raises_{error}_for_{numbers[0].word}_out_of_range"]
    return []


def _rejected(draft: Draft, given: Given, error: str, assertion: Assertion) -> str:
    """The only input, where what is special about it is why it is refused."""
    held = receiver_items(draft)
    if error == "type_error":
        # What is refused is the type, which the message names.
        kind = type(given.value).__name__
        failure = draft.case.run.failure
        text = assertion.text or (failure.message if failure is not None else "")
        is_named = re.search(rf"\b{kind}\b", text) is not None
        # Of two things that do not go together, the input need not be one.
        is_operator = isinstance(draft.statements[draft.act].expression, Operation)
        is_named = is_named and (is_operator or "between instances" not in text)
        if given.value is None:
            return f"rejects_{class_words(given)}"
        return f"rejects_{kind_words(given.value)}_as_{given.word}" if is_named else ""
    is_scalar = isinstance(given.value, str | int | float | None)
    is_lookup = bool(_LOOKING.intersection(_name_parts(draft)))
    if (
        is_lookup
        and error != "index_error"
        and isinstance(held, list)
        and held
        and is_scalar
        and given.value not in held
    ):
        return f"raises_{error}_for_missing_{given.word}"
    words = class_words(given)
    return f"rejects_{words}" if words else ""


def _name_parts(draft: Draft) -> list[str]:
    """The words of the name of the callable under test."""
    return callable_words(draft.case.candidate.subject.rpartition(".")[2]).split("_")


_LOOKING = frozenset({"remove", "index", "find", "get", "pop", "delete", "discard", "item"})
"""Words of callables that look for what they are given."""


def _missing(given: Sequence[Given]) -> str:
    """The word of a key that no container has in which it could be looked for."""
    containers = [each.value for each in given if isinstance(each.value, dict)]
    for each in given:
        if not each.is_own or not isinstance(each.value, str | int) or isinstance(each.value, bool):
            continue
        if containers and not any(each.value in container for container in containers):
            return each.word
    return ""


# -- results ------------------------------------------------------------------------------------------


def _answers(
    draft: Draft, parts: Sequence[str], given: Sequence[Given], result: object
) -> list[str]:
    """Yes and no, and nothing found."""
    own = [each for each in given if each.is_own]
    if result is None:
        missing = _missing(given)
        return [f"finds_nothing_for_missing_{missing}"] if missing else []
    if not isinstance(result, bool):
        return []
    act = draft.statements[draft.act].expression
    match act:
        case Operation(name="contains"):
            word = own[0].word if own else "item"
            return [f"finds_{word}" if result else f"does_not_find_{word}"]
        case Operation(name="eq" | "ne" | "lt" | "le" | "gt" | "ge") if is_comparing(draft):
            return _comparison(act, result)
    if not own:
        return ["is_true" if result else "is_false"] if parts[0] in _ASKING else []
    if parts[0] not in _ASKING:
        return []
    verb = "accepts" if result else "rejects"
    words = [class_words(own[0]), general_words(own[0])] if len(own) == 1 else []
    return [*(f"{verb}_{each}" for each in words if each), f"{verb}_{own[0].word}"]


def _comparison(act: Operation, result: bool) -> list[str]:
    """A comparison that holds or not, told with what is compared and without."""
    holds = "holds" if result else "does_not_hold"
    return [*_compared(act, holds), holds]


def _compared(act: Operation, holds: str) -> list[str]:
    left, right = act.operands[0], act.operands[1]
    if is_literal(right):
        value = value_of(right)
        return [f"{holds}_for_{'none' if value is None else kind_words(value)}"]
    if left == right:
        return [f"{holds}_for_the_same_object"]
    return []


def _emptiness(draft: Draft, given: Sequence[Given], result: object) -> list[str]:
    if not is_emptyish(result):
        return []
    held = receiver_items(draft)
    is_item = isinstance(held, list) and any(same(each, result) for each in held)
    if is_item or any(not each.is_own and same(each.value, result) for each in given):
        return []  # an empty item comes out: nothing was emptied
    own = [each for each in given if each.is_own]
    main = own[0] if own else None
    if main is None:
        return ["is_empty"]
    words = class_words(main)
    if len(own) == 1 and words:
        return [f"of_{words}_is_empty"]
    return ["is_empty"]
