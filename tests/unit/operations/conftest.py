from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.bootstrap import compose
from aqe.operations.services import Services


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    return root


@pytest.fixture
def services(project: Path) -> Iterator[Services]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AQE_")}
    with compose(project, environ) as found:
        yield found
