"""A subject without the texts that are told from how its bodies take texts apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aqe.domain.subject import CallableSubject, ClassSubject, Parameter, Subject

__all__ = ["unshaped"]


def unshaped(subject: Subject) -> Subject:
    """The subject as it is without them, to see what they are worth.

    What the source shows as well stays, in the place among the constants that it has with them.
    """
    return replace(
        subject,
        callables=_callables(subject.callables),
        arrangers=_callables(subject.arrangers),
        classes=_classes(subject.classes),
        known_classes=_classes(subject.known_classes),
    )


def _callables(callables: Sequence[CallableSubject]) -> tuple[CallableSubject, ...]:
    return tuple(replace(each, parameters=_plain(each.parameters)) for each in callables)


def _classes(classes: Sequence[ClassSubject]) -> tuple[ClassSubject, ...]:
    return tuple(replace(each, constructor=_plain(each.constructor)) for each in classes)


def _plain(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    return tuple(
        replace(
            each,
            constants=tuple(one for one in each.constants if one not in each.shapes),
            shapes=(),
        )
        for each in parameters
    )
