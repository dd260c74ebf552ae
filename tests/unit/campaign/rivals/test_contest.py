"""Rows that are kept, and what makes them count no more."""

from __future__ import annotations

import os
import queue
import shutil
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.analysis.locate import locate
from aqe.campaign.rivals.contest import Contest, Round, Shelf, _why_nothing, own_version
from aqe.domain.benchmark import BenchmarkRow, Contender, Effort, SuiteScore
from aqe.execution.interpreter import find_interpreter


@pytest.fixture
def contest(tmp_path: Path) -> Contest:
    python = find_interpreter(tmp_path, None, {})
    return Contest(
        root=tmp_path,
        budget_s=10,
        project_python=python,
        rival_python=python,
        behind=(),
        shelf=Shelf(tmp_path / "shelf"),
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
    )


def a_round(tmp_path: Path, source: str = "x = 1\n") -> Round:
    for name in ("part", "neighbour"):
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / "pkg" / "__init__.py").touch()
        (tmp_path / "pkg" / f"{name}.py").write_text(source)
    located = locate(tmp_path / "pkg" / "part.py", project_root=tmp_path)
    return Round(Contender("pynguin", "pynguin", "1"), located, 1)


SCORE = SuiteScore(3, 2, 1, 0, 0.5, None, 0.5, 0.1, 0.4, 0.25, 8, 0.2, ("a note",))


def test_a_row_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    rows = [
        BenchmarkRow("aqe", "pkg.part", 3, Effort(1.5, 1.0, 99, 0, "finished"), SCORE),
        BenchmarkRow(
            "aqe", "pkg.part", 4, Effort(1.5, None, None, None, "memory", False), None, "why"
        ),
    ]
    for key, row in zip("ab", rows, strict=True):
        shelf.keep(key, row)
    assert [shelf.row(key) for key in "ab"] == rows


@pytest.mark.parametrize("text", ["", "{", "[]", '{"score": null}', '{"contender": 1}'])
def test_a_row_that_cannot_be_read_is_measured_again(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").mkdir()
    (tmp_path / "key" / "row.json").write_text(text)
    assert Shelf(tmp_path).row("key") is None
    assert Shelf(tmp_path).row("other") is None


def test_whatever_a_row_depends_on_changes_its_key(tmp_path: Path, contest: Contest) -> None:
    each = a_round(tmp_path)
    before = contest.key(each)
    assert contest.key(a_round(tmp_path)) == before
    python = contest.rival_python
    changed = {
        contest.key(replace(each, seed=2)),
        contest.key(replace(each, contender=replace(each.contender, version="2"))),
        contest.key(replace(each, contender=replace(each.contender, options=("--x",)))),
        replace(contest, budget_s=11).key(each),
        replace(contest, jobs=2).key(each),
        replace(contest, search_path=(tmp_path / "lib",)).key(each),
        replace(contest, behind=(tmp_path / "lib", tmp_path)).key(each),
        replace(contest, installed=("another",)).key(each),
        replace(contest, project_python=replace(python, path=tmp_path / "python")).key(each),
        replace(contest, rival_python=replace(python, path=tmp_path / "python")).key(each),
        replace(contest, rival_python=replace(python, prefix=tmp_path)).key(each),
    }
    (tmp_path / "pkg" / "neighbour.py").write_text("x = 2\n")
    changed.add(contest.key(each))
    assert before not in changed
    assert len(changed) == 12


def test_changed_sources_of_ours_are_another_contender(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("x = 1\n")
    before = own_version(tmp_path, "0.1")
    assert before.startswith("0.1+")
    assert own_version(tmp_path, "0.1") == before
    (tmp_path / "one.py").write_text("x = 2\n")
    assert own_version(tmp_path, "0.1") != before


def test_a_place_is_one_benchmark_s_at_a_time(tmp_path: Path) -> None:
    one, other = Shelf(tmp_path / "shelf"), Shelf(tmp_path / "shelf")
    with (
        one.claimed("key", lambda: False) as first,
        other.claimed("key", lambda: False) as second,
        other.claimed("another", lambda: False) as third,
    ):
        assert (first, second, third) == (True, False, True)
    with other.claimed("key", lambda: False) as later:
        assert later


def test_who_comes_second_waits_for_the_row_and_takes_it(tmp_path: Path, contest: Contest) -> None:
    each, row = a_round(tmp_path), BenchmarkRow("a", "b", 1, Effort(1, 1, 1, 0, "finished"), SCORE)
    key = contest.key(each)
    suite = contest.shelf.place(key) / "tests" / "test_it.py"
    with ThreadPoolExecutor() as pool, contest.shelf.claimed(key, lambda: False):
        suite.parent.mkdir(parents=True)
        suite.touch()
        told: queue.SimpleQueue[str] = queue.SimpleQueue()
        second = replace(contest, fresh=True)
        found = pool.submit(second.row, each, phase=told.put, cancelled=lambda: False)
        assert "wait" in told.get(timeout=60)
        assert suite.exists()
        contest.shelf.keep(key, row)
    assert found.result() == row
    assert suite.exists()


def test_waiting_can_be_broken_off(tmp_path: Path, contest: Contest) -> None:
    each = a_round(tmp_path)
    with contest.shelf.claimed(contest.key(each), lambda: False):
        assert contest.row(each, phase=lambda _: None, cancelled=lambda: True) is None


def test_a_contender_without_a_place_for_its_output_is_a_row_that_says_so(
    tmp_path: Path, contest: Contest
) -> None:
    each = a_round(tmp_path)

    def phase(_: str) -> None:
        shutil.rmtree(contest.shelf.place(contest.key(each)))

    row = contest.row(each, phase=phase, cancelled=lambda: False)
    assert row is not None
    assert row.effort.ended == "not-started"
    assert row.score is None
    assert "output.txt" in row.problem
    assert contest.shelf.row(contest.key(each)) is None


def test_of_what_a_contender_printed_the_end_is_told(tmp_path: Path) -> None:
    with (tmp_path / "errors.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
        file.seek(0, os.SEEK_END)
        file.write(b"\nfirst\nlast \xff\n")
    tracemalloc.start()
    try:
        told = _why_nothing(Effort(1, None, None, 3, "finished"), tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told.startswith("no suite, exit code 3: ")
    assert told.endswith("first | last \N{REPLACEMENT CHARACTER}")
    assert peak < 1024 * 1024


@pytest.mark.parametrize(
    ("ended", "why"), [("timeout", "time"), ("memory", "memory"), ("output", "output")]
)
def test_what_a_contender_was_ended_for_is_told(tmp_path: Path, ended: str, why: str) -> None:
    assert f"for its {why}" in _why_nothing(Effort(1, None, None, None, ended), tmp_path)


def test_what_a_contender_says_is_told_without_folders_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "errors.txt").write_text(
        'File "/home/somebody/.venv/lib/rival/cfg.py", line 158\nRuntimeError: 3/4 done\n',
        encoding="utf-8",
    )
    told = _why_nothing(Effort(1, None, None, 1, "finished"), tmp_path)
    assert 'File "…/cfg.py", line 158 | RuntimeError: 3/4 done' in told
