"""What was found out about one goal, before it is put together with where the goal stands."""

from __future__ import annotations

from dataclasses import dataclass

from aqe.domain.explanation import Cause, Ending, Guard, Miss

__all__ = ["Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sort of obstacle and all that is known about it."""

    cause: Cause
    reason: str
    guard: Guard | None = None
    nearest: Miss | None = None
    tries: int = 0
    endings: tuple[Ending, ...] = ()
    helps: tuple[str, ...] = ()
