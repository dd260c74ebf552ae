from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from aqe.campaign.flaky import FlakyOptions, find_flaky
from aqe.errors import EvidenceError, UsageError
from aqe.evidence.flakiness import FlakeCause, FlakeVerdict

FLAKES = Path(__file__).parents[2] / "subjects" / "meters" / "flakes" / "test_flakes.py"


@pytest.fixture
def project(tmp_path: Path, bench: Any) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    shutil.copy(FLAKES, root)
    bench.environ["AQE_METER_COUNTER"] = str(tmp_path / "counter")
    return root


def test_known_flakes_are_found_with_rate_and_cause(project: Path, bench: Any) -> None:
    report = find_flaky(FlakyOptions(project, runs=10, jobs=2), bench.wiring())
    tests = {each.test.split("::")[1]: each for each in report.tests}
    assert tests["test_stable"].verdict is FlakeVerdict.INCONCLUSIVE
    assert "10 runs agree; they cannot exclude" in tests["test_stable"].explanation
    assert tests["test_fails_always"].flips == 0
    assert tests["test_fails_always"].outcomes == (("failed", 10),)
    coin = tests["test_one_run_in_five"]
    assert (coin.runs, coin.flips, coin.cause) == (10, 2, FlakeCause.INTRINSIC)
    assert coin.cause_reruns == 3
    assert re.fullmatch(
        "under the same order and hash seed it came again in [012] of 3 reruns", coin.cause_reason
    )
    assert coin.low < 0.2 < coin.high
    by_hash = tests["test_hash_seed"]
    assert (by_hash.flips, by_hash.cause) == (2, FlakeCause.HASH_SEED)
    by_order = tests["test_order_needs_the_first"]
    assert by_order.verdict is FlakeVerdict.FLAKY
    assert by_order.cause is FlakeCause.ORDER
    assert by_order.cause_reruns == 5
    assert by_order.cause_reason == (
        "under the same order and hash seed it came again in 3 of 3 reruns; with the hash seed alone kept"
        " in 0 of 1 reruns; with the order alone kept in 1 of 1 reruns"
    )
    assert by_order.message.startswith("AssertionError: ran before the other")
    assert {each.test.split("::")[1] for each in report.flaky} == {
        "test_one_run_in_five",
        "test_hash_seed",
        "test_order_needs_the_first",
    }
    assert len(report.runs) == 10
    assert report.runs_needed == 29
    assert {run.hash_seed for run in bench.store.runs} >= set(range(10))
    assert bench.store.measures[":tests_flaky"].value == 3
    assert len(bench.store.runs) == len(report.runs) + len(report.reruns)


def test_of_equally_rare_outcomes_the_failure_is_looked_into(tmp_path: Path, bench: Any) -> None:
    (tmp_path / "test_it.py").write_text(
        "seen = []\ndef test_first(): seen.append(1)\ndef test_second(): assert seen\n",
        encoding="utf-8",
    )
    for seed in range(20):
        report = find_flaky(FlakyOptions(tmp_path, runs=2, seed=seed), bench.wiring())
        if report.flaky:
            break
    (test,) = report.flaky
    assert (test.flips, test.runs) == (1, 2)
    assert test.cause is FlakeCause.ORDER
    assert "in 1 of 1 reruns" in test.cause_reason


def test_an_interrupted_hunt_keeps_its_runs(project: Path, bench: Any) -> None:
    report = find_flaky(FlakyOptions(project, runs=30), bench.wiring(stop_after=3))
    assert report.interrupted
    assert 3 <= len(report.runs) <= 4
    assert {each.runs for each in report.tests} <= {3, 4}
    assert len(bench.store.runs) >= 3


def test_an_interrupted_hunt_takes_back_no_earlier_one(tmp_path: Path, bench: Any) -> None:
    (tmp_path / "test_it.py").write_text("def test_a(): pass\n", encoding="utf-8")
    report = find_flaky(FlakyOptions(tmp_path, runs=30), bench.wiring(stop_after=2))
    assert report.interrupted
    assert report.runs
    assert bench.store.measures == {}


def test_a_project_without_tests_is_told(tmp_path: Path, bench: Any) -> None:
    with pytest.raises(EvidenceError, match="no tests"):
        find_flaky(FlakyOptions(tmp_path, runs=2), bench.wiring())


def test_a_path_that_does_not_exist_is_told(tmp_path: Path, bench: Any) -> None:
    with pytest.raises(UsageError, match=r"nothing at 'tests/missing\.py'"):
        find_flaky(FlakyOptions(tmp_path, (Path("tests/missing.py"),)), bench.wiring())
