"""Probes say what is missing, not only that something is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from aqe.errors import SourceError
from aqe.fleet import probe_interpreter, probe_runs


def interpreter(**facts: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **({"path": "python3", "has_pytest": True, "has_coverage": True, "lent": ()} | facts)
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        (
            {"has_coverage": False},
            "python3 has no coverage: pip install coverage",
        ),
        (
            {"has_pytest": False, "has_coverage": False},
            "python3 has no pytest and no coverage: pip install pytest coverage",
        ),
        ({"has_pytest": False, "lent": ("somewhere",)}, None),
    ],
)
def test_interpreter(facts: dict[str, Any], expected: str | None) -> None:
    assert probe_interpreter(lambda: interpreter(**facts))() == expected


def test_an_interpreter_that_cannot_be_found_gives_its_reason() -> None:
    def find() -> Any:
        raise SourceError("no interpreter", hint="give one with --python")

    assert probe_interpreter(find)() == "no interpreter. give one with --python"


def test_runs() -> None:
    empty = SimpleNamespace(last_run=lambda: None)
    filled = SimpleNamespace(last_run=lambda: object())
    assert probe_runs(lambda: empty)() == "No run is recorded yet: `aqe test run` records one."
    assert probe_runs(lambda: filled)() is None
