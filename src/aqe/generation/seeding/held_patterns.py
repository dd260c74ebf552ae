"""Texts for patterns that only importing shows: put together from parts, by calls, or from another module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aqe.domain.subject import (
    MATCHING_METHODS,
    CallableSubject,
    Parameter,
    ParameterKind,
    Subject,
)

__all__ = ["with_held_patterns"]

_MATCHED = frozenset({"str", "any", "union", "literal"})
"""Types of what may be a text, as far as they are known."""
_RECEIVERS = frozenset({"self", "cls"})
_PATTERNS = 3
"""Of one callable."""
_TEXTS = 2
"""That match one of them."""


def with_held_patterns(
    subject: Subject,
    patterns: Sequence[tuple[str, str]],
    sample: Callable[[str], Sequence[str]],
) -> Subject:
    """The subject whose callables are tried with texts that the patterns which they use match.

    Args:
        subject: as its source was read.
        patterns: (dotted name, text) of those that were there after the import.
        sample: texts that a pattern matches.
    """
    known = dict(patterns)
    if not known:
        return subject
    callables = tuple(_tried(each, known, sample) for each in subject.callables)
    return replace(subject, callables=callables)


def _tried(
    subject: CallableSubject, known: Mapping[str, str], sample: Callable[[str], Sequence[str]]
) -> CallableSubject:
    named = [_named(each, subject.owner) for each in _owners(subject.calls)]
    used = [known[each] for each in dict.fromkeys(named) if each in known]
    read = {text for each in subject.parameters for text in each.usage.patterns}
    texts = [
        text for each in used[:_PATTERNS] if each not in read for text in sample(each)[:_TEXTS]
    ]
    place = next((place for place, each in enumerate(subject.parameters) if _is_text(each)), None)
    if not texts or place is None:
        return subject
    parameter = subject.parameters[place]
    more = [repr(each) for each in texts if repr(each) not in parameter.constants]
    matched = replace(parameter, constants=(*parameter.constants, *more))
    parameters = (*subject.parameters[:place], matched, *subject.parameters[place + 1 :])
    return replace(subject, parameters=parameters)


def _named(owner: str, class_name: str | None) -> str:
    """The name under which the module knows what a body calls ``self.NAME``, ``cls.NAME`` or ``NAME``."""
    receiver, dot, name = owner.partition(".")
    return f"{class_name}.{name}" if dot and class_name and receiver in _RECEIVERS else owner


def _owners(calls: Sequence[str]) -> list[str]:
    """What methods of a pattern are called of."""
    parts = (each.rpartition(".") for each in calls)
    return [owner for owner, _, method in parts if owner and method in MATCHING_METHODS]


def _is_text(parameter: Parameter) -> bool:
    if parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD):
        return False
    return not parameter.evidence or parameter.evidence[0].type.name in _MATCHED
