"""Runs as the store keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aqe.domain.run import FileCoverage, Outcome, RecordedRun, RunKind, TestOutcome


def passed(coverage: FileCoverage | None = None, **facts: Any) -> RecordedRun:
    """A run of a suite whose one test passed; `facts` change it."""
    run = RecordedRun(
        id="run-1",
        kind=RunKind.TEST,
        command=("pytest",),
        directory=".",
        started_at="2999-01-01T00:00:00.000Z",
        duration_s=1.0,
        exit_code=0,
        python="3.11.0",
        outcomes=(TestOutcome("test_a.py::test_a", Outcome.PASSED, 0.1),),
        coverage=None if coverage is None else (coverage,),
    )
    return replace(run, **facts)
