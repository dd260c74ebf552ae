"""Mutants that share a fork have the fates that they have alone, whatever the subject remembers."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.mutant import Mutant
from aqe.execution.limits import Limits
from aqe.execution.workers import Worker

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are not to be had")

SOURCE = textwrap.dedent(
    '''
    """A subject that remembers."""

    import functools
    import os
    import types

    _memo = {}
    _last = None
    log = []


    @functools.lru_cache(maxsize=None)
    def cached(x):
        return x + 1


    def memo(x):
        if x not in _memo:
            _memo[x] = x * 2
        return _memo[x]


    def lazily():
        global _last
        if _last is None:
            _last = 5 - 1
        return _last


    def logged(x):
        log.append(x)
        return len(log) + 10


    class Counter:
        made = 0

        def __init__(self):
            Counter.made += 1
            self.number = Counter.made

        def name(self):
            return "counter %d" % (self.number + 100)


    def deadly(x):
        if x > 100:
            os._exit(3)
        return x - 7


    def plain(x):
        return x ^ 3


    def _closing():
        kept = {}

        def closed(x):
            if x not in kept:
                kept[x] = x * 5
            return kept[x]

        return closed


    closed = _closing()
    _box = types.SimpleNamespace(kept={})


    def boxed(x):
        if x not in _box.kept:
            _box.kept[x] = x * 19
        return _box.kept[x]
    '''
)
PROGRAMS = (
    "cached(1)",
    "memo(2)",
    "lazily()",
    "logged(3)",
    "Counter().name()",
    "deadly(4)",
    "plain(5)",
    "closed(6)",
    "boxed(7)",
)
CHANGES = [
    ("x + 1", "x - 1", "0"),
    ("x + 1", "x + 2", "0"),
    ("x * 2", "x * 3", "1"),
    ("x * 2", "x - 2", "1"),
    ("5 - 1", "5 + 1", "2"),
    ("5 - 1", "5 - 2", "2"),
    ("log.append(x)", "pass", "3"),
    ("+ 10", "+ 11", "3"),
    ("made += 1", "made += 2", "4"),
    ("+ 100", "- 100", "4"),
    ("x > 100", "x < 100", "5"),
    ("x - 7", "x + 7", "5"),
    ("x ^ 3", "x ^ 4", "6"),
]
EQUIVALENT = [("x not in _memo", "True"), ("x > 100", "x > 101"), ("5 - 1", "2 + 2")]


def _mutant(number: int, original: str, replacement: str) -> Mutant:
    start = SOURCE.index(original)
    line = SOURCE.count("\n", 0, start) + 1
    end = start + len(original)
    return Mutant(f"m{number}", "known", "", line, start, end, original, replacement)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    folder = tmp_path_factory.mktemp("project")
    path = folder / "remembers.py"
    path.write_text(SOURCE, encoding="utf-8")
    limits = Limits(cpu_s_per_call=0.5, wall_s_per_call=20.0, grace_s=10.0)
    with Worker(Path(sys.executable), "remembers", path, [folder], limits=limits) as worker:
        yield worker


def _programs() -> list[Program]:
    return [
        Program(number, ("from remembers import *",), (), (ProgramLine("plain", text, "found"),))
        for number, text in enumerate(PROGRAMS)
    ]


@pytest.mark.parametrize("step", [1, -1])
def test_what_one_mutant_leaves_behind_does_not_count_for_the_next(
    worker: Worker, step: int
) -> None:
    mutants = [_mutant(number, *change[:2]) for number, change in enumerate(CHANGES)][::step]
    results = worker.run_mutants(mutants, _programs())
    assert [(each.state.value, each.killed_by) for each in results] == [
        ("killed", (number,)) for _, _, number in CHANGES[::step]
    ]


def test_equivalent_mutants_survive_behind_others(worker: Worker) -> None:
    killed = [_mutant(number, *change[:2]) for number, change in enumerate(CHANGES)]
    alike = [_mutant(50 + number, *change) for number, change in enumerate(EQUIVALENT)]
    mixed = [each for pair in zip(killed, alike, strict=False) for each in pair]
    results = worker.run_mutants(mixed, _programs())
    assert [each.state.value for each in results] == ["killed", "survived"] * len(alike)


def test_a_verdict_that_what_is_left_behind_explains_does_not_count(worker: Worker) -> None:
    hidden = [_mutant(60, "x * 5", "x - 5"), _mutant(61, "x * 5", "5 * x")]
    results = worker.run_mutants([*hidden, hidden[0]], _programs())
    assert [each.state.value for each in results] == ["killed", "survived", "killed"]


def test_what_state_nobody_looks_at_explains_does_not_count(worker: Worker) -> None:
    hidden = [_mutant(70, "x * 19", "x - 19"), _mutant(71, "x * 19", "19 * x")]
    results = worker.run_mutants(hidden, _programs())
    assert [each.state.value for each in results] == ["killed", "survived"]
    backwards = worker.run_mutants(hidden[::-1], _programs())
    assert [each.state.value for each in backwards] == ["survived", "killed"]
