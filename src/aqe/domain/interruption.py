"""Where code reacts to being broken off: around a ``yield``, in ``__exit__``, while it awaits."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.domain.recipe import Symbol

__all__ = ["Interruption"]


@dataclass(frozen=True, slots=True)
class Interruption:
    """How one callable reacts."""

    callable: str
    """Its qualified name."""
    catches: tuple[Symbol, ...] = ()
    """Exceptions that it mentions where it reacts."""
    cleans_up: bool = False
    """Whether something follows a ``yield`` or ``await`` however it ends."""
    receives: bool = False
    """Whether it uses what is sent into it."""
