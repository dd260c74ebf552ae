"""How often and how much files changed lately, from the project's git history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.git import run_git

__all__ = ["Churn", "churn_of", "parse_numstat"]

MAX_COMMITS = 500


@dataclass(frozen=True, slots=True)
class Churn:
    """What the latest commits did to one file."""

    commits: int = 0
    lines: int = 0
    """Added and deleted lines."""


def churn_of(root: Path, max_commits: int = MAX_COMMITS) -> Mapping[str, Churn] | None:
    """Churn by path relative to `root`, over the latest commits; None without git or a history."""
    text = run_git(
        root,
        "log",
        f"--max-count={max_commits}",
        "--no-merges",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--relative",
        "--numstat",
        "--format=%x01",
        "--",
        ".",
    )
    return None if text is None else parse_numstat(text)


def parse_numstat(text: str) -> dict[str, Churn]:
    """Churn by path from the output of ``git log --numstat``; binary files count their commits."""
    found: dict[str, Churn] = {}
    for line in text.splitlines():
        parts = line.split("\t")
        if len(parts) != 3:
            continue
        added, deleted, path = parts
        lines = sum(int(each) for each in (added, deleted) if each.isdigit())
        known = found.get(path, Churn())
        found[path] = Churn(known.commits + 1, known.lines + lines)
    return found
