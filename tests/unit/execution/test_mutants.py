from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.domain.mutant import Mutant, MutantResult
from aqe.domain.run import RunKind
from aqe.errors import EvidenceError
from aqe.execution.mutants import run_mutants_with_suite
from aqe.execution.requests import MutantLimits, SuiteRequest

Ask = Callable[..., SuiteRequest]
Write = Callable[..., None]

SUBJECT = """\
CACHE = []


def remember(value):
    CACHE.append(value + 1)


def recall():
    return CACHE[-1]


def spin(count):
    while count > 0:
        count -= 1
    return count
"""


def mutant(original: str, replacement: str) -> Mutant:
    start = SUBJECT.index(original)
    line = SUBJECT.count("\n", 0, start) + 1
    end = start + len(original)
    name = f"{original} -> {replacement}"
    return Mutant(name, "hand", "", line, start, end, original, replacement)


def run(root: Path, request: SuiteRequest, *mutants: Mutant) -> dict[str, MutantResult]:
    results = run_mutants_with_suite(
        request,
        mutants,
        root / "subject.py",
        "subject",
        jobs=2,
        limits=MutantLimits(margin_s=4.0),
    )
    return {each.mutant.replacement: each for each in results}


def test_tests_that_need_one_another_still_notice(tmp_path: Path, write: Write, ask: Ask) -> None:
    write(
        subject=SUBJECT,
        test_it=(
            "import subject\n"
            "def test_remember(): subject.remember(1)\n"
            "def test_recall(): assert subject.recall() == 2\n"
        ),
    )
    found = run(tmp_path, ask(), mutant("value + 1", "value - 1"), mutant("[-1]", "[0]"))
    assert found["value - 1"].state == "killed"
    assert found["value - 1"].killed_by == ("test_it.py::test_recall",)
    assert found["[0]"].state == "survived"


def test_generated_suites_are_judged_behind_walls(tmp_path: Path, write: Write, ask: Ask) -> None:
    write(
        subject=SUBJECT,
        test_it="import subject\ndef test_spin(): assert subject.spin(3) == 0\n",
    )
    request = ask(kind=RunKind.VERIFY, paths=(Path("test_it.py"),), walls=True)
    write_away = f"open({str(tmp_path / 'escaped')!r}, 'w')"
    found = run(
        tmp_path,
        request,
        mutant("count -= 1", "count -= 0"),
        mutant("return count", write_away),
        mutant("count > 0", "count > 1"),
        mutant("CACHE[-1]", "CACHE[-2]"),
    )
    assert found["count -= 0"].state == "timeout"
    assert found[write_away].state == "killed"
    assert not (tmp_path / "escaped").exists()
    assert found["count > 1"].state == "killed"
    assert found["CACHE[-2]"].state == "no-coverage"


def test_a_mutant_that_ends_the_process_is_noticed(tmp_path: Path, write: Write, ask: Ask) -> None:
    write(
        subject=SUBJECT,
        test_it="import subject\ndef test_spin(): assert subject.spin(3) == 0\n",
    )
    leave = "__import__('os')._exit(3)"
    found = run(tmp_path, ask(), mutant("count -= 1", leave))
    assert found[leave].state == "killed"
    assert found[leave].killed_by == ("test_it.py::test_spin",)
    assert "exit code 3" in found[leave].detail


def test_a_suite_without_a_passing_test_is_told(tmp_path: Path, write: Write, ask: Ask) -> None:
    write(subject=SUBJECT, test_it="import subject\ndef test_a(): assert 0\n")
    with pytest.raises(EvidenceError, match="no test of the suite can tell mutants"):
        run(tmp_path, ask(), mutant("value + 1", "value - 1"))


def test_a_file_that_changed_is_told(tmp_path: Path, write: Write, ask: Ask) -> None:
    write(subject="X = 1\n", test_it="def test_a(): pass\n")
    with pytest.raises(EvidenceError, match="has changed"):
        run(tmp_path, ask(), mutant("value + 1", "value - 1"))
