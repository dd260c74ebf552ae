"""Both sides get the same texts, in turns, and are compared round by round."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aqe.booster.measuring import PatternReport, Ratio, measure_patterns, runaway
from aqe.booster.ports import Limits, Operation
from aqe.booster.reference import ReferenceEngine


class BlindEngine(ReferenceEngine):
    """Misses a match wherever there is one."""

    name = "blind"

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        words = memoryview(super().run(operation, program, data, limits)).cast("I").tolist()
        if words[0] and words[2] == 1:
            words = [words[0] - 1, *words[5:]]
        return b"".join(each.to_bytes(4, "little") for each in words)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "test_one.py").write_text("import os\nos.system('x')\nassert x == True\n")
    return tmp_path


@pytest.fixture
def clock() -> Callable[[], float]:
    """Each question takes longer than the one before by a second."""
    ticks: Iterator[float] = itertools.accumulate(itertools.count(1.0))
    return lambda: next(ticks)


@pytest.fixture
def measured(
    library: Path, clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., PatternReport]:
    monkeypatch.setattr(runaway, "_CASES", ((r"(a+)+$", "a", "!", 40), (r"ab", "ab", "", 3)))

    def measure(*engines: ReferenceEngine, limit_s: float = 60) -> PatternReport:
        cases = runaway._CASES if limit_s < 1 else runaway._CASES[1:]
        monkeypatch.setattr(runaway, "_CASES", cases)
        return measure_patterns(
            engines,
            library=library,
            processor_time=clock,
            clock=clock,
            files=2,
            lines=50,
            rounds=3,
            limit_s=limit_s,
        )

    return measure


def test_rows_compare_each_engine_with_each_rival(
    measured: Callable[..., PatternReport],
) -> None:
    rows = measured(ReferenceEngine()).rows
    assert [(row.files, row.engine, row.rival) for row in rows] == [
        ("written", "reference", "re, one by one"),
        ("written", "reference", "re, one alternation"),
        ("standard library", "reference", "re, one by one"),
        ("standard library", "reference", "re, one alternation"),
    ]
    assert [row.count for row in rows] == [2, 2, 1, 1]
    assert [row.equal for row in rows] == [True, None, True, None]
    assert rows[2].matches == rows[2].rival_matches == 2
    assert all(row.patterns == 100 and row.matches for row in rows)


def test_ratios_are_those_of_the_rounds(measured: Callable[..., PatternReport]) -> None:
    first = measured(ReferenceEngine()).rows[0]
    # Six questions to the clock a round: ours takes 2, 8, 14 seconds, the first rival 4, 10, 16.
    assert (first.seconds, first.rival_seconds) == (8.0, 10.0)
    assert first.ratio == Ratio(16 / 14, 1.25, 2.0, 3)


def test_sides_that_differ_are_told(measured: Callable[..., PatternReport]) -> None:
    rows = measured(BlindEngine(), ReferenceEngine()).rows
    differing = {row.engine for row in rows if row.equal is False}
    assert differing == {"blind"}


def test_what_ends_is_compared(measured: Callable[..., PatternReport]) -> None:
    (ended,) = measured(ReferenceEngine()).runaways
    assert (ended.pattern, ended.characters, ended.equal) == ("ab", 6, True)
    assert ended.re_s is not None


def test_what_does_not_end_is_ended(measured: Callable[..., PatternReport]) -> None:
    lost = measured(ReferenceEngine(), limit_s=0.5).runaways[0]
    assert (lost.pattern, lost.characters, lost.re_s, lost.equal) == (r"(a+)+$", 41, None, None)
    assert set(lost.engine_s) == {"reference"}
