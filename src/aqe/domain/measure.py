"""Numbers with their basis. No run, no number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["Basis", "Measure", "confined"]


class Basis(StrEnum):
    """Where a number comes from."""

    MEASURED = "measured"
    DERIVED = "derived"
    """Computed from measured numbers."""
    ESTIMATED = "estimated"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Measure:
    """A value, its unit, its basis and the runs it came from."""

    name: str
    value: float | None
    """None exactly when the basis is unavailable."""
    unit: str
    """``ratio`` (0 to 1), ``count``, ``s``, ``bytes``, ``usd``."""
    basis: Basis
    runs: tuple[str, ...] = ()
    detail: str = ""
    """Why it is unavailable, or what it covers."""
    scope: str = ""
    """What it is about where that is less than the project: files, a module, some of the tests."""

    def __post_init__(self) -> None:
        if (self.value is None) != (self.basis is Basis.UNAVAILABLE):
            raise ValueError(f"measure {self.name!r}: value {self.value!r} with basis {self.basis}")
        if self.basis in (Basis.MEASURED, Basis.DERIVED) and not self.runs:
            raise ValueError(f"measure {self.name!r} is {self.basis} but names no run")

    @classmethod
    def unavailable(cls, name: str, unit: str, why: str, runs: tuple[str, ...] = ()) -> Measure:
        """A number that could not be had; `runs` are those that did not give it."""
        return cls(name, None, unit, Basis.UNAVAILABLE, runs, why)


def confined(measures: Iterable[Measure], scope: str) -> tuple[Measure, ...]:
    """The measures as measures of a part; an empty scope leaves them as they are."""
    return tuple(replace(each, scope=scope) if scope else each for each in measures)
