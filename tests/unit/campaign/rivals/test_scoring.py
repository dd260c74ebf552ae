"""The scorer, against a suite of which everything is known and against coverage.py's own command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.analysis.mutants import mutants_of, sample
from aqe.campaign.rivals.scoring import Scorer, drawn, suite_files
from aqe.domain.benchmark import SuiteScore
from aqe.errors import EvidenceError
from aqe.execution.interpreter import find_interpreter

KNOWN = Path(__file__).parents[3] / "subjects" / "scoring"


def scorer(folder: Path, source: Path, module: str) -> Scorer:
    return Scorer(
        interpreter=find_interpreter(folder, None, {}),
        module=module,
        source=source,
        search_path=(source.parent,),
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> SuiteScore:
    folder = tmp_path_factory.mktemp("scoring")
    source = folder / "project" / "grade.py"
    source.parent.mkdir()
    shutil.copy(KNOWN / "grade.py", source)
    work = folder / "work"
    work.mkdir()
    return scorer(folder, source, "grade").score(KNOWN / "suite", work)


@pytest.mark.slow
def test_every_kind_of_test_is_told_apart(score: SuiteScore) -> None:
    assert score.tests == 8
    # passing: pass, fail, remembers; expected to fail counts as stable
    assert score.stable == 4
    assert score.failing == 1
    assert score.flaky == 2  # by hash seed and by order


@pytest.mark.slow
def test_coverage_is_that_of_the_stable_tests_alone(score: SuiteScore) -> None:
    # Of the 11 statements, `return 2` is left; of the 6 branch sides, `flag` false is left.
    assert score.line == pytest.approx(10 / 11)
    assert score.branch == pytest.approx(5 / 6)
    assert score.line_branch == pytest.approx(15 / 17)
    assert score.import_line_branch == pytest.approx(3 / 17)
    assert score.net_line_branch == pytest.approx((15 - 3) / (17 - 3))


@pytest.mark.slow
def test_coverage_agrees_with_the_command_of_coverage_itself(
    score: SuiteScore, tmp_path: Path
) -> None:
    shutil.copy(KNOWN / "grade.py", tmp_path)
    shutil.copytree(KNOWN / "suite", tmp_path / "suite")
    stable = "test_pass or test_fail or test_remembers or test_expected"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "coverage"]
    run = [*command, "run", "--branch", "--include=grade.py", "-m", "pytest", "-q", "suite"]
    deselect = ["-k", f"({stable}) and not test_fails", "-p", "no:cacheprovider"]
    subprocess.run([*run, *deselect], cwd=tmp_path, env=environ, check=True, capture_output=True)
    report = tmp_path / "report.json"
    subprocess.run(
        [*command, "json", "-q", "-o", str(report)], cwd=tmp_path, env=environ, check=True
    )
    totals = json.loads(report.read_text())["totals"]
    assert score.line == pytest.approx(totals["covered_lines"] / totals["num_statements"])
    assert score.branch == pytest.approx(totals["covered_branches"] / totals["num_branches"])


@pytest.mark.slow
def test_mutants_are_killed_by_the_stable_tests_alone(score: SuiteScore, tmp_path: Path) -> None:
    """Counted with a meter of its own: each mutant as a file of its own, under plain pytest."""
    shutil.copytree(KNOWN / "suite", tmp_path / "suite")
    source = (KNOWN / "grade.py").read_text()
    stable = "test_pass or test_fail or test_remembers or test_expected"
    killed = 0
    mutants = drawn(mutants_of(source, "grade"), 60)
    for mutant in mutants:
        (tmp_path / "grade.py").write_text(mutant.apply(source))
        done = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", "-q", "-k", stable, "-p", "no:cacheprovider"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            check=False,
        )
        killed += done.returncode != 0
    assert score.mutants == len(mutants)
    assert score.mutation_score == pytest.approx(killed / len(mutants))
    assert 0 < killed < len(mutants)


@pytest.mark.slow
def test_no_suite_is_worth_nothing_but_what_importing_reaches_is_told(tmp_path: Path) -> None:
    source = tmp_path / "project" / "grade.py"
    for folder in ("project", "tests", "work"):
        (tmp_path / folder).mkdir()
    shutil.copy(KNOWN / "grade.py", source)
    (tmp_path / "tests" / "notes.txt").write_text("no test")
    found = scorer(tmp_path, source, "grade").score(tmp_path / "tests", tmp_path / "work")
    assert (found.tests, found.stable, found.line, found.mutation_score) == (0, 0, 0.0, 0.0)
    assert found.import_line_branch == pytest.approx(3 / 17)


@pytest.mark.slow
def test_a_subject_that_cannot_be_imported_is_an_error_and_no_zero(tmp_path: Path) -> None:
    for folder in ("project", "tests", "work"):
        (tmp_path / folder).mkdir()
    source = tmp_path / "project" / "broken.py"
    source.write_text("import there_is_no_such_module\n")
    with pytest.raises(EvidenceError, match="there_is_no_such_module") as caught:
        scorer(tmp_path, source, "broken").score(tmp_path / "tests", tmp_path / "work")
    assert caught.value.slug == "subject-not-scorable"


@pytest.mark.slow
def test_a_conftest_that_belongs_to_the_suite_takes_part(tmp_path: Path) -> None:
    for folder in ("project", "tests", "work"):
        (tmp_path / folder).mkdir()
    source = tmp_path / "project" / "one.py"
    source.write_text("def f(a):\n    return a + 1\n")
    fixture = "import pytest\n\n@pytest.fixture\ndef two():\n    return 2\n"
    (tmp_path / "tests" / "conftest.py").write_text(fixture)
    test = "import one\n\ndef test_f(two):\n    assert one.f(two) == 3\n"
    (tmp_path / "tests" / "test_one.py").write_text(test)
    found = scorer(tmp_path, source, "one").score(tmp_path / "tests", tmp_path / "work")
    assert (found.stable, found.failing, found.line) == (1, 0, 1.0)
    assert found.mutation_score is not None
    assert found.mutation_score > 0


def test_the_draw_depends_on_the_mutants_alone_and_is_not_that_of_generation() -> None:
    text = "def f(a, b):\n" + "".join(f"    a += b * {each}\n" for each in range(3, 80))
    mutants = mutants_of(text + "    return a\n", "drawn")
    chosen = drawn(mutants, 30)
    assert len(chosen) == 30
    assert set(chosen) == set(drawn(tuple(reversed(mutants)), 30))
    assert set(chosen) != set(sample(mutants, 30))
    assert drawn(mutants, len(mutants)) == mutants


def test_only_files_that_pytest_takes_count_as_a_suite(tmp_path: Path) -> None:
    for name in ("test_a.py", "b_test.py", "helper.py", "conftest.py"):
        (tmp_path / name).write_text("")
    assert [each.name for each in suite_files(tmp_path)] == ["b_test.py", "test_a.py"]
