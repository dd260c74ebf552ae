"""A hundred text patterns over a thousand files: the engines beside Python's `re`.

Both sides get the same texts as str and search for every match of every pattern; compiling the
patterns is outside of the measured time. Rounds take turns, so that what else the machine does
falls on both. `re` enters twice: pattern by pattern, which finds the same matches, and as one
alternation of all patterns, which finds fewer, since what one pattern takes hides others.
"""

from __future__ import annotations

import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.booster.measuring.corpus import files_of, written_files
from aqe.booster.measuring.pattern_set import PATTERNS
from aqe.booster.measuring.runaway import RunawayRow, measure_runaways
from aqe.booster.ports import Engine
from aqe.booster.scanning import ScanProgram, TextPattern, compile_patterns, scan

__all__ = ["PatternReport", "PatternRow", "Ratio", "measure_patterns"]

_FLAGS = re.ASCII | re.MULTILINE
_EACH, _TOGETHER = "re, one by one", "re, one alternation"


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times faster, over the rounds."""

    least: float
    median: float
    most: float
    rounds: int


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One engine beside one rival on the same files."""

    files: str
    """``written`` by a seed, or those of the ``standard library``."""
    engine: str
    rival: str
    count: int
    """Number of files."""
    characters: int
    patterns: int
    matches: int
    rival_matches: int
    equal: bool | None
    """Whether both found as many matches for each pattern; None where the rival cannot."""
    seconds: float
    """Median of the engine."""
    rival_seconds: float
    """Median of the rival."""
    ratio: Ratio


@dataclass(frozen=True, slots=True)
class PatternReport:
    """Everything that was measured."""

    rows: tuple[PatternRow, ...]
    runaways: tuple[RunawayRow, ...]
    seed: int


def measure_patterns(
    engines: Sequence[Engine],
    *,
    library: Path,
    processor_time: Callable[[], float],
    clock: Callable[[], float],
    seed: int = 1,
    files: int = 1000,
    lines: int = 200,
    rounds: int = 3,
    limit_s: float = 5.0,
    before: Callable[[str, int, int], None] = lambda part, number, rounds: None,
) -> PatternReport:
    """Measure.

    Args:
        engines: Those to compare, the fastest first.
        library: Folder whose Python files are the second set of texts.
        processor_time: Seconds that this process has spent computing.
        clock: Seconds that have passed.
        seed: Of the files that are written.
        files: Number of files of each set.
        lines: Lines of each file, at most.
        rounds: How often each side is measured.
        limit_s: Seconds after which `re` is ended on a pattern that it gets lost in.
        before: Called before each round, with what is measured, its number and how many there are.
    """
    texts = {
        "written": written_files(random.Random(seed), files, lines),
        "standard library": files_of(library, files, lines),
    }
    rows = [
        row
        for name, each in texts.items()
        for row in _rows(name, each, engines, processor_time, rounds, before)
    ]
    return PatternReport(tuple(rows), measure_runaways(tuple(engines), limit_s, clock), seed)


def _rows(
    name: str,
    texts: list[str],
    engines: Sequence[Engine],
    clock: Callable[[], float],
    rounds: int,
    before: Callable[[str, int, int], None],
) -> list[PatternRow]:
    program = compile_patterns([TextPattern(each) for each in PATTERNS])
    searches: dict[str, Callable[[], Counter[int]]] = {
        engine.name: _engine_search(engine, program, texts) for engine in engines
    }
    searches |= {_EACH: _search_each(texts), _TOGETHER: _search_together(texts)}
    times: dict[str, list[float]] = {each: [] for each in searches}
    found: dict[str, Counter[int]] = {}
    for number in range(1, rounds + 1):
        before(f"{name} files", number, rounds)
        for side, search in searches.items():
            started = clock()
            found[side] = search()
            times[side].append(clock() - started)
    return [
        PatternRow(
            files=name,
            engine=engine.name,
            rival=rival,
            count=len(texts),
            characters=sum(map(len, texts)),
            patterns=len(PATTERNS),
            matches=found[engine.name].total(),
            rival_matches=found[rival].total(),
            equal=found[engine.name] == found[rival] if rival == _EACH else None,
            seconds=statistics.median(times[engine.name]),
            rival_seconds=statistics.median(times[rival]),
            ratio=_ratio(times[engine.name], times[rival]),
        )
        for engine in engines
        for rival in (_EACH, _TOGETHER)
    ]


def _engine_search(
    engine: Engine, program: ScanProgram, texts: list[str]
) -> Callable[[], Counter[int]]:
    return lambda: Counter(
        match.pattern for found in scan(engine, program, texts) for match in found
    )


def _search_each(texts: list[str]) -> Callable[[], Counter[int]]:
    patterns = [re.compile(each, _FLAGS) for each in PATTERNS]

    def search() -> Counter[int]:
        counts: Counter[int] = Counter()
        for text in texts:
            for number, pattern in enumerate(patterns):
                for _ in pattern.finditer(text):
                    counts[number] += 1
        return counts

    return search


def _search_together(texts: list[str]) -> Callable[[], Counter[int]]:
    parts = [re.sub(r"^\(\?(\w+)\)(.*)", r"(?\1:\2)", each) for each in PATTERNS]
    pattern = re.compile("|".join(f"(?:{each})" for each in parts), _FLAGS)

    def search() -> Counter[int]:
        return Counter(0 for text in texts for _ in pattern.finditer(text))

    return search


def _ratio(ours: list[float], theirs: list[float]) -> Ratio:
    ratios = [their / our for our, their in zip(ours, theirs, strict=True) if our > 0]
    if not ratios:
        return Ratio(0.0, 0.0, 0.0, 0)
    return Ratio(min(ratios), statistics.median(ratios), max(ratios), len(ratios))
