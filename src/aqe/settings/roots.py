"""Where a project begins and where its state lies."""

from __future__ import annotations

from pathlib import Path

__all__ = ["STATE_FOLDER", "config_file", "project_root", "state_folder"]

STATE_FOLDER = ".agentic-qe"
_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")


def project_root(cwd: Path) -> Path:
    """The nearest folder above (or at) `cwd` with a project file or a repository, else `cwd`."""
    start = cwd.resolve()
    for folder in (start, *start.parents):
        if any((folder / marker).exists() for marker in _MARKERS):
            return folder
    return start


def state_folder(root: Path) -> Path:
    """The one folder of a project that `aqe` keeps its state in."""
    return root / STATE_FOLDER


def config_file(root: Path) -> Path:
    """The configuration file that `aqe config set` edits."""
    return state_folder(root) / "config.toml"
