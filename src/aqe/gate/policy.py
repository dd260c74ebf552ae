"""Policies: criteria as a TOML file, read strictly, so that a typing slip never weakens a gate."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from aqe.domain.known_measures import KNOWN_MEASURES, KnownMeasure, known_measure
from aqe.domain.verdict import Criterion
from aqe.errors import SettingsError

__all__ = ["Policy", "StaleRule", "default_policy", "parse_policy"]

_SLUG = "broken-policy"
_TOP_KEYS = ("name", "stale_evidence", "criterion")
_CRITERION_KEYS = ("measure", "minimum", "maximum", "required", "when_unmeasured", "reason")
_UNMEASURED = ("inconclusive", "skip")


class StaleRule(StrEnum):
    """What evidence is worth after the code it is about changed."""

    TELL = "tell"
    """It counts, and the result says that it is old."""
    INCONCLUSIVE = "inconclusive"
    """It is no evidence any more."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Criteria that a change has to meet."""

    name: str
    criteria: tuple[Criterion, ...]
    stale: StaleRule = StaleRule.TELL


def default_policy() -> Policy:
    """The policy that ships with `aqe`."""
    place = resources.files("aqe.gate") / "default_policy.toml"
    return parse_policy(place.read_text(encoding="utf-8"), place="default policy")


def parse_policy(text: str, *, place: str) -> Policy:
    """Read a policy.

    Args:
        text: The TOML text.
        place: File name for messages.

    Raises:
        SettingsError: It is not TOML, or a key, value or measure is wrong; the message names the line.
    """
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            f"{place} is not valid TOML: {error}",
            hint="correct it at that place; `aqe gate --show-policy` prints the default policy",
            slug=_SLUG,
        ) from error
    return _Reader(text, place).policy(tables)


class _Reader:
    """Turns tables into a policy and finds the line of whatever is wrong."""

    def __init__(self, text: str, place: str) -> None:
        self._lines = text.splitlines()
        self._place = place

    def policy(self, tables: dict[str, Any]) -> Policy:
        for key in tables:
            if key not in _TOP_KEYS:
                raise self._unknown_key(key, _TOP_KEYS, self._line(key))
        name = tables.get("name", "unnamed")
        if not isinstance(name, str) or not name.strip():
            raise self._wrong("name", name, "text", self._line("name"))
        stale = tables.get("stale_evidence", StaleRule.TELL.value)
        if stale not in list(StaleRule):
            expected = "'tell' or 'inconclusive'"
            raise self._wrong("stale_evidence", stale, expected, self._line("stale_evidence"))
        rows = tables.get("criterion", [])
        if not isinstance(rows, list) or not rows:
            raise SettingsError(
                f"{self._place}: the policy has no criterion",
                hint='add a table [[criterion]] with measure = "line_coverage" and minimum = 0.8',
                slug=_SLUG,
            )
        criteria = tuple(self._criterion(row, number) for number, row in enumerate(rows))
        return Policy(name, criteria, StaleRule(stale))

    def _criterion(self, row: Any, number: int) -> Criterion:
        start = self._start_of(number)
        if not isinstance(row, dict):
            raise self._wrong("criterion", row, "a table [[criterion]]", start)
        for key in row:
            if key not in _CRITERION_KEYS:
                raise self._unknown_key(key, _CRITERION_KEYS, self._line(key, start))
        known = self._measure(row, start)
        minimum = self._bound(row, "minimum", known, start)
        maximum = self._bound(row, "maximum", known, start)
        if minimum is None and maximum is None:
            raise self._failed(f"criterion {known.name!r} has neither minimum nor maximum", start)
        if minimum is not None and maximum is not None and minimum > maximum:
            raise self._failed(
                f"criterion {known.name!r}: minimum {minimum:g} is above maximum {maximum:g}", start
            )
        unmeasured = row.get("when_unmeasured", "inconclusive")
        if unmeasured not in _UNMEASURED:
            expected = "'inconclusive' or 'skip'"
            line = self._line("when_unmeasured", start)
            raise self._wrong("when_unmeasured", unmeasured, expected, line)
        return Criterion(
            measure=known.name,
            minimum=minimum,
            maximum=maximum,
            required=self._typed(row, "required", bool, True, "true or false", start),
            reason=self._typed(row, "reason", str, "", "text", start),
            skips_unmeasured=unmeasured == "skip",
        )

    def _measure(self, row: dict[str, Any], start: int | None) -> KnownMeasure:
        name = row.get("measure")
        if name is None:
            raise self._failed("a criterion has no 'measure'", start)
        known = known_measure(name) if isinstance(name, str) else None
        if known is not None:
            return known
        names = [each.name for each in KNOWN_MEASURES]
        close = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(map(repr, close))}? " if close else ""
        raise SettingsError(
            f"{self._at(self._line('measure', start))}: unknown measure {name!r}",
            hint=f"{hint}known: {', '.join(names)}",
            slug="unknown-measure",
        )

    def _bound(
        self, row: dict[str, Any], key: str, known: KnownMeasure, start: int | None
    ) -> float | None:
        value = row.get(key)
        if value is None:
            return None
        line = self._line(key, start)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise self._wrong(key, value, "a number", line)
        if known.unit == "ratio" and not 0 <= value <= 1:
            raise self._wrong(key, value, "a ratio from 0 to 1 (80% is 0.8)", line)
        if value < 0:
            raise self._wrong(key, value, "a number of at least 0", line)
        return float(value)

    def _typed(
        self, row: dict[str, Any], key: str, kind: type, default: Any, words: str, start: int | None
    ) -> Any:
        value = row.get(key, default)
        if not isinstance(value, kind):
            raise self._wrong(key, value, words, self._line(key, start))
        return value

    def _start_of(self, number: int) -> int | None:
        """Line of the header of the criterion of that number, from 0."""
        headers = [
            index
            for index, line in enumerate(self._lines)
            if re.match(r"\s*\[\[\s*[\"']?criterion[\"']?\s*\]\]", line)
        ]
        return headers[number] if number < len(headers) else None

    def _line(self, key: str, start: int | None = 0) -> int | None:
        """Line on which a key is set, from the line `start` on, both counted from 0."""
        if start is None:
            return None
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=|\s*\[+\s*{re.escape(key)}\b")
        found = (
            index for index, line in enumerate(self._lines[start:], start) if pattern.match(line)
        )
        return next(found, start or None)

    def _at(self, line: int | None) -> str:
        return self._place if line is None else f"{self._place}, line {line + 1}"

    def _failed(self, message: str, line: int | None) -> SettingsError:
        return SettingsError(
            f"{self._at(line)}: {message}",
            hint="`aqe gate --show-policy` prints the default policy as an example",
            slug=_SLUG,
        )

    def _wrong(self, key: str, value: Any, expected: str, line: int | None) -> SettingsError:
        return self._failed(f"{key} = {value!r} is not {expected}", line)

    def _unknown_key(self, key: str, known: tuple[str, ...], line: int | None) -> SettingsError:
        close = difflib.get_close_matches(key, known, n=1)
        meant = f"did you mean {close[0]!r}? " if close else ""
        return SettingsError(
            f"{self._at(line)}: unknown key {key!r}",
            hint=f"{meant}known: {', '.join(known)}",
            slug=_SLUG,
        )
