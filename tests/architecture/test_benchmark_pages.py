"""Stored benchmark results are whole, and the documentation quotes them and nothing else."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

WORKER_MIB = 1024


@pytest.fixture(scope="module")
def pages(root: Path) -> Any:
    sys.path.insert(0, str(root / "docs" / "generator"))
    try:
        return importlib.import_module("benchmark_pages")
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def results(root: Path) -> Path:
    return root / "benchmarks" / "generation" / "results"


def test_the_page_about_rivals_says_when_no_run_is_stored(pages: Any, tmp_path: Path) -> None:
    assert "No run is stored" in pages.rivals(tmp_path / "vs-pynguin.json")


def test_every_contender_met_every_module_under_every_seed(results: Path) -> None:
    path = results / "vs-pynguin.json"
    if not path.exists():
        return
    document = json.loads(path.read_text(encoding="utf-8"))
    report = document["result"]["report"]
    assert document["status"] == "ok"
    names = [each["name"] for each in report["contenders"]]
    assert names == ["aqe", "pynguin", "pynguin-strong"]
    assert len(report["subjects"]) >= 6
    rows = {(each["contender"], each["subject"], each["seed"]) for each in report["rows"]}
    assert rows == {
        (name, subject, seed)
        for name in names
        for subject in report["subjects"]
        for seed in report["seeds"]
    }
    assert all(each["ratio_interval"] for each in report["comparisons"] if each["ratio"])


def test_the_page_about_rivals_quotes_every_row_and_every_ratio(pages: Any, results: Path) -> None:
    path = results / "vs-pynguin.json"
    text = pages.rivals(path)
    if not path.exists():
        assert not any(character.isdigit() for character in text)
        return
    report = json.loads(path.read_text(encoding="utf-8"))["result"]["report"]
    for each in report["comparisons"]:
        if each["ratio"]:
            assert f"| {each['ratio']:.2f} |" in text
    for row in report["rows"]:
        assert f"| `{row['subject']}` | {row['contender']} | {row['seed']} |" in text
    assert report["machine"]["processor"] in text
    assert report["started_at"][:10] in text


def test_routing_saves_what_is_claimed_and_holds_the_minimum(root: Path) -> None:
    path = root / "benchmarks" / "router" / "results" / "tiers.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["tasks"] == 1000
    assert found["seeds"] >= 20
    assert list(found["shares"].values()) == [0.42, 0.31, 0.2, 0.07]
    first, *others = found["rows"]
    assert first["violations"] == 0
    assert len(first["against"]) == 3
    assert min(each["least"] for each in first["against"]) >= 0.85
    assert first["routed_usd"] < min(each["usd"] for each in first["against"]) * 0.15
    assert {each["violations"] for each in others} == {0}


def test_the_page_about_routing_quotes_every_saving(pages: Any, root: Path) -> None:
    path = root / "benchmarks" / "router" / "results" / "tiers.json"
    text = pages.routing(path)
    found = json.loads(path.read_text(encoding="utf-8"))
    for row in found["rows"]:
        assert f"Routed: ${row['routed_usd']:.4f} " in text
        for each in row["against"]:
            assert f"| `{each['model']}` | ${each['usd']:.2f} | {each['saving']:.1%} |" in text


def test_packages_of_three_sizes_were_measured_every_way(results: Path) -> None:
    found = json.loads((results / "package-growth.json").read_text(encoding="utf-8"))
    ways = {(each["modules"], each["way"]) for each in found["outcomes"]}
    assert ways == {(size, way) for size in (10, 25, 50) for way in ("shared", "apart", "single")}
    assert all(each["worker_mib"] < WORKER_MIB for each in found["outcomes"])
    # No more than the sum of its modules.
    sums = [each["cpu_ratio"] for each in found["comparisons"] if each["against"] == "single"]
    assert len(sums) == 3
    assert max(sums) <= 1


def test_the_page_about_packages_quotes_every_exponent(pages: Any, results: Path) -> None:
    path = results / "package-growth.json"
    text = pages.growth(path)
    found = json.loads(path.read_text(encoding="utf-8"))
    for each in found["exponents"]:
        assert f"| {each['exponent']}" in text
    assert f"{found['package']} {found['version']}" in text
