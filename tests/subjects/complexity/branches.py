"""What `git` says about a working copy."""

import subprocess
from pathlib import Path


class NoRepository(Exception):
    """The folder is under no version control."""


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=10
    )
    if done.returncode == 128:
        raise NoRepository(str(folder))
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def current_branch(folder: Path) -> str | None:
    name = _git(folder, "rev-parse", "--abbrev-ref", "HEAD").strip()
    return None if name == "HEAD" else name


def changed_files(folder: Path) -> list[str]:
    changed = []
    for line in _git(folder, "status", "--porcelain").splitlines():
        state, name = line[:2], line[3:]
        if "R" in state or "C" in state:
            name = name.partition(" -> ")[2]
        if state != "!!":
            changed.append(name.strip('"'))
    return changed
