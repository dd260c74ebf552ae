"""Patterns that a search by trial and error does not come to an end with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aqe.booster.ports import Engine
from aqe.booster.scanning import TextPattern, compile_patterns, scan

__all__ = ["RunawayRow", "measure_runaways"]

_CASES = (
    (r"(a+)+$", "a", "!", 30),
    (r"(a+)+$", "a", "!", 100_000),
    (r"(x+x+)+y", "x", "z", 100_000),
    (r"(.*a){20}b", "a", "!", 20_000),
    (r".*[^A-Z]|[A-Z]", "A", "A", 100_000),
    (r"\s+$", " ", "!", 100_000),
)
_CHILD = """
import re, sys
pattern, unit, end, count = sys.argv[1:]
print(sum(1 for _ in re.finditer(pattern, unit * int(count) + end, re.ASCII | re.MULTILINE)))
"""


@dataclass(frozen=True, slots=True)
class RunawayRow:
    """One pattern on one text."""

    pattern: str
    characters: int
    engine_s: Mapping[str, float]
    """By engine."""
    re_s: float | None
    """None: `re` did not end within the limit."""
    limit_s: float
    equal: bool | None
    """Whether all found as many matches; None where `re` did not end."""


def measure_runaways(
    engines: tuple[Engine, ...], limit_s: float, clock: Callable[[], float]
) -> tuple[RunawayRow, ...]:
    """Search with each engine, and with `re` in a process of its own that is ended at the limit."""
    return tuple(_row(case, engines, limit_s, clock) for case in _CASES)


def _row(
    case: tuple[str, str, str, int],
    engines: tuple[Engine, ...],
    limit_s: float,
    clock: Callable[[], float],
) -> RunawayRow:
    pattern, unit, end, count = case
    program = compile_patterns([TextPattern(pattern)])
    text = unit * count + end
    counts, seconds = [], {}
    for engine in engines:
        started = clock()
        counts.append(len(next(scan(engine, program, [text]))))
        seconds[engine.name] = clock() - started
    started = clock()
    found = _searched_by_re(case, limit_s)
    ended = clock()
    return RunawayRow(
        pattern=pattern,
        characters=len(text),
        engine_s=seconds,
        re_s=None if found is None else ended - started,
        limit_s=limit_s,
        equal=None if found is None else {found} == set(counts),
    )


def _searched_by_re(case: tuple[str, str, str, int], limit_s: float) -> int | None:
    command = [sys.executable, "-I", "-c", _CHILD, *map(str, case)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit_s, check=True)
    except subprocess.TimeoutExpired:
        return None
    return int(done.stdout)
