"""History against one made by hand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aqe.analysis.churn import Churn, churn_of, parse_numstat


def test_lines_and_commits_are_summed_by_path() -> None:
    text = "\x01\n3\t1\tpkg/a.py\n-\t-\tlogo.png\n\x01\n10\t0\tpkg/a.py\n"
    assert parse_numstat(text) == {"pkg/a.py": Churn(2, 14), "logo.png": Churn(1, 0)}


def test_the_history_of_a_repository_is_read(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@b")
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init")
    for text in ("a\n", "a\nb\n", "c\n"):
        (tmp_path / "m.py").write_text(text)
        git("add", ".")
        git("commit", "-m", "x")
    assert churn_of(tmp_path) == {"m.py": Churn(3, 1 + 1 + 3)}


def test_without_a_repository_nothing_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert churn_of(tmp_path) is None
