"""What is asked of an anonymisation, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aqe.booster.anonymising.columns import ColumnReport
from aqe.booster.anonymising.detection import METHODS, Find
from aqe.booster.anonymising.keys import AnonymisingRefused, Key

__all__ = ["AnonymisingOptions", "AnonymisingReport", "Broken", "Groups", "Join"]


class Broken(Exception):
    """The user asked to stop; nothing was written."""


def _find_nothing(column: str, text: str) -> tuple[str, ...]:
    return ()


def _go_on() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class AnonymisingOptions:
    """How columns are treated."""

    key: Key
    methods: Mapping[str, str] = field(default_factory=dict)
    """Method by column, in place of what would be chosen."""
    quasi_identifiers: tuple[str, ...] = ()
    """Columns that together may point to a person; counted, not changed."""
    find: Find = _find_nothing
    """Further rules for sensitive data in texts."""
    cancelled: Callable[[], bool] = _go_on

    def check(self, columns: set[str]) -> None:
        """Make sure that what was named is there.

        Raises:
            AnonymisingRefused: A column or a method is unknown.
        """
        for name, method in self.methods.items():
            if method not in METHODS:
                raise AnonymisingRefused(
                    f"{method!r} is no method", hint=f"known: {', '.join(METHODS)}"
                )
            self._check_column(name, columns)
        for name in self.quasi_identifiers:
            self._check_column(name, columns)

    @staticmethod
    def _check_column(name: str, columns: set[str]) -> None:
        if name not in columns:
            known = sorted(columns)
            more = ", ..." if len(known) > 20 else ""
            raise AnonymisingRefused(
                f"there is no column {name!r}", hint=f"known: {', '.join(known[:20])}{more}"
            )


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that share the same quasi-identifiers."""

    columns: tuple[str, ...]
    smallest: int
    """k: as many rows at least look alike."""
    small_rows: int
    """Rows in groups of fewer than five."""


@dataclass(frozen=True, slots=True)
class Join:
    """A foreign key, before and after."""

    name: str
    orphans_before: int
    """Rows that point to nothing."""
    orphans_after: int

    @property
    def holds(self) -> bool:
        """Whether as many rows find what they point to."""
        return self.orphans_before == self.orphans_after


@dataclass(frozen=True, slots=True)
class AnonymisingReport:
    """What was done."""

    rows: int
    columns: tuple[ColumnReport, ...]
    groups: tuple[Groups, ...] = ()
    joins: tuple[Join, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything that was compared is as promised."""
        checks = [check.holds for column in self.columns for check in column.checks]
        return False not in checks and all(each.holds for each in self.joins)
