"""Folders of this process stay, those of killed processes go."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from aqe.errors import ExecutionError
from aqe.execution import temporary
from aqe.execution.temporary import TemporaryFolder, remove_abandoned, temporary_folder
from aqe.store import locks

SOURCE = Path(__file__).resolve().parents[3] / "src"
NOW = 2_000_000_000.0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_gone_afterwards_also_where_permissions_were_taken(place: Path) -> None:
    with temporary_folder("run") as folder:
        (folder / "closed" / "inner").mkdir(parents=True)
        (folder / "closed").chmod(0)
        assert folder.parent == place

    assert list(place.iterdir()) == []


def test_folders_in_use_stay(place: Path) -> None:
    folder = TemporaryFolder("worker")

    assert remove_abandoned(NOW) == 0
    assert folder.path.is_dir()

    folder.remove()
    folder.remove()
    assert list(place.iterdir()) == []


def test_the_folder_of_a_killed_process_goes(place: Path) -> None:
    program = (
        "import os, signal, tempfile\n"
        f"tempfile.tempdir = {str(place)!r}\n"
        "from aqe.execution.temporary import TemporaryFolder\n"
        "folder = TemporaryFolder('verify')\n"
        "(folder.path / 'kept.txt').write_text('x')\n"
        "os._exit(9)\n"
    )
    subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(SOURCE)}, check=False
    )
    (left,) = place.iterdir()
    assert (left / "kept.txt").is_file()

    assert remove_abandoned(NOW) == 1
    assert list(place.iterdir()) == []


def test_what_is_not_ours_stays(place: Path) -> None:
    (place / "aqe-notes").mkdir()
    (place / "other").mkdir()
    (place / "run-of-aqe-file").write_text("x")
    (place / "run-of-aqe-link").symlink_to(place / "other", target_is_directory=True)
    (place / "run-of-aqe-young").mkdir()
    (place / "run-of-aqe-old").mkdir()
    for name, age_s in (("run-of-aqe-young", 60), ("run-of-aqe-old", 90_000)):
        os.utime(place / name, (NOW - age_s, NOW - age_s))

    assert remove_abandoned(NOW) == 1
    assert sorted(each.name for each in place.iterdir()) == [
        "aqe-notes",
        "other",
        "run-of-aqe-file",
        "run-of-aqe-link",
        "run-of-aqe-young",
    ]


def test_a_full_disk_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **named: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)

    with pytest.raises(ExecutionError, match="No space left on device") as caught:
        TemporaryFolder("run")
    assert caught.value.slug == "no-temporary-folder"
    assert "TMPDIR" in (caught.value.hint or "")


def test_a_folder_that_another_start_takes_for_abandoned_is_made_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = [remove_abandoned, lambda now: 0]

    def try_lock(descriptor: int) -> bool:
        rival = rivals.pop(0)
        monkeypatch.setattr(temporary, "try_lock", locks.try_lock)
        rival(NOW)
        monkeypatch.setattr(temporary, "try_lock", try_lock)
        return locks.try_lock(descriptor)

    monkeypatch.setattr(temporary, "try_lock", try_lock)
    with temporary_folder("worker") as folder:
        assert folder.is_dir()
        assert not rivals


def test_a_folder_that_another_start_is_removing_is_not_used(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]
    monkeypatch.setattr(temporary, "try_lock", lambda descriptor: answers.pop(0))
    with temporary_folder("worker"):
        assert not answers
