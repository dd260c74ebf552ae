"""Names of tests and ids of parametrised cases: the callable and what sets the test apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Literal, Recipe, Symbol
from aqe.domain.subject import Subject
from aqe.domain.suite import AssertionKind, OracleBasis
from aqe.syntax.python.behaviours import Behaviour, behaviour_of
from aqe.syntax.python.conditions import conditions
from aqe.syntax.python.demands import assertion_words, demanded_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.input_classes import option_words
from aqe.syntax.python.names import (
    callable_words,
    number_words,
    slug,
    snake,
    traits,
    value_words,
)
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.shapes import Group, holes_of
from aqe.syntax.python.table_titles import AS_DOCUMENTED, is_surrounding, kind_words, table_suffixes
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["test_names"]

_MAX_CHARACTERS = 70
_MAX_CALLABLE_CHARACTERS = 44
_MIN_BASE_CHARACTERS = 49
"""So that the word that names the method is never cut."""
_RETURNS = "returns"
"""The note of a look that calls what is declared."""
_ORDINALS = ("again", "once_more")
_DANGLING = frozenset(
    "a after an and as at by empty for from gives is in minus of or the to various with".split()
)
"""Words that say nothing at the end of a name that was cut."""


def test_names(groups: Sequence[Group], subject: Subject) -> list[str]:
    """A unique name for each test, in order."""
    words = Words(subject)
    options = [_options(group, subject, words) for group in groups]
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


def _options(group: Group, subject: Subject, words: Words) -> list[str]:
    """Names from short to precise."""
    if group.family is not None:
        own = rf"(?<![a-z0-9]){group.family.first_word}(?![a-z0-9])"
        names = _options(group.family.first, subject, words)
        return [re.sub(own, group.family.word, each) for each in names]
    draft = group.drafts[0]
    base = _base(draft, subject)
    if draft.is_declared:
        return _declared_names(group, base)
    behaviours = [behaviour_of(each, subject, words) for each in group.drafts]
    if group.parameters:
        suffixes = table_suffixes(group, behaviours)
        ordered = [*_whole(base, suffixes), *suffixes]
        return list(dict.fromkeys(_joined(base, each) if each else base for each in ordered))
    behaviour = behaviours[0]
    result = demanded_words(draft)
    head = behaviour.phrases[0] if behaviour.phrases else result
    bare = _without_doubles(draft)
    arguments, marked = _argument_words(bare, subject), _marked_words(bare, subject)
    answers = [each for each in _argument_words(draft, subject) if each not in arguments]
    suffixes = [
        slug(draft.case.note),
        *_behaviour_suffixes(behaviour, result),
        *(f"{head}_for_{each}" for each in arguments),
        *(f"for_{each}" for each in arguments),
        "_".join([head, "for", *arguments]) if arguments else "",
        "_".join([head, "for", *marked]) if marked else "",
        "_".join(["for", *marked]) if marked else "",
        f"{head}_after_{_preparation_words(draft)}" if _preparation_words(draft) else "",
        _message_words(draft),
        _state_words(draft, head),
        f"{_message_words(draft)}_{'_'.join(arguments)}" if _message_words(draft) else "",
        *(f"{head}_for_{each}" for each in answers),
    ]
    ordered = [each for each in (*_whole(base, suffixes), *suffixes) if each.strip("_")]
    return list(dict.fromkeys(_joined(base, each) for each in ordered)) or [_cut(base)]


def _whole(base: str, suffixes: Sequence[str]) -> list[str]:
    """What may stand behind the callable without being cut."""
    return [each for each in suffixes if len(base) + 1 + len(each) <= _MAX_CHARACTERS]


def _options_beside(head: str, behaviour: Behaviour) -> str:
    """The options of the call under test, where the head of its name does not speak of them."""
    options = option_words(behaviour.own)
    return "" if any(each.word in head for each in behaviour.own if each.keyword) else options


def _behaviour_suffixes(behaviour: Behaviour, result: str) -> list[str]:
    """What the test shows, alone and then with what sets it apart; the value where nothing else is known."""
    heads = [*behaviour.phrases, result]
    first = heads[0]
    is_documented = behaviour.draft.case.basis is OracleBasis.DOCUMENTED
    found = [
        f"{each}_{options}"
        for each in behaviour.phrases
        if (options := _options_beside(each, behaviour))
    ]
    found += behaviour.phrases
    if not behaviour.phrases:
        found += [AS_DOCUMENTED] if is_documented else []
        found += [f"{result}_{options}"] if (options := _options_beside(result, behaviour)) else []
        found.append(result)
    found += [f"{first}_{each}" for each in conditions(behaviour, first)]
    if first != result:
        found += [f"{each}_{more}" for each in heads[1:-1] for more in conditions(behaviour, each)]
        if not isinstance(behaviour.result, bool) and "is_empty" not in behaviour.phrases:
            found.append(result)
            found += [f"{result}_{each}" for each in conditions(behaviour, result)]
    return found


def _declared_names(group: Group, base: str) -> list[str]:
    """Names of looks at what a module declares: the declaration and what is looked at."""
    draft = group.drafts[0]
    note, looked_at = draft.case.note, draft.statements[draft.act].expression
    if not draft.case.candidate.subject:
        base = "test"
    if isinstance(looked_at, Symbol):
        if group.parameters:
            plural = "attributes" if base != "test" else "constants"
            kind = kind_words(group).partition("_")[2]
            return [_joined(base, plural), _joined(base, f"{kind}_{plural}")]
        return [_joined(f"test_{callable_words(looked_at.name)}", note)]
    if note == _RETURNS:
        # What a call returns differs from row to row; alone it is what there is to say.
        kinds = [base, _joined(base, kind_words(group))]
        return kinds if group.parameters else [_joined(base, demanded_words(draft)), *kinds]
    given = [value_words(part) for part in walk(looked_at) if isinstance(part, Literal)]
    given += [snake(part.name) for part in walk(looked_at) if isinstance(part, Symbol)]
    return [_joined(base, note), *(_joined(base, f"{note}_for_{each}") for each in given)]


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


def _base(draft: Draft, subject: Subject) -> str:
    qualname = draft.case.candidate.subject
    known = subject.callable(qualname)
    if known is not None and known.dispatch_of:
        types = [each.name.rpartition(":")[2] for each in known.dispatch_types]
        qualname = ".".join([known.dispatch_of.rpartition(":")[2], *types])
    words = callable_words(qualname)
    if len(words) > _MAX_CALLABLE_CHARACTERS:
        words = callable_words(qualname.rpartition(".")[2])
    if len(words) > _MAX_CALLABLE_CHARACTERS:
        cut = words[: _MAX_CALLABLE_CHARACTERS + 1]
        space = cut.rfind("_")
        words = cut[:space] if space > _MAX_CALLABLE_CHARACTERS // 2 else cut[:-1]
    return f"test_{words.rstrip('_')}"


def _argument_words(draft: Draft, subject: Subject) -> list[str]:
    """The literals handed in, most telling first."""
    words = []
    for hole in holes_of(draft, subject):
        if hole.is_expected or _is_nothing(draft, hole.value):
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


def _is_nothing(draft: Draft, value: Recipe) -> bool:
    """Whether a value only stands where a deletion has none."""
    return any(
        each.form is StatementForm.DELETE and each.expression is value for each in draft.statements
    )


def _marked_words(draft: Draft, subject: Subject) -> list[str]:
    """The literals handed in, with what their words do not show: ``abc_padded``."""
    words: list[str] = []
    for hole in holes_of(draft, subject):
        if hole.is_expected or _is_nothing(draft, hole.value):
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
            return f"{demanded_words(draft)}_{slug(plain)}"
    return ""


def _preparation_words(draft: Draft) -> str:
    """What was done to the receiver before: ``in_place_sum_bytes_newline``."""
    words: list[str] = []
    for statement in draft.statements[: draft.act]:
        if is_surrounding(statement.expression):
            continue
        match statement.expression:
            case Call(callee=Attribute(name=name), arguments=arguments):
                literals = [value_words(each) for each in arguments if is_literal(each)]
                words += [callable_words(name), *literals]
    return slug("_".join(words))


def _state_words(draft: Draft, result: str) -> str:
    words = [assertion_words(each) for each in draft.assertions[1:3]]
    return "_and_".join([result, *(each for each in words if each)])
