"""Names of tests and ids of parametrised cases: the callable and what sets the test apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Operation,
    Recipe,
    Symbol,
    Variable,
)
from aqe.domain.subject import Subject
from aqe.domain.suite import RESULT, Assertion, AssertionKind
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.names import (
    callable_words,
    number_words,
    slug,
    snake,
    traits,
    value_words,
)
from aqe.syntax.python.shapes import Group, holes_of
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["inputs_of", "test_names"]

_MAX_CHARACTERS = 70
_MAX_CALLABLE_CHARACTERS = 44
_MIN_BASE_CHARACTERS = 49
"""So that the word that names the method is never cut."""
_ORDINALS = ("again", "once_more")
_DANGLING = frozenset("a an and as at by empty for from in minus of or the to with".split())
"""Words that say nothing at the end of a name that was cut."""


def test_names(groups: Sequence[Group], subject: Subject) -> list[str]:
    """A unique name for each test, in order."""
    options = [_options(group, subject) for group in groups]
    levels = max((len(each) for each in options), default=0)
    names: list[str | None] = [None] * len(groups)
    used: set[str] = set()
    for level in range(levels):
        wanted = {
            place: each[level]
            for place, each in enumerate(options)
            if names[place] is None and level < len(each)
        }
        counts = Counter(wanted.values())
        for place, name in wanted.items():
            if counts[name] == 1 and name not in used:
                names[place] = name
                used.add(name)
    final: list[str] = []
    for place, found in enumerate(names):
        if found is None:
            free = (each for each in options[place] if each not in used)
            found = next(free, None) or _numbered(
                options[place][-1] if options[place] else "test_module", used
            )
            used.add(found)
        final.append(found)
    return final


test_names.__test__ = False  # type: ignore[attr-defined]


def _numbered(name: str, used: set[str]) -> str:
    for ordinal in _ORDINALS:
        other = _cut(name, ordinal)
        if other not in used:
            return other
    count = 3
    while True:
        other = _cut(name, f"{number_words(count)}_times")
        if other not in used:
            return other
        count += 1


def _cut(name: str, suffix: str = "") -> str:
    """At most seventy characters, cut between words."""
    room = _MAX_CHARACTERS - (len(suffix) + 1 if suffix else 0)
    name = _shortened(name, room)
    return f"{name}_{suffix}" if suffix else name


def _shortened(name: str, room: int) -> str:
    if len(name) > room:
        cut = name[: room + 1]
        space = cut.rfind("_")
        name = cut[:space] if space > room // 2 else name[:room]
        while (last := name.rpartition("_"))[2] in _DANGLING and len(last[0]) > room // 2:
            name = last[0]
    return name.rstrip("_")


def _joined(base: str, suffix: str) -> str:
    """A name in which the callable gives way to what sets the test apart."""
    excess = len(base) + 1 + len(suffix) - _MAX_CHARACTERS
    if excess > 0:
        base = _shortened(base, max(_MIN_BASE_CHARACTERS, len(base) - excess))
    return _cut(f"{base}_{suffix}")


def _options(group: Group, subject: Subject) -> list[str]:
    """Names from short to precise."""
    draft = group.drafts[0]
    base = _base(draft, subject)
    if draft.is_declared:
        return _declared_names(group, base)
    if group.parameters:
        return [_joined(base, each) for each in _group_suffixes(group)]
    result = _result_words(draft)
    bare = _without_doubles(draft)
    arguments, marked = _argument_words(bare, subject), _marked_words(bare, subject)
    answers = [each for each in _argument_words(draft, subject) if each not in arguments]
    note = slug(draft.case.note)
    suffixes = [
        note,
        result,
        *(f"{result}_for_{each}" for each in arguments),
        *(f"for_{each}" for each in arguments),
        "_".join([result, "for", *arguments]) if arguments else "",
        "_".join([result, "for", *marked]) if marked else "",
        "_".join(["for", *marked]) if marked else "",
        f"{result}_after_{_preparation_words(draft)}" if _preparation_words(draft) else "",
        _message_words(draft),
        _state_words(draft, result),
        f"{_message_words(draft)}_{'_'.join(arguments)}" if _message_words(draft) else "",
        *(f"{result}_for_{each}" for each in answers),
    ]
    unique = dict.fromkeys(_joined(base, each) for each in suffixes if each.strip("_"))
    return list(unique) or [_cut(base)]


def _declared_names(group: Group, base: str) -> list[str]:
    """Names of looks at what a module declares: the declaration and what is looked at."""
    draft = group.drafts[0]
    note, looked_at = draft.case.note, draft.statements[draft.act].expression
    if not draft.case.candidate.subject:
        base = "test"
    if isinstance(looked_at, Symbol):
        if group.parameters:
            plural = "attributes" if base != "test" else "constants"
            kind = _kind_words(group).partition("_")[2]
            return [_joined(base, plural), _joined(base, f"{kind}_{plural}")]
        return [_joined(f"test_{callable_words(looked_at.name)}", note)]
    given = [value_words(part) for part in walk(looked_at) if isinstance(part, Literal)]
    given += [snake(part.name) for part in walk(looked_at) if isinstance(part, Symbol)]
    return [_joined(base, note), *(_joined(base, f"{note}_for_{each}") for each in given)]


def _group_suffixes(group: Group) -> list[str]:
    draft = group.template
    documented = "documented_" if "documented" in draft.case.basis else ""
    about = "_and_".join(inputs_of(group))
    varying = _varying(group)
    results = {_result_words(each) for each in group.drafts}
    if AssertionKind.RAISES in {each.kind for each in draft.assertions}:
        suffix = _result_words(group.drafts[0])
    elif varying is not None and varying.place != RESULT and _affected(varying):
        suffix = _affected(varying)
    elif varying is None and len(results) == 1:
        suffix = results.pop()
    else:
        suffix = _kind_words(group)
    says_little = varying is not None and varying.place == RESULT
    return [
        f"by_{about}" if says_little else suffix,
        suffix,
        f"{documented}{suffix}",
        f"{suffix}_by_{about}",
        f"{documented}{suffix}_by_{about}",
        f"{_verbs(draft)}_{suffix}_by_{about}",
    ]


def _varying(group: Group) -> Assertion | None:
    """What is demanded of each case in other words."""
    parameters = set(group.parameters)
    for each in group.template.assertions:
        if isinstance(each.expected, Variable) and each.expected.name in parameters:
            return each
    return None


def _affected(assertion: Assertion) -> str:
    """What differs between cases, where it is a part of an object: ``sets_rows``."""
    match assertion.place:
        case Call(callee=Symbol(name="len")):
            return "has_length"
        case Call(callee=Symbol(name="str")):
            return "sets_text"
        case Call(callee=Symbol(name="list")):
            return "yields_items"
        case Call(callee=Attribute(name="read_text" | "read_bytes")):
            return "writes_file"
        case Attribute(name="mock_calls" | "__name__"):
            return ""
        case Attribute(owner=Variable(), name=name):
            return f"sets_{snake(name)}"
    return ""


def _without_doubles(draft: Draft) -> Draft:
    """The draft without what doubles answer: it tells a test apart where nothing else does."""
    kept = tuple(
        each
        for place, each in enumerate(draft.statements)
        if place == draft.act or not _is_double(each.expression)
    )
    return replace(draft, statements=kept)


def _is_double(recipe: Recipe) -> bool:
    match recipe:
        case Call(callee=Symbol(module="unittest.mock")):
            return True
        case Call(callee=Attribute(owner=Symbol(module="unittest.mock"))):
            return True
    return False


def inputs_of(group: Group) -> list[str]:
    """The parameters of a group that are handed in, not expected."""
    inputs = [each for each in group.parameters if not each.startswith(("expected", "message"))]
    return inputs or list(group.parameters)


def _verbs(draft: Draft) -> str:
    names = [
        part.name.rpartition(".")[2]
        for statement in draft.statements
        if not _is_surrounding(statement.expression)
        for part in walk(statement.expression)
        if isinstance(part, Attribute | Symbol)
    ]
    return slug(" ".join(dict.fromkeys(names)))


def _is_surrounding(recipe: Recipe) -> bool:
    """Whether a statement only prepares variables of the environment or the working directory."""
    match recipe:
        case Call(callee=Attribute(owner=Variable(name="monkeypatch"))):
            return True
    return False


_KINDS = {str: "text", bytes: "data", bool: "truth", int: "number", float: "number"}


def _kind_words(group: Group) -> str:
    values = [
        each.expected
        for draft in group.drafts
        for each in draft.assertions[:1]
        if each.expected is not None
    ]
    kinds = {
        _KINDS.get(type(each.value), "value") if isinstance(each, Literal) else _collection(each)
        for each in values
    }
    if not kinds:
        return "accepts_input"
    kind = kinds.pop() if len(kinds) == 1 else "expected"
    place = group.template.assertions[0].place
    is_own = isinstance(place, Variable) and place != RESULT
    return f"leaves_{kind}" if is_own else f"returns_{kind}"


def _collection(recipe: Recipe) -> str:
    if isinstance(recipe, Call):
        return value_words(recipe.callee)
    kind = getattr(recipe, "kind", "mapping")
    return "items" if kind in ("list", "tuple", "set", "frozenset") else str(kind)


_MAX_CALLED = 3
"""Names of what is called at a double that a title holds."""


def _base(draft: Draft, subject: Subject) -> str:
    qualname = draft.case.candidate.subject
    known = subject.callable(qualname)
    if known is not None and known.dispatch_of:
        types = [each.name.rpartition(":")[2] for each in known.dispatch_types]
        qualname = ".".join([known.dispatch_of.rpartition(":")[2], *types])
    words = callable_words(qualname)
    if len(words) > _MAX_CALLABLE_CHARACTERS:
        cut = words[: _MAX_CALLABLE_CHARACTERS + 1]
        space = cut.rfind("_")
        words = cut[:space] if space > _MAX_CALLABLE_CHARACTERS // 2 else cut[:-1]
    return f"test_{words.rstrip('_')}"


def _result_words(draft: Draft) -> str:
    """What the test demands, in words: ``returns_none``, ``raises_value_error``."""
    for assertion in draft.assertions:
        if assertion.kind is AssertionKind.RAISES:
            return f"raises_{_type_words(assertion)}"
    if draft.assertions and all(each.is_kept for each in draft.assertions):
        return _kept_words(draft.assertions[0])
    for assertion in draft.assertions:
        words = _assertion_words(assertion)
        if words:
            return words
    return "completes"


def _type_words(assertion: Assertion) -> str:
    if isinstance(assertion.expected, Symbol):
        return snake(assertion.expected.name.rpartition(".")[2])
    return snake(assertion.type_name or "exception")


def _assertion_words(assertion: Assertion) -> str:
    expected = assertion.expected
    match assertion.kind:
        case AssertionKind.WARNS:
            return f"gives_{_type_words(assertion)}"
        case AssertionKind.QUIET:
            return "gives_no_warning"
        case AssertionKind.OUTPUT:
            return f"prints_{value_words(expected)}" if expected is not None else "prints"
        case AssertionKind.INSTANCE:
            return f"returns_{_type_words(assertion)}"
        case AssertionKind.TRUE:
            return _affix_words(assertion.place)
    if expected is None:
        return ""
    words = value_words(expected)
    if assertion.place == RESULT:
        return f"returns_{words}"
    match assertion.place:
        case Call(callee=Symbol(name="len")):
            return f"has_length_{words}"
        case Call(callee=Symbol(name="str")):
            return f"reads_{words}"
        case Call(callee=Symbol(name="list")):
            return f"yields_{words}"
        case Call(callee=Attribute(name="read_text")):
            return f"writes_{words}"
        case Attribute(name="__name__"):
            return f"returns_{words}"
        case Attribute(owner=double, name="mock_calls"):
            return _calls_words(double, expected)
        case Attribute(name=name):
            return f"sets_{snake(name)}_to_{words}"
    return f"leaves_{words}"


def _calls_words(double: Recipe, expected: Recipe) -> str:
    """What was called at a double: ``calls_bind_and_connect``."""
    own = "it"
    if isinstance(double, Variable) and double != RESULT:
        own = double.name.removesuffix("_double")
    called: dict[str, None] = {}
    for each in expected.items if isinstance(expected, Collection) else ():
        match each:
            case Call(callee=Attribute(name=name)):
                called[snake(name)] = None
            case _:
                called[own] = None
    if not called:
        return f"does_not_call_{own}"
    first, *others = list(called)[:_MAX_CALLED]
    return "_and_".join([f"calls_{first}", *others])


def _kept_words(assertion: Assertion) -> str:
    """Which object is as before: ``leaves_the_queue_unchanged``."""
    names = [part.name for part in walk(assertion.place or RESULT) if isinstance(part, Variable)]
    return f"leaves_the_{snake(names[0])}_unchanged" if names else ""


def _affix_words(place: Recipe | None) -> str:
    match place:
        case Operation(name="is", operands=(_, Variable(name=name))):
            return f"returns_the_{snake(name)}_itself"
        case Call(callee=Attribute(name="startswith"), arguments=(text, *_)):
            return f"starts_with_{value_words(text)}"
        case Call(callee=Attribute(name="endswith"), arguments=(text, *_)):
            return f"ends_with_{value_words(text)}"
    return ""


def _argument_words(draft: Draft, subject: Subject) -> list[str]:
    """The literals handed in, most telling first."""
    words = []
    for hole in holes_of(draft, subject):
        if hole.is_expected:
            continue
        value = value_words(hole.value)
        is_bare = isinstance(hole.value, Literal) and not isinstance(hole.value.value, str | bytes)
        words.append(f"{hole.word}_{value}" if is_bare else value)
    act = draft.statements[draft.act].expression
    call = act.operand if isinstance(act, Await) else act
    others: list[str] = []
    if isinstance(call, Call):
        values = (*call.arguments, *(value for _, value in call.keywords))
        others = [value_words(each) for each in values if not is_literal(each)]
    return list(dict.fromkeys([*reversed(words), *others]))


def _marked_words(draft: Draft, subject: Subject) -> list[str]:
    """The literals handed in, with what their words do not show: ``abc_padded``."""
    words: list[str] = []
    for hole in holes_of(draft, subject):
        if hole.is_expected:
            continue
        marks = [
            each
            for part in walk(hole.value)
            if isinstance(part, Literal) and isinstance(part.value, str)
            for each in traits(part.value)
        ]
        words.append("_".join([value_words(hole.value), *dict.fromkeys(marks[:3])]))
    return list(dict.fromkeys(reversed(words)))


def _message_words(draft: Draft) -> str:
    for assertion in draft.assertions:
        if assertion.kind is AssertionKind.RAISES and assertion.text:
            plain = re.sub(r"\\(.)", r"\1", assertion.text)
            return f"{_result_words(draft)}_{slug(plain)}"
    return ""


def _preparation_words(draft: Draft) -> str:
    """What was done to the receiver before: ``in_place_sum_bytes_newline``."""
    words: list[str] = []
    for statement in draft.statements[: draft.act]:
        if _is_surrounding(statement.expression):
            continue
        match statement.expression:
            case Call(callee=Attribute(name=name), arguments=arguments):
                literals = [value_words(each) for each in arguments if is_literal(each)]
                words += [callable_words(name), *literals]
    return slug("_".join(words))


def _state_words(draft: Draft, result: str) -> str:
    words = [_assertion_words(each) for each in draft.assertions[1:3]]
    return "_and_".join([result, *(each for each in words if each)])
