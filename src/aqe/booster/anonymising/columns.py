"""Columns while they are looked at and changed: what comes first, and what is reported in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aqe.booster.anonymising.dates import DateShift, is_date, may_be_day_first
from aqe.booster.anonymising.detection import Choice
from aqe.booster.anonymising.json_texts import replaced_json
from aqe.booster.anonymising.keys import AnonymisingRefused, Key
from aqe.booster.anonymising.numbers import Noise
from aqe.booster.anonymising.permutation import permuted
from aqe.booster.anonymising.statistics import ColumnCounts, Comparison, compared
from aqe.booster.anonymising.traces import is_identifying, traces_of_value
from aqe.booster.anonymising.values import Pseudonyms

__all__ = ["LOOKED_AT", "Changer", "ColumnReport", "Profile"]

LOOKED_AT = 200
"""Values of a column by which what it holds is told."""
_MOST_SHUFFLED = 2_000_000
_MOST_COLUMNS = 10_000
_MAY_BE_JSON = frozenset("{[ \t\r\n")


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """What was done to a column; no value of it is named."""

    name: str
    method: str
    reason: str
    values: int
    """Values that are not null."""
    nulls: int
    unchanged: int | None
    """Values that are the same as before, by chance or because nothing in them may change; None for a
    column that is kept."""
    checks: tuple[Comparison, ...] = ()


class Profile:
    """The first look at all columns."""

    def __init__(self) -> None:
        self.samples: dict[str, list[Any]] = {}
        self.counts: dict[str, ColumnCounts] = {}
        self.traces: dict[str, frozenset[str]] = {}
        """What was seen in any value of a column, not only in the first ones."""

    def add(self, column: str, value: Any) -> None:
        """Take one value.

        Raises:
            AnonymisingRefused: There are more columns than any table has.
        """
        counts = self.counts.get(column)
        if counts is None:
            if len(self.counts) >= _MOST_COLUMNS:
                raise AnonymisingRefused(
                    f"there are more than {_MOST_COLUMNS} columns",
                    hint="names of members that are data have to become values first",
                )
            counts = self.counts[column] = ColumnCounts()
            self.samples[column] = []
        counts.add(value)
        sample = self.samples[column]
        if value is not None and value != "" and len(sample) < LOOKED_AT:
            sample.append(value)
        if column not in self.traces:
            found = traces_of_value(value)
            if found:
                self.traces[column] = found


class Changer:
    """Changes the values of all columns and counts what comes of it."""

    def __init__(
        self, key: Key, choices: Mapping[str, Choice], profile: Profile, pseudonyms: Pseudonyms
    ) -> None:
        self._key = key
        self._choices = choices
        self._before = profile.counts
        self._pseudonyms = pseudonyms
        self._after = {name: ColumnCounts() for name in choices}
        self._unchanged = dict.fromkeys(choices, 0)
        self._dates: dict[str, DateShift] = {}
        self._noise: dict[str, Noise] = {}
        self._shuffled: dict[str, list[Any]] = {}
        self._reached: dict[str, int] = {}
        for name, choice in choices.items():
            if choice.method == "date":
                texts = [each for each in profile.samples.get(name, ()) if is_date(each)]
                first = may_be_day_first(texts)
                self._dates[name] = DateShift(key, pseudonyms, is_day_first=first)
            elif choice.method == "noise" and name in profile.counts:
                self._noise[name] = Noise(key, name, profile.counts[name].numbers)
            elif choice.method == "shuffle":
                self._shuffled[name] = []

    @property
    def shuffled(self) -> frozenset[str]:
        """Columns whose values have to be collected before the first one is changed."""
        return frozenset(self._shuffled)

    def collect(self, column: str, value: Any) -> None:
        """Take one value of such a column.

        Raises:
            AnonymisingRefused: There are too many.
        """
        if column in self._shuffled and value is not None:
            values = self._shuffled[column]
            if len(values) >= _MOST_SHUFFLED:
                raise AnonymisingRefused(
                    f"the column {column!r} has more than {_MOST_SHUFFLED} values to shuffle",
                    hint=f"choose another method: --column {column}=pseudonym",
                )
            values.append(value)

    def change(self, column: str, value: Any) -> Any:
        """The value that takes the place of one, the next in its column."""
        changed = None if value is None else self._changed(column, value)
        counts = self._after.get(column)
        if counts is None:
            raise AnonymisingRefused(
                f"the column {column!r} came up while writing and was not there before",
                hint="do not change the file while it is read",
            )
        counts.add(changed)
        if changed is not None and changed == value:
            self._unchanged[column] += 1
        return changed

    def _changed(self, column: str, value: Any) -> Any:
        method = self._choices[column].method if column in self._choices else "keep"
        if method == "keep":
            return value
        if method == "pseudonym":
            return self._pseudonym(value)
        if method == "phone":
            return self._pseudonyms.phone(value)
        if method == "date":
            return self._dates[column].value(value)
        if method == "noise":
            moved = self._noise[column].value(value) if column in self._noise else None
            return self._pseudonyms.value(value) if moved is None else moved
        if method == "shuffle":
            return self._next(column)
        return None

    def rename(self, name: str) -> str:
        """The name that takes the place of a member's: a pseudonym where the name is data itself."""
        is_data = bool(traces_of_value(name)) or is_identifying(name)
        return self._pseudonyms.text(name) if is_data else name

    def _pseudonym(self, value: Any) -> Any:
        if isinstance(value, str) and value[:1] in _MAY_BE_JSON:
            inner = replaced_json(value, self._pseudonyms.text, self.rename)
            if inner is not None:
                return inner
        return self._pseudonyms.value(value)

    def _next(self, column: str) -> Any:
        values = self._shuffled[column]
        index = self._reached.get(column, 0)
        self._reached[column] = index + 1
        place = permuted(self._key, b"shuffle " + column.encode(), index, len(values))
        return values[place]

    def reports(self) -> tuple[ColumnReport, ...]:
        """What was done, column by column."""
        found = []
        for name, choice in self._choices.items():
            before = self._before.get(name) or ColumnCounts()
            after = self._after[name]
            is_kept = choice.method == "keep"
            found.append(
                ColumnReport(
                    name=name,
                    method=choice.method,
                    reason=choice.reason,
                    values=before.rows - before.nulls,
                    nulls=before.nulls,
                    unchanged=None if is_kept else self._unchanged[name],
                    checks=() if is_kept else compared(choice.method, before, after),
                )
            )
        return tuple(found)
