"""What a test alone of its callable shows by the way that it took: ``when_value_is_above_ceil``.

A condition of the source is told where the test decided it otherwise than the others of its callable that met
it, or where no other one met it; where it is about parameters, attributes and constants, which a reader of
the test knows; and where it holds of what was handed in, as far as that can be said.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.suite import Decision
from aqe.syntax.python.condition_words import when_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.handed import handed_to, held, is_about_arguments
from aqe.syntax.python.names import variable_word
from aqe.syntax.python.parsing import parse_expression
from aqe.syntax.python.shapes import Group

__all__ = ["decided_words"]

_MOST = 3


def decided_words(groups: Sequence[Group], subject: Subject) -> list[list[str]]:
    """For each test the conditions that set it apart from the others of its callable, the last first."""
    found: list[list[str]] = []
    taken = [_common(each) for each in groups]
    owners = [each.drafts[0].case.candidate.subject for each in groups]
    for place, group in enumerate(groups):
        others = [
            decision
            for other, each in enumerate(groups)
            if other != place and owners[other] == owners[place]
            for draft in each.drafts
            for decision in draft.case.decisions
        ]
        known = subject.callable(owners[place])
        is_alone = owners.count(owners[place]) == 1
        if known is None or is_alone or not taken[place]:
            found.append([])
            continue
        own = [each for each in taken[place] if each not in others]
        words = [_words(each, group, known, subject) for each in reversed(own)]
        found.append([each for each in dict.fromkeys(words) if each][:_MOST])
    return found


def _common(group: Group) -> list[Decision]:
    """What all cases of a test decided the same way in the callable itself."""
    first, *rest = group.drafts
    return [
        each
        for each in first.case.decisions
        if each.qualname == first.case.candidate.subject
        and all(each in other.case.decisions for other in rest)
    ]


def _words(decision: Decision, group: Group, known: CallableSubject, subject: Subject) -> str:
    test = parse_expression(decision.text)
    if test is None or not is_about_arguments(test, known, subject, decision.line):
        return ""
    if any(_is_doubtful(test, each, known, decision.side) for each in group.drafts):
        return ""
    return _given_or_not(test, decision.side, known) or when_words(test, decision.side)


def _given_or_not(test: ast.expr, side: bool, known: CallableSubject) -> str:
    """An option that was given or not: ``with_limit`` for ``limit is not None``."""
    match test:
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as how], comparators=[other]
        ) if isinstance(other, ast.Constant) and other.value is None:
            optional = {each.name for each in known.parameters if each.default == "None"}
            is_given = isinstance(how, ast.IsNot) is side
            word = variable_word(name)
            return f"{'with' if is_given else 'without'}_{word}" if name in optional else ""
    return ""


def _is_doubtful(test: ast.expr, draft: Draft, known: CallableSubject, side: bool) -> bool:
    """Whether a condition about arguments does not hold of what was handed in, as far as one can tell."""
    return held(test, handed_to(draft, known)) is (not side)
