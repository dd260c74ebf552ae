"""Stored benchmark results are whole, and the documentation quotes them and nothing else."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from aqe import __version__

WORKER_MIB = 1024
LEAST_MODULES = 150


def imported(folder: Path, name: str) -> Any:
    """A module of a folder that is no package."""
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def generator(root: Path) -> Path:
    return root / "docs" / "generator"


@pytest.fixture(scope="module")
def pages(generator: Path) -> Any:
    return imported(generator, "benchmark_pages")


@pytest.fixture(scope="module")
def library_pages(generator: Path) -> Any:
    return imported(generator, "library_pages")


@pytest.fixture(scope="module")
def technique_pages(generator: Path) -> Any:
    return imported(generator, "technique_pages")


@pytest.fixture(scope="module")
def ablation(root: Path) -> Any:
    return imported(root / "benchmarks" / "generation", "ablation")


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


def test_the_standard_library_was_gone_through_without_a_fault(results: Path) -> None:
    found = json.loads((results / "stdlib-3s.json").read_text(encoding="utf-8"))
    figures = found["figures"]
    assert figures["got_through"] >= LEAST_MODULES
    faults = ("crashes", "hangs", "escapes", "failing", "flaky")
    assert {name: figures[name] for name in faults} == dict.fromkeys(faults, 0)
    # The figures are those of the rows.
    ran = [row for row in found["modules"] if row["status"] != "left-out"]
    assert figures["modules"] == len(ran) >= LEAST_MODULES
    assert figures["tests"] == sum(row["tests"] for row in ran)
    assert not any(row["failing"] or row["flaky"] or row["escaped"] for row in ran)


def test_the_page_about_the_standard_library_quotes_every_module_and_the_figures(
    library_pages: Any, results: Path
) -> None:
    path = results / "stdlib-3s.json"
    text = library_pages.standard_library(path)
    found = json.loads(path.read_text(encoding="utf-8"))
    for row in found["modules"]:
        if row["status"] == "left-out":
            assert f"`{row['module']}`" in text
            continue
        (line,) = [each for each in text.splitlines() if each.startswith(f"| `{row['module']}` |")]
        cells = [each.strip() for each in line.strip("|").split("|")][1:]
        assert (cells[0], cells[-1]) == (str(row["tests"]), str(len(row["findings"])))
        shares = [row[name] for name in ("measured", "reported", "mutants")]
        shown = [cell.removesuffix(" (b)").removeprefix("~") for cell in cells[1:4]]
        assert shown == ["-" if each is None else f"{each:.1%}" for each in shares]
        assert cells[1].endswith("(b)") == row["bodies_only"]
    figures = found["figures"]
    assert f"| modules | {figures['modules']} |" in text
    assert f"| got through | {figures['got_through']} |" in text
    assert f"| tests | {figures['tests']:,} |" in text
    for name in ("mean_lines_and_branches", "mean_lines_and_branches_where_imports_count"):
        assert f"| {figures[name]:.1%} |" in text
    assert f"| ~{figures['mean_mutation_score']:.1%} |" in text
    for rule, count in figures["findings"].items():
        assert f"| `{rule}` | {count} |" in text
    for reason, count in figures["refusals"].items():
        assert f"refused, `{reason}`: " in text
        assert f" | {count} |" in text
    for name in figures["reported_and_measured_differ"]:
        assert f"`{name}`" in text.partition("on the clock.")[2].partition("differ by more")[0]
    assert f"Python {found['python']}" in text


def library_row(module: str, **facts: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "module": module,
        "status": "verified",
        "reason": "",
        "seconds": 4.04,
        "tests": 3,
        "dropped": [],
        "reported": 0.5,
        "measured": 0.5,
        "bodies_only": False,
        "mutants": 0.25,
        "findings": [],
    }
    return row | facts


def library_document(rows: list[dict[str, Any]], **facts: Any) -> str:
    document: dict[str, Any] = {
        "budget_s": 3.0,
        "seed": 1,
        "jobs": 2,
        "python": "3.11.7",
        "system": "Linux",
        "cores": 2,
        "figures": {
            "modules": len(rows),
            "got_through": 2,
            "refusals": {"subject-shadowed": 1},
            **dict.fromkeys(("crashes", "hangs", "escapes", "failing", "flaky"), 0),
            "tests": 6,
            "mean_lines_and_branches": 0.5,
            "mean_lines_and_branches_where_imports_count": None,
            "findings": {},
            "bodies_only": 2,
            "mean_mutation_score": 0.25,
            "reported_and_measured_differ": [],
        },
        "modules": rows,
    }
    return json.dumps(document | facts)


def test_the_page_about_the_standard_library_counts_what_was_dropped_and_what_is_unknown(
    library_pages: Any, tmp_path: Path
) -> None:
    path = tmp_path / "stdlib.json"
    rows = [
        library_row("a", dropped=["test_a: failed", "test_b: failed"], bodies_only=True),
        library_row("b", dropped=["test_c: failed"], mutants=None, findings=[{"rule": "x"}]),
        library_row("c", status="refused", reason="subject-shadowed", tests=0, measured=None),
    ]
    path.write_text(library_document(rows), encoding="utf-8")
    text = library_pages.standard_library(path)
    assert "| tests dropped in verification, in 2 modules | 3 |" in text
    assert "over the 2 modules where it is known | ~25.0% |" in text
    assert "| refused, `subject-shadowed`: `c` | 1 |" in text
    assert "| `a` | 3 | 50.0% (b) | 50.0% | ~25.0% | 4.0 | 0 |" in text
    assert "| `b` | 3 | 50.0% | 50.0% | - | 4.0 | 1 |" in text
    assert "differ by more" not in text
    assert "Nothing was found wrong" in text


def test_the_page_about_the_standard_library_says_what_was_run_where_it_is_known(
    library_pages: Any, tmp_path: Path
) -> None:
    path = tmp_path / "stdlib.json"
    path.write_text(library_document([library_row("a")]), encoding="utf-8")
    assert "- Python 3.11.7, Linux, 2 cores\n" in library_pages.standard_library(path)
    assert "candidate module" not in library_pages.standard_library(path)
    known = {"date": "2026-11-27", "aqe": "0.1.0", "every": 2, "offset": 1}
    path.write_text(library_document([library_row("a")], **known), encoding="utf-8")
    text = library_pages.standard_library(path)
    assert "- 2026-11-27, aqe 0.1.0, Python 3.11.7, Linux, 2 cores\n" in text
    assert "- one candidate module in 2, from number 2 on\n" in text


@pytest.fixture
def table(ablation: Any) -> tuple[list[Any], list[Any]]:
    """Two modules under two seeds with all techniques, without one, and without mutants."""
    rows = [
        ablation.Row("", "shop.a", 1, 0.9, 0.8, 4, 10, None),
        ablation.Row("", "shop.a", 2, 0.7, 0.6, 6, 10, None),
        ablation.Row("", "families.shelf", 1, 1.0, 1.0, 20, 10, 8),
        ablation.Row("", "families.shelf", 2, 1.0, 1.0, 22, 10, 7),
        ablation.Row("guards", "shop.a", 1, 0.9, 0.5, 3, 10, None),
        ablation.Row("guards", "shop.a", 2, 0.5, 0.6, 3, 10, None),
        ablation.Row("guards", "families.shelf", 1, 0.9, 1.0, 10, 10, 3),
        ablation.Row("guards", "families.shelf", 2, 1.0, 0.9, 12, 10, 3),
        ablation.Row("mutants", "shop.a", 1, 0.9, None, 9, 10, None),
    ]
    return rows, [ablation.means(name, rows) for name in ("", "guards", "mutants")]


def test_a_technique_is_compared_module_by_module_and_seed_by_seed(
    ablation: Any, table: tuple[list[Any], list[Any]]
) -> None:
    _, (everything, guards, mutants) = table
    assert everything.coverage == ablation.Share(pytest.approx(0.9))
    assert (everything.faults, everything.tests) == (7.5, 13)
    assert guards.coverage.mean == pytest.approx(0.825)
    assert guards.coverage.difference == pytest.approx(-0.075)
    assert guards.coverage.worst == pytest.approx(-0.2)
    assert guards.mutants.worst == pytest.approx(-0.3)
    assert (mutants.mutants, mutants.faults) == (ablation.Share(None), None)
    assert [ablation.line(each) for each in (everything, guards, mutants)] == [
        "all techniques   lines+branches  90.0  mutants  85.0  faults 7.5  tests 13",
        (
            "guards           lines+branches  82.5 ( -7.5, worst  -20.0)"
            "  mutants  75.0 (-10.0, worst  -30.0)  faults 3.0  tests 7"
        ),
        (
            "mutants          lines+branches  90.0 ( +0.0, worst   +0.0)"
            "  mutants unknown  faults unknown  tests 9"
        ),
    ]


def test_the_page_about_techniques_quotes_every_row(
    ablation: Any, technique_pages: Any, table: tuple[list[Any], list[Any]], tmp_path: Path
) -> None:
    path = tmp_path / "ablation.json"
    folders = [Path("elsewhere/shop"), Path("families")]
    options = argparse.Namespace(executions=2000, folders=folders)
    path.write_text(json.dumps(ablation.record(options, [1, 2], *table)), encoding="utf-8")
    text = technique_pages.techniques(path)
    assert "| nothing | 90.0% | ~85.0% | 7.5 | 13 |" in text
    assert ("| guards | 82.5% (-7.5, worst -20.0) | ~75.0% (-10.0, worst -30.0) | 3 | 7 |") in text
    assert "| mutants | 90.0% (+0.0, worst +0.0) | unknown | - | 9 |" in text
    assert "seeded faults of 8" in text
    assert f", aqe {__version__}, Python {sys.version.split()[0]}, 2,000 executions" in text
    assert "seeds 1, 2, 2 modules in `shop`, `families`." in text


def test_what_is_stored_about_techniques_makes_the_page(
    ablation: Any,
    technique_pages: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def variant(without: Any, seed: int, executions: int, folders: Any) -> list[Any]:
        name = ", ".join(without)
        return [ablation.Row(name, "shop.a", seed, 0.5 if name else 0.75, 1.0, 4, executions, None)]

    stored, out = tmp_path / "ablation.json", tmp_path / "out.json"
    monkeypatch.setattr(ablation, "RESULT", stored)
    monkeypatch.setattr(ablation, "variant", variant)
    monkeypatch.setattr(sys, "argv", ["ablation.py", "--only", "guards", "--out", str(out)])
    assert ablation.main() == 0
    assert not stored.exists()
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--store"])
    assert ablation.main() == 0
    assert stored.read_text(encoding="utf-8") == out.read_text(encoding="utf-8")
    assert "50.0 (-25.0, worst  -25.0)" in capsys.readouterr().out
    text = technique_pages.techniques(stored)
    assert "| guards | 50.0% (-25.0, worst -25.0) | ~100.0% (+0.0, worst +0.0) | - | 4 |" in text


def test_the_page_about_techniques_says_when_no_run_is_stored(
    technique_pages: Any, tmp_path: Path
) -> None:
    text = technique_pages.techniques(tmp_path / "ablation.json")
    assert "No run is stored" in text
    assert not any(character.isdigit() for character in text)


def test_the_page_about_techniques_has_a_row_for_each_that_is_stored(
    technique_pages: Any, results: Path
) -> None:
    path = results / "ablation.json"
    if not path.exists():
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    text = technique_pages.techniques(path)
    names = {each["without"] for each in found["means"]}
    assert names == {row["without"] for row in found["rows"]}
    for each in found["means"]:
        assert f"| {each['without'] or 'nothing'} | {each['coverage']['mean']:.1%}" in text
