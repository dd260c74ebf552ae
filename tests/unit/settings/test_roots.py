"""Where a project begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.settings import project_root


@pytest.mark.parametrize("marker", ["pyproject.toml", "setup.cfg", "setup.py", ".git"])
def test_the_nearest_folder_with_a_mark_is_the_root(tmp_path: Path, marker: str) -> None:
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    (tmp_path / "setup.py").touch()
    (tmp_path / "a" / marker).touch()
    assert project_root(inner) == tmp_path / "a"
    assert project_root(tmp_path / "a") == tmp_path / "a"


def test_a_folder_outside_every_project_is_its_own_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "a"
    inner.mkdir()
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: real(self) and tmp_path in self.parents)
    assert project_root(inner) == inner
