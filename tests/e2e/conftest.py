"""Runs the command line as users do: in a process of its own, or in this one where that is enough."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aqe.cli.app import main

SOURCE = Path(__file__).resolve().parents[2] / "src"
ENDLESS = """\
import hashlib
import time


def is_sealed(text: str) -> bool:
    time.sleep(0.02)
    return hashlib.sha256(text.encode()).hexdigest().startswith("0" * 16)


def sealed(text: str) -> str:
    if is_sealed(text):
        return "sealed"
    return "open"

"""
"""A module whose search takes all the time that it is given, on the fastest machine."""


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    output: str
    errors: str

    def json(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.output)


Run = Callable[..., Ended]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, which is the working directory."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    monkeypatch.chdir(root)
    for name in [each for each in os.environ if each.startswith("AQE_")]:
        monkeypatch.delenv(name)
    return root


@pytest.fixture
def aqe(project: Path) -> Run:
    """Runs a command line in this process."""

    def run(*arguments: str) -> Ended:
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            code = main(arguments)
        return Ended(code, output.getvalue(), errors.getvalue())

    return run


@pytest.fixture
def aqe_process(project: Path) -> Run:
    """Runs a command line in a process of its own."""

    def run(*arguments: str, timeout_s: float = 240, **environ: str) -> Ended:
        ended = subprocess.run(
            [sys.executable, "-m", "aqe", *arguments],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(SOURCE), **environ},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run
