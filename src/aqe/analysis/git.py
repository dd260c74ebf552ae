"""The door to the ``git`` command: read-only, bounded, and deaf to what a repository configures."""

from __future__ import annotations

import subprocess
from pathlib import Path

__all__ = ["run_git"]

TIMEOUT_S = 20.0
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "color.ui=false")


def run_git(root: Path, *arguments: str, timeout_s: float = TIMEOUT_S) -> str | None:
    """What a git command prints, or None when there is no git, no repository, or it fails."""
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", str(root), "--no-optional-locks", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode != 0:
        return None
    return done.stdout.decode("utf-8", "replace")
