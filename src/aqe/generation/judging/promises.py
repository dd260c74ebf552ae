"""Which exceptions a callable promises: in its documentation, by its raises, by those of what it calls."""

from __future__ import annotations

import builtins
import re

from aqe.domain.subject import CallableSubject, Subject

__all__ = ["is_promised"]

_NAMES = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Iteration|Warning)\b")
_DEPTH = 4
"""Calls that are followed for what they raise."""


def is_promised(subject: Subject, callable_: CallableSubject, exception: str) -> bool:
    """Whether a caller has been told of an exception.

    Args:
        subject: the module.
        callable_: what was called.
        exception: simple name of the exception's type.
    """
    named = set(_documented(subject, callable_)) | _raised(subject, callable_)
    return any(_covers(each.rpartition(".")[2], exception) for each in named)


def _documented(subject: Subject, callable_: CallableSubject) -> list[str]:
    texts = [callable_.docstring]
    owners = [each for each in subject.classes if each.qualname == callable_.owner]
    texts += [each.docstring for each in owners]
    found = [name for text in texts if text for name in _NAMES.findall(text)]
    return [*callable_.documented_raises, *found]


def _raised(subject: Subject, callable_: CallableSubject) -> set[str]:
    """Names in the raise statements of a callable and of those that it calls by name."""
    found: set[str] = set()
    seen = {callable_.qualname}
    level = [callable_]
    for _ in range(_DEPTH):
        found.update(name for each in level for name in each.raises)
        called = {name.rpartition(".")[2] for each in level for name in each.calls}
        level = [
            each for each in subject.callables if each.name in called and each.qualname not in seen
        ]
        seen.update(each.qualname for each in level)
    return found


def _covers(promised: str, exception: str) -> bool:
    """Whether an exception is of a promised type, by name or as a built-in one derived from it."""
    if promised == exception:
        return True
    wider, narrower = getattr(builtins, promised, None), getattr(builtins, exception, None)
    return isinstance(wider, type) and isinstance(narrower, type) and issubclass(narrower, wider)
