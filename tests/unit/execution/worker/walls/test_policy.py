from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aqe.execution.worker.walls import policy as room
from aqe.execution.worker.walls.policy import read_policy


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValueError, match="memory_mb"):
        read_policy({"memory_mb": 4})


def test_what_is_left_out_has_a_limit() -> None:
    found = read_policy({})
    assert None not in (found.memory_bytes, found.file_bytes, found.open_files, found.processes)
    assert (found.allow_fork, found.allow_exec, found.network) == (False, False, False)
    assert found.keep_fds == {0, 1, 2}


def test_a_limit_may_be_lifted() -> None:
    assert read_policy({"memory_bytes": None}).memory_bytes is None
    assert read_policy({"keep_fds": [7]}).keep_fds == {0, 1, 2, 7}


def test_paths_are_real(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    found = read_policy({"scratch": [str(tmp_path / "link")], "hidden": [tmp_path / "link"]})
    assert found.scratch == (str(tmp_path / "real"),)
    assert found.hidden == (str(tmp_path / "real"),)
    assert found.readable[0] == str(tmp_path / "real")


def test_the_interpreter_is_readable() -> None:
    found = read_policy({}).readable
    real = Path(sys.prefix).resolve()
    assert any(real.is_relative_to(root) for root in found)
    assert any(Path(__import__("json").__file__).resolve().is_relative_to(root) for root in found)


def test_the_home_folder_is_not_readable_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name in (".ssh", ".config", "project", "notes"):
        (home / name).mkdir(parents=True)
    monkeypatch.setattr(room, "_home", lambda: str(home))
    for asked in (home, tmp_path, Path("/")):
        found = {Path(path) for path in read_policy({"readable": [str(asked)]}).readable}
        assert not found & {home, tmp_path, Path("/"), home / ".ssh", home / ".config"}
        assert ((home / "project") in found) == (asked == home)


def test_a_project_in_the_home_folder_is_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.setattr(room, "_home", lambda: str(tmp_path))
    found = read_policy({"readable": [str(tmp_path / "project")]}).readable
    assert str(tmp_path / "project") in found


def test_a_home_that_is_given_is_guarded_beside_the_real_one(tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    found = read_policy({"readable": [str(tmp_path)], "home": str(tmp_path)}).readable
    assert str(tmp_path) not in found
