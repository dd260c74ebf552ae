"""Code that takes or reads models: documents which meet their schemas get past what the models refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_project import Project, share, unreached


@pytest.mark.slow
def test_models_with_lengths_ranges_and_patterns_are_built(tmp_path: Path) -> None:
    pytest.importorskip("pydantic")
    project = Project.of(tmp_path, "orders")
    (report,) = project.generate("orders/desk.py", "--no-mutants", executions=300)
    assert unreached(report) == set()
    assert share(report) == 1.0
    suite = project.suite("orders.desk")
    for called in ("total(", "shipping(", "read_order(", "read_batch(", "label(", ".weight("):
        assert called in suite
    assert project.pytest("tests/generated").returncode == 0
