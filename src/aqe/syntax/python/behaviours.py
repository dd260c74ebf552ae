"""What a test shows, in words: what its name says behind the callable.

Every phrase is a claim that the test bears out: it is made from what is demanded, from the values that were
handed in, and from the state of objects before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Attribute, Call, Operation, Recipe, Symbol, Variable
from aqe.domain.run import Snapshot
from aqe.domain.subject import CallableKind, CallableSubject, Subject
from aqe.domain.suite import RESULT, Assertion, AssertionKind
from aqe.syntax.python.demands import error_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, Given, given_in, result_of, value_of
from aqe.syntax.python.input_classes import class_words, is_emptyish
from aqe.syntax.python.item_relations import change_words
from aqe.syntax.python.names import callable_words, snake, variable_word
from aqe.syntax.python.parsing import parse_literal
from aqe.syntax.python.refusals import refusal_words
from aqe.syntax.python.relation_words import is_distinctive, same
from aqe.syntax.python.relations import claims
from aqe.syntax.python.shapes import Words
from aqe.syntax.recipe_trees import is_literal

__all__ = ["Behaviour", "behaviour_of"]

_ASKING = frozenset(
    """is has can may should must are was were does do did will needs wants supports contains includes
    matches accepts allows exists valid check validate startswith endswith""".split()
)
"""First words of callables that answer yes or no."""
_LOOKUPS = frozenset({"key_error", "index_error", "lookup_error"})
_VALUE_ERRORS = frozenset({"value_error", "type_error", "overflow_error"})


_RAISING = frozenset({StatementForm.RAISE_WITHIN, StatementForm.ASYNC_RAISE_WITHIN})
_OF_DOUBLES = frozenset({"mock_calls", "__name__"})
"""Attributes that say something else than the state of an object."""


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
    phrases = [each for each in _phrases(draft, subject, known, given) if each]
    name = draft.case.candidate.subject.rpartition(".")[2]
    is_asking = callable_words(name).split("_")[0] in _ASKING
    return Behaviour(draft, tuple(given), tuple(dict.fromkeys(phrases)), is_asking)


def _phrases(
    draft: Draft, subject: Subject, known: CallableSubject | None, given: list[Given]
) -> list[str]:
    for each in draft.assertions:
        if each.kind is AssertionKind.RAISES:
            return _refusals(draft, subject, given, each)
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
        found += _emptiness(given, result)
    found += _changes(draft, known, given)
    return found


# -- exceptions ---------------------------------------------------------------------------------------


def _refusals(
    draft: Draft, subject: Subject, given: list[Given], assertion: Assertion
) -> list[str]:
    error = error_words(assertion)
    if draft.statements[assertion.statement].form in _RAISING:
        return [f"lets_{error}_through"]
    own = [each for each in given if each.is_own]
    found: list[str] = []
    missing = _missing(given)
    if error in _LOOKUPS and missing:
        found.append(f"raises_{error}_for_missing_{missing}")
    when = refusal_words(draft, subject)
    special = [words for each in own if (words := class_words(each))]
    if len(own) == 1 and len(special) == 1 and error in _VALUE_ERRORS:
        found.append(f"rejects_{special[0]}")
    if when:
        found.append(f"raises_{error}_{when}")
    return found


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
        case Operation(name="eq" | "ne" | "lt" | "le" | "gt" | "ge"):
            return _comparison(act, result)
    if not own:
        return ["is_true" if result else "is_false"] if parts[0] in _ASKING else []
    if parts[0] not in _ASKING:
        return []
    verb = "accepts" if result else "rejects"
    special = [words for each in own if (words := class_words(each))]
    return [f"{verb}_{special[0]}"] if len(own) == 1 and special else []


def _comparison(act: Operation, result: bool) -> list[str]:
    holds = "holds" if result else "does_not_hold"
    left, right = act.operands[0], act.operands[1]
    if is_literal(right):
        value = value_of(right)
        kind = "none" if value is None else variable_word(type(value).__name__)
        return [f"{holds}_for_{kind}" if kind == "none" else f"{holds}_for_a_plain_{kind}"]
    if left == right:
        return [f"{holds}_for_the_same_object"]
    return [f"{holds}_between_objects"] if isinstance(right, Variable | Call) else []


def _emptiness(given: Sequence[Given], result: object) -> list[str]:
    if not is_emptyish(result):
        return []
    own = [each for each in given if each.is_own]
    main = own[0] if own else None
    if main is None:
        return ["is_empty"]
    words = class_words(main)
    if len(own) == 1 and words:
        return [f"of_{words}_is_empty"]
    return ["is_empty"]


# -- state --------------------------------------------------------------------------------------------


def _changes(draft: Draft, known: CallableSubject | None, given: Sequence[Given]) -> list[str]:
    found: list[str] = []
    for each in draft.assertions:
        phrase = _change(draft, known, given, each)
        if phrase:
            found.append(phrase)
    return found


def _change(
    draft: Draft, known: CallableSubject | None, given: Sequence[Given], assertion: Assertion
) -> str:
    expected = value_of(assertion.expected)
    match assertion.place:
        case Call(callee=Symbol(module="builtins", name="list"), arguments=(Variable() as owner,)):
            before = _snapshot(draft, owner)
            if owner == RESULT or before is None or before.items is None:
                return ""
            return change_words(_stated(before.items), expected, given)
        case Call(callee=Symbol(module="builtins", name="len"), arguments=(Variable() as owner,)):
            return _size_change(draft, owner, expected)
        case Attribute(owner=Variable() as owner, name=name) if name not in _OF_DOUBLES:
            return _attribute(draft, known, given, owner, name, expected)
        case Variable(name=name) as place if place != RESULT:
            stated = [each for each in draft.statements if each.target == name]
            before_value = value_of(stated[-1].expression) if stated else UNKNOWN
            if before_value is UNKNOWN or expected is UNKNOWN:
                return ""
            others = [each for each in given if not same(each.value, before_value)]
            return change_words(before_value, expected, others, name)
    return ""


def _size_change(draft: Draft, owner: Variable, expected: object) -> str:
    before = _snapshot(draft, owner)
    if owner == RESULT or before is None or before.length is None or not isinstance(expected, int):
        return ""
    if expected == before.length:
        return "keeps_the_length"
    if expected == 0:
        return "empties_it"
    return "grows" if expected > before.length else "shrinks"


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
    before = _attribute_before(draft, owner, name)
    if before is UNKNOWN:
        return f"sets_{word}"
    if same(before, expected):
        return f"leaves_{word}_unchanged"
    if isinstance(before, list | dict | set) and isinstance(expected, list | dict | set):
        return change_words(before, expected, given, word) or f"updates_{word}"
    if is_emptyish(expected) or expected is None:
        return f"clears_{word}"
    is_number = isinstance(before, int | float) and not isinstance(before, bool)
    own = [each for each in equal if each.is_own]
    if len(own) == 1:
        return f"sets_{word}"
    if is_number and isinstance(expected, int | float) and not isinstance(expected, bool):
        assert isinstance(before, int | float)
        return f"increases_{word}" if expected > before else f"decreases_{word}"
    return f"updates_{word}"


def _attribute_before(draft: Draft, owner: Variable, name: str) -> object:
    before = _snapshot(draft, owner)
    found = None if before is None else dict(before.attributes).get(name)
    return UNKNOWN if found is None else _stated(found)


def _snapshot(draft: Draft, owner: Variable) -> Snapshot | None:
    """What a variable held when the test bound it."""
    bound = [place for place, each in enumerate(draft.statements) if each.target == owner.name]
    if not bound:
        return None
    return dict(draft.shown).get(bound[-1])


def _stated(snapshot: Snapshot) -> object:
    if snapshot.kind != "literal" or snapshot.source is None:
        return UNKNOWN
    recipe: Recipe | None = parse_literal(snapshot.source)
    return UNKNOWN if recipe is None else value_of(recipe)
