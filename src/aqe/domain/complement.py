"""What new tests add to tests that were there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aqe.domain.measure import Measure

__all__ = ["Complement"]


@dataclass(frozen=True, slots=True)
class Complement:
    """Coverage and mutants of a module with the existing tests alone, and with the new ones."""

    json_properties: ClassVar[tuple[str, ...]] = ("coverage_added", "mutants_added")
    existing_tests: int
    """Existing tests about the module that passed."""
    coverage_before: Measure
    """Lines and branches that the existing tests reach."""
    coverage_after: Measure
    """Lines and branches that they and the new tests reach."""
    mutants_before: Measure | None = None
    """Share of the sampled mutants that the existing tests notice; None where nobody asked."""
    mutants_after: Measure | None = None
    """Share that they and the new tests notice, of the same mutants."""

    @property
    def coverage_added(self) -> float | None:
        """The difference, as a share of all lines and branches."""
        return _difference(self.coverage_before, self.coverage_after)

    @property
    def mutants_added(self) -> float | None:
        """The difference, as a share of the same mutants."""
        return _difference(self.mutants_before, self.mutants_after)

    def measures(self) -> tuple[Measure, ...]:
        """All that was measured."""
        found = (
            self.coverage_before,
            self.coverage_after,
            self.mutants_before,
            self.mutants_after,
        )
        return tuple(each for each in found if each is not None)


def _difference(before: Measure | None, after: Measure | None) -> float | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return after.value - before.value
