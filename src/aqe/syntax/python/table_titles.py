"""Names of parametrised tests: what their cases have in common."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.recipe import Attribute, Call, Literal, Recipe, Symbol, Variable
from aqe.domain.suite import RESULT, Assertion, AssertionKind
from aqe.syntax.python.behaviours import Behaviour
from aqe.syntax.python.conditions import shared_conditions
from aqe.syntax.python.demands import demanded_words, error_words, sort_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, value_of
from aqe.syntax.python.names import callable_words, slug, snake, value_words
from aqe.syntax.python.relations import common_claim
from aqe.syntax.python.shapes import Group
from aqe.syntax.python.spoken_objects import spoken_object
from aqe.syntax.python.taken_ways import with_caught
from aqe.syntax.recipe_trees import walk

__all__ = ["AS_DOCUMENTED", "inputs_of", "is_surrounding", "kind_words", "table_suffixes"]

AS_DOCUMENTED = "as_documented"
_REFUSING = frozenset({"value_error", "type_error", "overflow_error", "assertion_error"})
"""Exceptions that say that an input was not right."""
_MOST_SHOWN = 2
"""Inputs that a name enumerates."""


def table_suffixes(
    group: Group,
    behaviours: Sequence[Behaviour],
    decided: Sequence[str] = (),
    caught: str = "",
    idle: str = "",
) -> list[str]:
    """What may stand behind the callable in the name of a table; nothing where it is the callable that all
    cases are about, and no more.

    Args:
        group: The cases of the table.
        behaviours: What each of them shows.
        decided: Conditions of the source that set them apart from other tests.
        caught: What the callable caught in all cases.
        idle: Options that make no difference in any of them.
    """
    heads = _common(group, behaviours)
    about = "_and_".join(inputs_of(group))
    draft = group.template
    documented = "documented_" if "documented" in draft.case.basis else ""
    kind = kind_words(group)
    if not heads and UNKNOWN in [each.result for each in behaviours] and _is_news(kind, draft):
        heads = [kind]
    found = [with_caught(head, caught) for head in heads[:1] or [""] if caught]
    found += heads
    for head in heads or [""]:
        shared = [*decided, *shared_conditions(behaviours, head)]
        found += [f"{head}_{each}".strip("_") for each in shared]
    if not heads:
        found.insert(0, AS_DOCUMENTED if documented else _depending(group, behaviours))
        found.insert(1, next((each for each in found if each.startswith("with")), ""))
        found[2:2] = [idle, f"by_{about}"]
    head = heads[0] if heads else kind or sort_words(group.drafts[0])
    found += [
        f"{head}_{AS_DOCUMENTED}" if documented else "",
        f"{documented}{head}",
        f"{head}_{idle}" if idle else "",
        f"{head}_by_{rest}" if (rest := _unsaid(inputs_of(group), head)) else "",
        "" if rest else _each(inputs_of(group), head),
        f"{head}_by_{about}",
        f"{documented}{head}_by_{about}",
        f"{_verbs(draft)}_{head}_by_{about}",
    ]
    return [each for place, each in enumerate(dict.fromkeys(found)) if each or not place]


def _is_news(kind: str, draft: Draft) -> bool:
    """Whether the sort of a result says more than the name of the callable does."""
    name = callable_words(draft.case.candidate.subject).replace("_", "")
    return bool(kind) and kind.partition("_")[2].replace("_", "") not in name


def _unsaid(inputs: Sequence[str], head: str) -> str:
    """The inputs that the head of a name does not speak of."""
    return "_and_".join(each for each in inputs if each not in head)


def _each(inputs: Sequence[str], head: str) -> str:
    """The head of a name that speaks of the only input, of all its values: ``appends_each_item``."""
    before, word, after = f"_{head}_".rpartition(f"_{inputs[0]}_")
    if not word or len(inputs) > 1 or inputs[0].endswith("s"):
        return ""
    return f"{before}_each{word}{after}".strip("_")


def _depending(group: Group, behaviours: Sequence[Behaviour]) -> str:
    """The only input that varies, where it is an option and every value of it leads to another result:
    ``depends_on_salt``."""
    inputs = inputs_of(group)
    results = [repr(each.result) for each in behaviours]
    is_known = all(each.result is not UNKNOWN for each in behaviours)
    options = {given.word for each in behaviours for given in each.given if given.keyword}
    if len(inputs) != 1 or inputs[0] not in options or not is_known:
        return ""
    return f"depends_on_{inputs[0]}" if len(set(results)) == len(results) else ""


def _common(group: Group, behaviours: Sequence[Behaviour]) -> list[str]:
    """Claims that hold of all cases."""
    drafts = group.drafts
    phrases = [
        each
        for each in behaviours[0].phrases
        if all(each in other.phrases for other in behaviours[1:])
    ]
    if any(each.kind is AssertionKind.RAISES for each in drafts[0].assertions):
        return _refused(group, phrases)
    results = [each.result for each in behaviours]
    if UNKNOWN not in results:
        rows = [(each.given, each.result) for each in behaviours]
        claim = common_claim(rows)
        if claim is not None:
            phrases.append(claim.phrase)
        if all(each is True for each in results) or all(each is False for each in results):
            phrases += _answered(group, bool(results[0]), behaviours)
    varying = _varying(group)
    if varying is not None and varying.place != RESULT and (said := _affected(group, varying)):
        _, _, name = said.partition("_")
        known = [each for each in phrases if each.endswith(f"_{name}") and "unchanged" not in each]
        is_weak = said in ("has_length", "yields_items") or said.startswith(("shows_", "is_shown_"))
        leading = known[:1] or ([] if is_weak and phrases else [said])
        rest = [each for each in phrases if each not in leading]
        phrases = [*leading, *rest] if UNKNOWN in results else [*rest, *leading]
    demanded = {demanded_words(each) for each in drafts}
    if varying is None and len(demanded) == 1 and not (phrases and isinstance(results[0], bool)):
        alike = sort_words(drafts[0]) or _short(demanded.pop(), drafts[0])
        phrases += [alike] if alike and (sort_words(drafts[0]) or not phrases) else []
    return list(dict.fromkeys(phrases))


def _short(words: str, draft: Draft) -> str:
    """What all cases demand, where its value is a word or two: a reader of the table sees it once.

    Parts of an object are not what it is.
    """
    if any(isinstance(each.expected, Call) for each in draft.assertions[:1]):
        return ""
    return words if words.count("_") <= _MOST_SHOWN and words.replace("_", "").isalpha() else ""


def _refused(group: Group, phrases: list[str]) -> list[str]:
    """What a table of exceptions is called."""
    raised = next(each for each in group.drafts[0].assertions if each.kind is AssertionKind.RAISES)
    error = error_words(raised)
    inputs = inputs_of(group)
    quoted = [each for each in phrases if "_saying_" in each]
    phrases = [each for each in phrases if each not in quoted]
    if error in _REFUSING and len(inputs) == 1:
        phrases.append(f"rejects_unfit_{inputs[0]}")
    return [*phrases, *quoted, f"raises_{error}"]


def _answered(group: Group, answer: bool, behaviours: Sequence[Behaviour]) -> list[str]:
    """What a table of the same answers is called, where its callable asks something."""
    inputs = inputs_of(group)
    if not all(each.is_asking and each.own for each in behaviours) or len(inputs) != 1:
        return []
    return [f"{'accepts' if answer else 'rejects'}_{inputs[0]}"]


def _varying(group: Group) -> Assertion | None:
    """What is demanded of each case in other words."""
    parameters = set(group.parameters)
    for each in group.template.assertions:
        if isinstance(each.expected, Variable) and each.expected.name in parameters:
            return each
    return None


def _affected(group: Group, assertion: Assertion) -> str:
    """What differs between cases, where it is a part of an object: ``sets_rows``."""
    match assertion.place:
        case Call(callee=Symbol(name="len")):
            return "has_length"
        case Call(callee=Symbol(name="str")):
            return _shown(group, assertion)
        case Call(callee=Symbol(name="dict")):
            return "holds_items"
        case Call(callee=Symbol(name="list")):
            return "yields_items"
        case Call(callee=Attribute(name="read_text" | "read_bytes")):
            return "writes_file"
        case Attribute(name="mock_calls" | "__name__"):
            return ""
        case Attribute(owner=Variable() as owner, name=name):
            return f"gives_{snake(name)}" if owner == RESULT else f"sets_{snake(name)}"
    return ""


def _shown(group: Group, assertion: Assertion) -> str:
    """Which inputs the text of an object shows in all cases: ``shows_maxsize``."""
    assert isinstance(assertion.expected, Variable)
    column = group.parameters.index(assertion.expected.name)
    told = [
        name
        for place, name in enumerate(group.parameters)
        if place != column
        and all(_stands_in(name, value_of(row[place]), value_of(row[column])) for row in group.rows)
    ]
    return f"shows_{'_and_'.join(told)}" if 0 < len(told) <= _MOST_SHOWN else "is_shown_as_text"


def _stands_in(name: str, value: object, text: object) -> bool:
    """Whether a text shows a value: behind its name, or else as it would be written, quotes and all."""
    if not isinstance(text, str) or value is UNKNOWN:
        return False
    spoken = spoken_object(text)
    if spoken is not None and name in (named := dict(spoken.named)):
        return named[name] == repr(value)
    return isinstance(value, str | bytes) and repr(value) in text


def inputs_of(group: Group) -> list[str]:
    """The parameters of a group that are handed in, not expected."""
    inputs = [each for each in group.parameters if not each.startswith(("expected", "message"))]
    return inputs or list(group.parameters)


def _verbs(draft: Draft) -> str:
    names = [
        part.name.rpartition(".")[2]
        for statement in draft.statements
        if not is_surrounding(statement.expression)
        for part in walk(statement.expression)
        if isinstance(part, Attribute | Symbol)
    ]
    return slug(" ".join(dict.fromkeys(names)))


def is_surrounding(recipe: Recipe) -> bool:
    """Whether a statement only prepares variables of the environment or the working directory."""
    match recipe:
        case Call(callee=Attribute(owner=Variable(name="monkeypatch"))):
            return True
    return False


_KINDS = {str: "text", bytes: "data", bool: "truth", int: "number", float: "number"}


def kind_words(group: Group) -> str:
    """What sort of value a table demands of the result, in words; empty where it demands none."""
    values = [
        each.expected
        for draft in group.drafts
        for each in draft.assertions[:1]
        if each.expected is not None and isinstance(each.place, Variable)
    ]
    kinds = {
        _KINDS.get(type(each.value), "value") if isinstance(each, Literal) else _collection(each)
        for each in values
    }
    if not kinds:
        return ""
    kind = kinds.pop() if len(kinds) == 1 else "expected"
    place = group.template.assertions[0].place
    is_own = isinstance(place, Variable) and place != RESULT
    return f"leaves_{kind}" if is_own else f"returns_{kind}"


def _collection(recipe: Recipe) -> str:
    if isinstance(recipe, Call):
        return value_words(recipe.callee)
    if isinstance(recipe, Attribute):
        return value_words(recipe.owner)
    if isinstance(recipe, Symbol):
        return value_words(Symbol(recipe.module, recipe.name.rpartition(".")[0]))
    kind = getattr(recipe, "kind", "mapping")
    return "items" if kind in ("list", "tuple", "set", "frozenset") else str(kind)
