from __future__ import annotations

import pytest

from aqe.domain.measure import Basis, Measure
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome
from aqe.domain.verdict import Criterion, CriterionResult, GateResult, Verdict
from aqe.report import FlakyTest, MutatedFile, RunReport

SOURCE = """\
def price(amount, rate):
    if amount > 100:
        return amount * rate
    return amount


def never():
    return 1
"""
HOSTILE = "tests/test_a.py::test_x[<script>alert('1')</script>&\"::\x00\x1b[31m\u202e]"


def _mutant(text: str, replacement: str, line: int) -> Mutant:
    start = SOURCE.index(text)
    return Mutant(
        f"id-{line}", "operator", "price", line, start, start + len(text), text, replacement
    )


@pytest.fixture
def hostile() -> str:
    return HOSTILE


@pytest.fixture
def run() -> RecordedRun:
    return RecordedRun(
        id="run-1",
        kind=RunKind.TEST,
        command=("python", "-m", "pytest", "a b"),
        directory="/project",
        started_at="2025-01-02T03:04:05.000Z",
        duration_s=1.5,
        exit_code=1,
        python="/project/.venv/bin/python",
        versions=(("pytest", "8.4.0"), ("coverage", "7.6.0")),
        seed=7,
        outcomes=(
            TestOutcome("tests/test_a.py::test_one", Outcome.PASSED, 0.5),
            TestOutcome(HOSTILE, Outcome.FAILED, 0.25, "assert 1 == 2\n<b>&", "tests/test_a.py", 7),
            TestOutcome("tests/test_a.py::TestB::test_two", Outcome.ERROR, 0.1, "set-up"),
            TestOutcome("tests/test_a.py::test_skip", Outcome.SKIPPED, 0.0, "not here"),
            TestOutcome("tests/test_a.py::test_slow", Outcome.TIMEOUT, 0.6),
            TestOutcome("tests/test_a.py::test_known", Outcome.XFAILED, 0.01),
            TestOutcome("tests/test_a.py::test_better", Outcome.XPASSED, 0.01),
        ),
        coverage=(
            FileCoverage(
                "src/shop/price.py",
                executable=(1, 2, 3, 4, 7, 8),
                covered=(1, 2, 3, 7),
                branches=((2, 3), (2, 4)),
                covered_branches=((2, 3),),
            ),
            FileCoverage("src/shop/__init__.py", (), (), (), ()),
        ),
        notes=("walls: none",),
    )


@pytest.fixture
def report(run: RecordedRun) -> RunReport:
    lines = Measure("line_coverage", 4 / 6, "ratio", Basis.MEASURED, ("run-1",))
    criterion = Criterion("line_coverage", minimum=0.8, reason="most of it")
    return RunReport(
        run=run,
        measures=(lines, Measure.unavailable("mutation_score", "ratio", "not run")),
        mutated=(
            MutatedFile(
                "src/shop/price.py",
                "run-2",
                (
                    MutantResult(_mutant("amount > 100", "amount >= 100", 2), MutantState.SURVIVED),
                    MutantResult(
                        _mutant("amount * rate", "amount / rate", 3),
                        MutantState.KILLED,
                        ("tests/test_a.py::test_one",),
                    ),
                    MutantResult(_mutant("return 1", "return None", 8), MutantState.NO_COVERAGE),
                ),
                SOURCE,
            ),
        ),
        flaky=(
            FlakyTest(
                "tests/test_a.py::test_slow",
                *(30, 3, 0.1, 0.03, 0.25, "flaky"),
                *("order", 5, "it came again in 3 of 3 reruns"),
            ),
            FlakyTest("tests/test_a.py::test_one", 30, 0, 0.0, 0.0, 0.09, "steady"),
        ),
        gate=GateResult(
            "default",
            Verdict.FAIL,
            (CriterionResult(criterion, lines, Verdict.FAIL, "line_coverage 66.66%"),),
            ("run-1",),
            reasons=("line_coverage 66.66%",),
        ),
        sources={"src/shop/price.py": SOURCE},
        version="9.9.9",
    )
