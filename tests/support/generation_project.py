"""A project in a temporary folder, `aqe test generate` at its door, and plain pytest behind it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUBJECTS = Path(__file__).parents[1] / "subjects" / "generate"


@dataclass
class Project:
    """The command line and pytest in one folder."""

    root: Path

    @classmethod
    def of(cls, folder: Path, package: str) -> Project:
        (folder / "pyproject.toml").write_text("")
        shutil.copytree(SUBJECTS / package, folder / package)
        return cls(folder)

    def generate(self, *arguments: str, executions: int = 1000) -> list[dict[str, Any]]:
        """The reports of the subjects."""
        command = ["test", "generate", *arguments, "--executions", str(executions), "--json"]
        ended = self._run("-m", "aqe", *command)
        assert ended.returncode == 0, (ended.stdout, ended.stderr)
        return list(json.loads(ended.stdout)["result"]["subjects"])

    def pytest(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Plain pytest, as a user would run it."""
        return self._run("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)

    def suite(self, module: str) -> str:
        """The suite of a module."""
        name = f"test_{module.replace('.', '_')}.py"
        return (self.root / "tests" / "generated" / name).read_text()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("AQE_", "PYTEST_"))}
        path = os.pathsep.join([str(self.root), str(SUBJECTS.parents[2] / "src")])
        environ |= {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def unreached(report: dict[str, Any]) -> set[tuple[int, bool | None]]:
    """(line, side) of the goals that a suite does not reach."""
    return {(each["line"], each["side"]) for each in report["unreached"]}


def share(report: dict[str, Any]) -> float:
    """Lines and branches that the verified suite covers, as coverage.py measured them."""
    (found,) = (each for each in report["measures"] if each["name"] == "line_branch_coverage")
    return float(found["value"])
