"""Calls that by the protocol of the language only ask: nothing is different after them."""

from __future__ import annotations

from aqe.domain.subject import CallableKind
from aqe.generation.scenario import Step

__all__ = ["LOOKS", "is_question"]

LOOKS = frozenset(
    f"__{name}__"
    for name in "repr str len hash bool eq ne lt le gt ge contains format iter reversed".split()
)
"""Methods that look at an object."""
_OPERATORS = frozenset(
    f"__{name}__"
    for name in """neg pos abs invert add sub mul truediv floordiv mod pow and or xor lshift rshift
    radd rsub rmul rtruediv rfloordiv rmod rpow rand ror rxor int float complex bytes index round copy
    dir sizeof""".split()
)


def is_question(step: Step) -> bool:
    """Whether a step looks at an object or makes another one of it."""
    subject = step.subject
    if subject is None:
        return False
    is_asked = subject.name in LOOKS or subject.name in _OPERATORS
    return is_asked or subject.kind is CallableKind.PROPERTY
