"""Requests for suites that a test writes below its own folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.domain.run import RunKind
from aqe.execution.interpreter import find_interpreter
from aqe.execution.requests import Clock, SuiteRequest

Ask = Callable[..., SuiteRequest]


@pytest.fixture
def clock() -> Clock:
    return lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., None]:
    """Writes modules by name below `tmp_path`."""

    def put(**files: str) -> None:
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")

    return put


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Builds requests for a suite below `tmp_path`."""

    def build(**changes: object) -> SuiteRequest:
        values: dict[str, object] = {
            "interpreter": find_interpreter(tmp_path, None, {}),
            "root": tmp_path,
            "paths": (),
            "search_path": (tmp_path,),
            "coverage_of": None,
            "hash_seed": 0,
            "shuffle_seed": None,
            "timeout_s": 60.0,
            "walls": False,
            "kind": RunKind.TEST,
            "environ": {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        }
        return SuiteRequest(**{**values, **changes})  # type: ignore[arg-type]

    return build
