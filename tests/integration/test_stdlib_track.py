"""The torture track over the standard library: its rule, its verdict, its way back after a stop."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aqe import __version__

BENCHMARKS = Path(__file__).parents[2] / "benchmarks" / "generation"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the canaries watch `/proc`")


@pytest.fixture
def track(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.syspath_prepend(str(BENCHMARKS.parents[1] / "tests"))
    return importlib.import_module("stdlib")


def test_the_rule_takes_enough_modules_and_none_that_tests_or_draws(track: Any) -> None:
    found = track.candidates(track.standard_library())
    names = [module.name for module in found]
    assert len(names) > track.LEAST_MODULES
    assert len(set(names)) == len(names)
    assert {"colorsys", "shutil", "subprocess"} <= set(names)
    for left_out in ("antigravity", "this", "idlelib", "tkinter", "test", "turtledemo"):
        assert not [name for name in names if name.partition(".")[0] == left_out], left_out
    folders = [module.path.parent for module in found if "." in module.name]
    assert max(folders.count(each) for each in folders) <= 12


def test_only_what_imports_without_a_word_is_tried(track: Any, tmp_path: Path) -> None:
    modules = importlib.import_module("stdlib_modules")
    library = track.standard_library()
    assert modules.imports_quietly(modules.Module("colorsys", library / "colorsys.py"))
    assert not modules.imports_quietly(modules.Module("colorsys", tmp_path / "colorsys.py"))
    assert not modules.imports_quietly(modules.Module("no_such_module", library / "a.py"))


def test_what_is_stored_knows_no_path_of_a_machine(track: Any) -> None:
    root, base = str(track.ROOT), Path("/somewhere/else")
    text = f"['{root}/src/a.py', '{root[:5]}...(1)', '{base}/b', '{base}...', '/dev/null']"
    assert track.plain(text, base) == (
        "['<root>/src/a.py', '<root>...(1)', '<base>/b', '<base>...', '/dev/null']"
    )


def test_each_fault_fails_the_track_and_a_refusal_does_not(track: Any) -> None:
    fine = track.Row("colorsys", "verified", tests=3, measured=0.5, reported=0.5, mutants=0.5)
    assert fine.problems == []
    assert replace(fine, status="refused", reason="subject-shadowed").problems == []
    for fault in (
        {"status": "crash"},
        {"status": "hang"},
        {"escaped": ("changed a file",)},
        {"failing": ("test_a",)},
        {"flaky": ("test_a",)},
    ):
        assert replace(fine, **fault).problems, fault


def test_figures_add_up(track: Any) -> None:
    rows = [
        track.Row("a", "verified", tests=3, measured=0.5, reported=0.5, mutants=0.25),
        track.Row("b", "verified", tests=2, measured=0.2, reported=0.4, bodies_only=True),
        track.Row("c", "no-tests"),
        track.Row("d", "refused", "subject-shadowed"),
        track.Row("e", "crash", failing=("x", "y"), flaky=("z",), escaped=("w",)),
        track.Row("f", "left-out"),
    ]
    found = track.figures(rows)
    assert (found["modules"], found["got_through"], found["tests"]) == (5, 3, 5)
    assert (found["crashes"], found["failing"], found["flaky"], found["escapes"]) == (1, 2, 1, 1)
    assert found["mean_lines_and_branches"] == pytest.approx(0.35)
    assert found["mean_lines_and_branches_where_imports_count"] == pytest.approx(0.5)
    assert found["refusals"] == {"subject-shadowed": 1}
    assert found["reported_and_measured_differ"] == ["b"]
    assert any("subject-shadowed: 1: d" in line for line in track.summary(rows))


@pytest.mark.parametrize(("names", "kept"), [([], (2, 1)), (["colorsys"], (None, None))])
def test_a_stored_result_says_what_was_run(
    track: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    kept: tuple[int | None, int | None],
) -> None:
    monkeypatch.setattr(track, "RESULTS", tmp_path / "results" / "stdlib.json")
    options = argparse.Namespace(names=names, every=2, offset=1, budget=3.0, seed=7, jobs=2)
    track.write_results([track.Row("colorsys", "verified", tests=3)], options)
    found = json.loads(track.RESULTS.read_text(encoding="utf-8"))
    assert (found["every"], found["offset"]) == kept
    assert (found["aqe"], found["seed"]) == (__version__, 7)
    assert abs(datetime.now(UTC).date() - date.fromisoformat(found["date"])) <= timedelta(days=1)
    assert found["figures"]["tests"] == 3


def test_what_is_done_is_not_done_again(
    track: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.jsonl"
    modules = track.chosen(["colorsys", "bisect"], 1, 0)
    tried: list[str] = []

    def apart(module: Any, budget_s: float, seed: int) -> Any:
        tried.append(module.name)
        return track.Row(module.name, "verified", notes=("a",))

    monkeypatch.setattr(track, "apart", apart)
    options = argparse.Namespace(budget=3.0, seed=1, jobs=1, kept=kept)
    other = {"budget": 9.0, "seed": 1, **asdict(track.Row("bisect", "crash"))}
    kept.write_text(json.dumps(other) + "\n")
    first = track.sweep(modules[:1], options)
    again = track.sweep(modules, options)
    assert tried == ["colorsys", "bisect"]
    assert again[0] == first[0] == track.Row("colorsys", "verified", notes=("a",))


def test_an_unknown_module_is_named(track: Any) -> None:
    with pytest.raises(SystemExit, match="not on the track: nonsense"):
        track.chosen(["nonsense"], 1, 0)


@pytest.mark.slow
def test_a_module_goes_all_the_way(track: Any) -> None:
    (module,) = track.chosen(["colorsys"], 1, 0)
    row = track.attempt(module, 3.0, 1)
    assert (row.status, row.problems) == ("verified", [])
    assert row.tests > 3
    assert row.measured is not None
    assert row.measured == pytest.approx(row.reported, abs=track.TOLERANCE)
    assert not row.bodies_only
    assert str(track.standard_library()) not in json.dumps(asdict(row))
