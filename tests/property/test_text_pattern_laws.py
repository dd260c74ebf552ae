"""Whatever the pattern and the text: both engines find what `re` finds, groups included."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_patterns import PATTERNS, TEXTS, drawn_pattern, drawn_text

from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.scanning import (
    Match,
    PatternRefused,
    ScanProgram,
    TextPattern,
    compile_patterns,
    scan,
)
from aqe.booster.wasm import WasmEngine

NO_REPEAT = ("can be empty", "the empty text", "multiple repeat", "nothing to repeat")


@pytest.fixture(scope="module", params=[WasmEngine, ReferenceEngine], ids=lambda each: each.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    built: Engine = request.param()
    return built


def expected(pattern: str, text: str) -> list[Match]:
    """What `re` finds."""
    return [
        Match(0, *each.span(), tuple(None if span[0] < 0 else span for span in each.regs[1:]))
        for each in re.finditer(pattern, text, re.ASCII | re.MULTILINE)
    ]


def compiled(pattern: str) -> ScanProgram | PatternRefused:
    try:
        return compile_patterns([TextPattern(pattern)])
    except PatternRefused as refused:
        return refused


def agrees(engine: Engine, pattern: str, texts: list[str]) -> int | None:
    """The number of matches; None for a pattern outside of the language."""
    program = compiled(pattern)
    if isinstance(program, PatternRefused):
        assert program.reason.endswith(NO_REPEAT), pattern
        return None
    found = list(scan(engine, program, texts))
    assert found == [expected(pattern, each) for each in texts], (pattern, texts)
    return sum(map(len, found))


@settings(max_examples=300)
@given(pattern=PATTERNS, texts=st.lists(TEXTS, max_size=3))
def test_any_pattern_finds_what_re_finds(engine: Engine, pattern: str, texts: list[str]) -> None:
    agrees(engine, pattern, texts)


def sweep(engine: Engine, seed: int, count: int) -> tuple[int, int]:
    """How many drawn patterns were searched for, and how many were found."""
    chance = random.Random(seed)
    counts = [
        agrees(engine, drawn_pattern(chance), [drawn_text(chance) for _ in range(3)])
        for _ in range(count)
    ]
    taken = [each for each in counts if each is not None]
    return len(taken), sum(map(bool, taken))


def test_drawn_patterns_find_what_re_finds(engine: Engine) -> None:
    taken, found = sweep(engine, seed=1, count=1500)
    assert taken > 700
    assert found > 450


@pytest.mark.nightly
def test_many_drawn_patterns_find_what_re_finds(engine: Engine) -> None:
    sweep(engine, seed=2, count=100_000)


@settings(max_examples=150)
@given(patterns=st.lists(PATTERNS, min_size=2, max_size=4), text=TEXTS)
def test_patterns_of_one_program_do_not_disturb_each_other(
    engine: Engine, patterns: list[str], text: str
) -> None:
    taken = [each for each in patterns if isinstance(compiled(each), ScanProgram)]
    (together,) = scan(engine, compile_patterns([TextPattern(each) for each in taken]), [text])
    alone = [
        each._replace(pattern=number)
        for number, pattern in enumerate(taken)
        for each in expected(pattern, text)
    ]
    assert together == alone
