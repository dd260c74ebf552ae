"""The whole benchmark with a rival that writes a known suite."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rival_bench import fake_ghostwriter, fake_rival

from aqe.bootstrap import compose
from aqe.operations.benchmark import BenchmarkRequest, benchmark

pytestmark = pytest.mark.slow

SUBJECT = """\
def price(total, member):
    if member and total > 100:
        return total * 0.9
    return total


def label(code):
    return "cheap" if code < 10 else "dear"
"""
WEAK = "import shop\n\n\ndef test_price():\n    assert shop.price(5, False) == 5\n"


def project_in(folder: Path) -> Path:
    root = folder / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    (root / "shop.py").write_text(SUBJECT)
    (root / "depot.py").write_text(SUBJECT.replace("100", "50"))
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return project_in(tmp_path)


@dataclass(frozen=True)
class Measured:
    """A project whose `shop` was measured under two seeds; who changes it puts it back."""

    project: Path
    rival: Path
    document: dict[str, Any]

    def kept(self) -> int:
        """How many rows of the first seed would not be measured again; nothing is measured."""
        request = BenchmarkRequest(
            rivals=("pynguin",), subjects=("shop.py",), vs_python=str(self.rival), budget_s=2.0
        )
        with compose(self.project, os.environ, cancelled=lambda: True) as services:
            report = benchmark(request, services).report
        assert len(report.rows) == report.reused
        return report.reused


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("measured")
    project = project_in(folder)
    rival = fake_rival(folder / "rival", WEAK, subject="shop")
    document = measured(project, rival, "shop", "--seeds", "1,2", "--out", "result.json")
    return Measured(project, rival, document)


def aqe(project: Path, *arguments: str, expected: int = 0) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AQE_")}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "aqe", "benchmark", "generation", *arguments],
        cwd=project,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done


def measured(project: Path, rival: Path, *more: str, expected: int = 0) -> dict[str, Any]:
    options = ["--vs", "pynguin", "--vs-python", str(rival), "--budget", "2", "--json"]
    found: dict[str, Any] = json.loads(aqe(project, *more, *options, expected=expected).stdout)
    return found


def rows(document: dict[str, Any]) -> list[tuple[str, str, int]]:
    found: Sequence[dict[str, Any]] = document["result"]["report"]["rows"]
    return [(each["contender"], each["subject"], each["seed"]) for each in found]


def calls(rival: Path) -> int:
    log = rival / "calls.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_both_sides_are_scored_alike_and_compared(shop: Measured) -> None:
    document, rival = shop.document, shop.rival
    assert json.loads((shop.project / "result.json").read_text()) == document
    report = document["result"]["report"]
    names = ("aqe", "pynguin", "pynguin-strong")
    assert rows(document) == [(name, "shop", seed) for seed in (1, 2) for name in names]
    by_name = {each["contender"]: each for each in report["rows"]}
    # Of six statements the weak suite leaves `return total * 0.9` and the body of `label`.
    weak = by_name["pynguin"]["score"]
    assert (weak["tests"], weak["stable"], weak["failing"]) == (1, 1, 0)
    assert weak["line"] == pytest.approx(4 / 6)
    assert weak["branch"] == pytest.approx(1 / 2)
    assert by_name["pynguin-strong"]["score"]["line"] == weak["line"]
    assert by_name["aqe"]["score"]["line"] == 1.0
    assert by_name["aqe"]["score"]["mutation_score"] > weak["mutation_score"]
    assert by_name["aqe"]["effort"]["wall_s"] > 0
    found = {(each["rival"], each["measure"]): each for each in report["comparisons"]}
    assert found["pynguin", "line"]["ratio"] == pytest.approx(1 / weak["line"], rel=1e-4)
    assert found["pynguin", "line"]["pairs"] == 1
    assert dict(report["versions"])["pynguin"] == "9.9"
    assert report["machine"]["processor"]
    assert report["reused"] == 0
    assert calls(rival) == 4
    assert "--element-visibility ALL" in (rival / "calls.log").read_text()


def test_what_lies_beside_a_subject_is_imported_by_it_and_not_by_us(
    project: Path, tmp_path: Path
) -> None:
    rival = fake_rival(tmp_path / "rival", WEAK, subject="market.stall")
    (project / "market").mkdir()
    (project / "market" / "__init__.py").touch()
    (project / "market" / "stall.py").write_text(f"from depot import label\n\n\n{SUBJECT}")
    for name in ("click", "rich", "queue", "aqe"):
        (project / f"{name}.py").write_text("raise SystemExit('the wrong one')\n")
    report = measured(project, rival, "market.stall")["result"]["report"]
    row = next(each for each in report["rows"] if each["contender"] == "aqe")
    assert row["problem"] == ""
    assert row["score"]["line"] == 1.0


def test_rows_are_kept_until_something_changes(shop: Measured) -> None:
    project, rival = shop.project, shop.rival
    before = calls(rival)
    again = measured(project, rival, "shop.py")["result"]["report"]
    assert calls(rival) == before
    assert again["reused"] == 3
    assert again["rows"] == shop.document["result"]["report"]["rows"][:3]
    assert shop.kept() == 3
    (project / "shop.py").write_text(SUBJECT.replace("100", "101"))
    assert shop.kept() == 0
    (project / "shop.py").write_text(SUBJECT)
    assert shop.kept() == 3
    needed = next(rival.rglob("pynguin-9.9.dist-info")).with_name("needed-1.dist-info")
    needed.mkdir()
    (needed / "METADATA").write_text("Metadata-Version: 2.1\nName: needed\nVersion: 1\n")
    assert shop.kept() == 0
    shutil.rmtree(needed)
    assert shop.kept() == 3
    fresh = measured(project, rival, "shop.py", "--fresh")["result"]["report"]
    assert fresh["reused"] == 0
    assert calls(rival) == before + 2


def test_two_at_once_share_what_they_measure(project: Path, tmp_path: Path) -> None:
    rival = fake_rival(tmp_path / "rival", WEAK, subject="shop", sleep_s=1)
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(measured, project, rival, "shop") for _ in range(2)]
    one, other = (each.result()["result"]["report"]["rows"] for each in both)
    assert one == other
    assert all(each["score"]["tests"] for each in one)
    assert calls(rival) == 2


def test_a_rival_that_breaks_what_it_tests_breaks_a_copy(project: Path, tmp_path: Path) -> None:
    rival = fake_rival(tmp_path / "rival", WEAK, subject="shop", damage=True)
    report = measured(project, rival, "shop")["result"]["report"]
    intact = {each["contender"]: each["effort"]["subject_intact"] for each in report["rows"]}
    assert intact == {"aqe": True, "pynguin": False, "pynguin-strong": False}
    assert (project / "shop.py").read_text() == SUBJECT
    assert all(each["score"]["tests"] for each in report["rows"])


def test_a_rival_without_a_suite_is_worth_nothing_and_says_why(
    project: Path, tmp_path: Path
) -> None:
    rival = fake_rival(tmp_path / "rival", WEAK, subject="depot")
    main = next(rival.rglob("pynguin/__main__.py"))
    main.write_text("raise SystemExit('could not cope')\n")
    report = measured(project, rival, "depot")["result"]["report"]
    row = next(each for each in report["rows"] if each["contender"] == "pynguin")
    assert row["score"]["line_branch"] == 0.0
    assert "could not cope" in row["problem"]
    text = aqe(
        project, "depot", "--vs", "pynguin", "--vs-python", str(rival), "--budget", "2"
    ).stdout
    assert "could not cope" in text
    assert "3 of them measured earlier" in text


def test_what_the_ghostwriter_prints_is_its_suite(project: Path, tmp_path: Path) -> None:
    rival = fake_ghostwriter(tmp_path / "rival", WEAK)
    options = ("--vs", "ghostwriter", "--vs-python", str(rival), "--budget", "2", "--json")
    report = json.loads(aqe(project, "shop", *options).stdout)["result"]["report"]
    ours, theirs = report["rows"]
    assert (ours["contender"], theirs["contender"]) == ("aqe", "ghostwriter")
    assert theirs["score"]["line"] == pytest.approx(4 / 6)
    assert (theirs["score"]["tests"], theirs["problem"]) == (1, "")
    assert dict(report["versions"])["hypothesis"] == "9.9"
    assert (rival / "calls.log").read_text() == "write shop\n"
    printer = next(rival.rglob("hypothesis/extra/cli.py"))
    printer.write_text("def main():\n    raise SystemExit('no idea')\n")
    again = json.loads(aqe(project, "shop", *options, "--fresh").stdout)["result"]["report"]
    assert again["rows"][1]["score"]["line"] == 0.0
    assert "no idea" in again["rows"][1]["problem"]


def test_an_interrupted_benchmark_goes_on(project: Path, tmp_path: Path) -> None:
    rival = fake_rival(tmp_path / "rival", WEAK, subject="shop", sleep_s=60)
    command = [sys.executable, "-m", "aqe", "benchmark", "generation", "shop", "--vs", "pynguin"]
    process = subprocess.Popen(
        [*command, "--vs-python", str(rival), "--budget", "2", "--json"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 180
    while not calls(rival) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 130
    assert rows(json.loads(output)) == [("aqe", "shop", 1)]
    main = next(rival.rglob("pynguin/__main__.py"))
    main.write_text(main.read_text().replace("sleep(60", "sleep(0"))
    document = measured(project, rival, "shop")
    assert document["result"]["report"]["reused"] == 1
    assert len(rows(document)) == 3


def test_a_missing_rival_is_unavailable(project: Path) -> None:
    done = aqe(project, "shop", "--vs", "pynguin", "--json", expected=3)
    assert "unavailable" in done.stdout + done.stderr
    assert "pip install pynguin" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.at.all", "--vs", "pynguin"), "nowhere.at.all"),
        (("shop",), "--vs"),
        (("shop", "--vs", "nobody"), "nobody"),
        (("shop", "--vs", "pynguin", "--seeds", "1,,2"), "empty entry"),
        (("shop", "--vs", "pynguin", "--seeds", "one"), "one"),
        (("shop", "--vs", "pynguin", "--budget", "0"), "0"),
    ],
)
def test_what_cannot_be_used_is_a_usage_error(
    project: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    rival = fake_rival(tmp_path / "rival", WEAK, subject="shop")
    done = aqe(project, *arguments, "--vs-python", str(rival), expected=2)
    assert said in done.stderr


def test_without_a_name_the_list_of_the_project_is_taken(shop: Measured) -> None:
    listed = shop.project / "benchmarks" / "generation" / "subjects.txt"
    listed.parent.mkdir(parents=True)
    listed.write_text("# the list\nshop.py\n")
    assert {each[1] for each in rows(measured(shop.project, shop.rival))} == {"shop"}
