"""Runs a piece of code behind the walls, in a child process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import aqe.execution.worker.walls as package

START = """
import importlib.util, json, sys
folder, policy = sys.argv[1], json.loads(sys.argv[2])
spec = importlib.util.spec_from_file_location(
    "walls", folder + "/__init__.py", submodule_search_locations=[folder])
walls = sys.modules["walls"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(walls)
exec(sys.argv[4])
report = walls.raise_walls(policy)
exec(compile(sys.argv[3], "attempt", "exec"))
"""


@dataclass(frozen=True)
class Ended:
    """How a child behind the walls ended."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What the code printed as JSON."""
        assert self.status == 0, self.err
        return json.loads(self.out)


Inside = Callable[..., Ended]


def command(code: str, policy: dict[str, Any], before: str = "") -> list[str]:
    folder = str(Path(package.__file__).parent)
    return [sys.executable, "-I", "-c", START, folder, json.dumps(policy), code, before]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """The folder that may be changed."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that may neither be changed nor read."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "file").write_text("untouched", encoding="ascii")
    return folder


@pytest.fixture
def inside(scratch: Path) -> Inside:
    """Runs code behind the walls, in the scratch folder."""

    def run(
        code: str, *, environ: dict[str, str] | None = None, before: str = "", **policy: Any
    ) -> Ended:
        ended = subprocess.run(
            command(code, {"scratch": [str(scratch)], **policy}, before),
            capture_output=True,
            text=True,
            timeout=120,
            cwd=scratch,
            env=environ,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run
