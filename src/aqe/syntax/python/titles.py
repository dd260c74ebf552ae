"""Names of tests and ids of parametrised cases: the callable and what sets the test apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.domain.recipe import Attribute, Await, Call, Literal, Recipe, Symbol, Verbatim
from aqe.domain.subject import Subject
from aqe.domain.suite import AssertionKind, OracleBasis
from aqe.syntax.python.behaviours import Behaviour, behaviour_of
from aqe.syntax.python.conditions import conditions, shared_conditions
from aqe.syntax.python.decided import decided_words
from aqe.syntax.python.demands import assertion_words, demanded_words, is_spelled, sort_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.input_classes import option_words
from aqe.syntax.python.names import (
    callable_words,
    number_words,
    slug,
    snake,
    value_words,
    variable_word,
)
from aqe.syntax.python.options_told import (
    idle_options,
    idle_words,
    options_given,
    with_telling_options,
)
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.shapes import Group
from aqe.syntax.python.table_titles import (
    AS_DOCUMENTED,
    inputs_of,
    is_surrounding,
    kind_words,
    table_suffixes,
)
from aqe.syntax.python.taken_ways import caught_words, handed_over_words, with_caught
from aqe.syntax.python.unique_names import Names, fitting, joined, unique_names
from aqe.syntax.python.value_names import (
    argument_words,
    by_reading,
    marked_words,
    under,
    value_names,
)
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["test_names"]

_MAX_CALLABLE_CHARACTERS = 44
_RETURNS = "returns"
"""The note of a look that calls what is declared."""


def test_names(groups: Sequence[Group], subject: Subject) -> list[str]:
    """A unique name for each test, in order."""
    words = Words(subject)
    decided = decided_words(groups, subject)
    counts = options_given(groups)
    options = [
        _options(group, subject, words, each, counts[group.drafts[0].case.candidate.subject])
        for group, each in zip(groups, decided, strict=True)
    ]
    return unique_names(options)


test_names.__test__ = False  # type: ignore[attr-defined]


def _options(
    group: Group,
    subject: Subject,
    words: Words,
    decided: Sequence[str],
    counts: Mapping[str, int],
) -> Names:
    if group.family is not None:
        pattern = rf"(?<![a-z0-9]){group.family.first_word}(?![a-z0-9])"
        kin, alone = group.family.word, group.family.first
        names = _options(alone, subject, words, decided, counts)
        telling = [re.sub(pattern, kin, each) for each in names.telling]
        others = [re.sub(pattern, kin, each) for each in names.others]
        return replace(names, telling=telling, others=others)
    draft = group.drafts[0]
    base = _base(draft, subject)
    if draft.is_declared:
        return Names(_declared_names(group, base), [])
    behaviours = [
        with_telling_options(
            behaviour_of(each, subject, words), subject, counts, idle_options(group.drafts)
        )
        for each in group.drafts
    ]
    idle = idle_words(group.drafts, counts)
    ways = {_way(each, subject) for each in group.drafts}
    way = ways.pop() if len(ways) == 1 else ("", "")
    if group.parameters:
        suffixes = table_suffixes(group, behaviours, decided, way[0], idle)
        special = shared_conditions(behaviours, suffixes[0], with_general=False)
        special += [each.word for each in behaviours[0].own if each.keyword]
        is_plain = not (special or idle) and len(inputs_of(group)) == 1
        return Names(fitting(base, suffixes, with_bare=True), [], is_plain)
    behaviour = behaviours[0]
    sort, result = sort_words(draft), demanded_words(draft)
    spelled = result if is_spelled(draft) else ""
    head = behaviour.phrases[0] if behaviour.phrases else sort
    bare = _without_doubles(draft)
    arguments, marked = argument_words(bare, subject), marked_words(bare, subject)
    answers = [each for each in argument_words(draft, subject) if each not in arguments]
    telling = [
        slug(draft.case.note),
        *_behaviour_suffixes(
            behaviour,
            sort,
            decided,
            _functions(draft, subject, words),
            way,
            has_siblings=counts[""] > 1,
            idle=idle if counts[""] > 1 else "",
        ),
    ]
    readable, jumbled = by_reading(arguments)
    others = [
        f"{head}_{idle}" if idle else "",
        *value_names(head, readable, arguments, marked),
        f"{head}_after_{_preparation_words(draft)}" if _preparation_words(draft) else "",
        "" if spelled else result,
        _message_words(draft),
        _state_words(draft, head or ("" if spelled else result)),
        f"{_message_words(draft)}_{'_'.join(arguments)}" if _message_words(draft) else "",
        *(f"{head}_for_{each}" for each in answers),
        *value_names(head, jumbled, arguments, marked),
        spelled,
        _state_words(draft, spelled) if spelled and not head else "",
    ]
    told = fitting(base, telling if head else telling[not telling[0] :], with_bare=not head)
    uncut = {f"{base}_{each.strip('_')}".strip("_") for each in telling}
    whole = [each for each in told if each in uncut]
    own = replace(behaviour, given=tuple(behaviour.own))
    special = conditions(own, head, with_general=False)
    # A table has a better right to the callable alone.
    is_plain = not any(each.startswith("for_") for each in special) and bool(head) and not idle
    cut = [each for each in told if each not in whole]
    return Names(whole, [*fitting(base, others), *cut], is_plain)


def _way(draft: Draft, subject: Subject) -> tuple[str, str]:
    """What the call under test caught, and the function that it handed over to, in words."""
    return caught_words(draft, subject), handed_over_words(draft, subject)


def _small_result(behaviour: Behaviour) -> list[str]:
    """A whole number as the result, which a name may tell where nothing else is known."""
    result = behaviour.result
    is_small = type(result) is int and abs(result) <= _SMALL
    return [f"returns_{number_words(result)}"] if is_small and isinstance(result, int) else []


_SMALL = 20


def _functions(draft: Draft, subject: Subject, words: Words) -> list[str]:
    """Functions that the call under test was given and need not be, by their parameters:
    ``with_getsizeof``."""
    known = subject.callable(draft.case.candidate.subject)
    needed = {
        variable_word(each.name)
        for each in (known.parameters if known is not None else ())
        if each.default is None
    }
    act = draft.statements[draft.act].expression
    call = act.operand if isinstance(act, Await) else act
    if not isinstance(call, Call):
        return []
    values = (*call.arguments, *(value for _, value in call.keywords))
    idle = {variable_word(each) for each in draft.case.idle}
    return [
        f"with_{word}"
        for word, value in zip(words.of_call(call), values, strict=True)
        if word
        and word not in needed | idle
        and isinstance(value, Verbatim)
        and value.source.startswith("lambda")
    ]


def _options_beside(head: str, behaviour: Behaviour) -> str:
    """The options of the call under test, where the head of its name does not speak of them."""
    options = option_words(behaviour.own)
    return "" if any(each.word in head for each in behaviour.own if each.keyword) else options


def _behaviour_suffixes(
    behaviour: Behaviour,
    sort: str,
    decided: Sequence[str],
    functions: Sequence[str],
    way: tuple[str, str],
    *,
    has_siblings: bool,
    idle: str,
) -> list[str]:
    """What the test shows, alone and then with what sets it apart, and what decided it."""
    if not behaviour.phrases:
        return _unnamed_results(
            behaviour, sort, decided, functions, way, has_siblings=has_siblings, idle=idle
        )
    first, *further = behaviour.phrases
    caught, _ = way
    found = [with_caught(first, caught)] if caught and not first.startswith("rejects_") else []
    for each in behaviour.phrases:
        # A refusal that is explained needs no option beside the reason.
        options = "" if each.startswith("rejects_") else _options_beside(each, behaviour)
        found.append(f"{each}_{options}" if options else each)
        if each == first and each.startswith("rejects_"):
            special = conditions(behaviour, first, with_general=False)
            found += [under(each, more) for more in special if more.startswith("for_")]
    found += behaviour.phrases
    around = [*decided, *functions, *conditions(behaviour, first)]
    found += [under(first, each) for each in around if not _is_said(each, first)]
    found += [sort] if sort.startswith("raises_") else []
    found += [f"{each}_{more}" for each in further for more in conditions(behaviour, each)]
    return found


def _is_said(circumstance: str, head: str) -> bool:
    """Whether the head of a name says already what a circumstance would add."""
    return circumstance.partition("_")[2] in head


def _unnamed_results(
    behaviour: Behaviour,
    sort: str,
    decided: Sequence[str],
    functions: Sequence[str],
    way: tuple[str, str],
    *,
    has_siblings: bool,
    idle: str,
) -> list[str]:
    """Where no claim holds of the result: what decided it, then the sort of the input.

    What an ordinary input is like says something only beside other tests of the callable.
    """
    caught, handed_over = way
    found = [with_caught(sort, caught)] if caught else []
    found += [f"{sort}_{each}" for each in decided]
    found += [handed_over] if handed_over and not sort.startswith("raises_") else []
    documented = [AS_DOCUMENTED] if behaviour.draft.case.basis is OracleBasis.DOCUMENTED else []
    own = replace(behaviour, given=tuple(behaviour.own))
    special = [*functions, *conditions(own, sort, with_general=False)]
    if sort.startswith("raises_"):  # what was asked for beside the usual is more often why
        special.sort(key=lambda each: not each.startswith("with"))
        around = conditions(behaviour, sort, with_general=False)
        if any(each.startswith("for_") and each not in special for each in around):
            # What is special about the object may be why as well.
            special = [each for each in special if not each.startswith("for_")]
    general = [each for each in conditions(behaviour, sort) if each not in special]
    found += [f"{sort}_{each}" for each in special]
    if sort:
        return [*found, sort, *documented, *(f"{sort}_{each}" for each in general)]
    inputs = [each for each in conditions(own, sort) if each in general] if has_siblings else []
    others = [each for each in general if each not in inputs]
    return [*found, *documented, *inputs, *_small_result(behaviour), idle, "", *others]


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
            return [joined(base, plural), joined(base, f"{kind}_{plural}")]
        return [joined(f"test_{callable_words(looked_at.name)}", note)]
    if note == _RETURNS:
        # What a call returns differs from row to row; alone it is what there is to say.
        kinds = [base, joined(base, kind_words(group))]
        return kinds if group.parameters else [joined(base, demanded_words(draft)), *kinds]
    given = [value_words(part) for part in walk(looked_at) if isinstance(part, Literal)]
    given += [snake(part.name) for part in walk(looked_at) if isinstance(part, Symbol)]
    return [joined(base, note), *(joined(base, f"{note}_for_{each}") for each in given)]


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


def _message_words(draft: Draft) -> str:
    for assertion in draft.assertions:
        if assertion.kind is AssertionKind.RAISES and assertion.text:
            plain = re.sub(r"\\(.)", r"\1", assertion.text.split(r"\n")[0])
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
