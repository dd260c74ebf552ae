"""Where a project begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.errors import StoreError
from aqe.settings import project_root, refuse_links, state_folder


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


@pytest.mark.parametrize(
    "place", ["", "aqe.db", "config.toml", "logs", "logs/aqe.log", "artefacts/ab", "backups/x/0-a"]
)
def test_a_link_in_the_state_is_refused_and_followed_nowhere(tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    link = state_folder(tmp_path) / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)

    with pytest.raises(StoreError) as caught:
        refuse_links(state_folder(tmp_path))

    assert caught.value.slug == "state-folder-link"
    assert str(link) in caught.value.message
    assert str(outside) in caught.value.message


def test_a_link_to_nowhere_is_refused_too(tmp_path: Path) -> None:
    state_folder(tmp_path).symlink_to(tmp_path / "not there")

    with pytest.raises(StoreError, match="is a link"):
        refuse_links(state_folder(tmp_path))


def test_a_state_without_links_is_fine(tmp_path: Path) -> None:
    folder = state_folder(tmp_path)
    refuse_links(folder)
    (folder / "logs" / "old").mkdir(parents=True)
    (folder / "logs" / "old" / "aqe.log").touch()
    refuse_links(folder)


def test_a_project_that_is_reached_by_a_link_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    state_folder(tmp_path / "real").mkdir()
    refuse_links(state_folder(tmp_path / "link"))
