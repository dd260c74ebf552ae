from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.errors import UsageError
from aqe.operations.files import check_writable, write_text


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a" / "b.txt", "ü\ud800")

    assert path.read_bytes() == "ü\\ud800".encode()
    assert [each.name for each in path.parent.iterdir()] == ["b.txt"]


def test_the_mode_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        path = write_text(tmp_path / "a.txt", "x")
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_text(tmp_path, "x")

    assert caught.value.slug == "unwritable-output"
    assert list(tmp_path.iterdir()) == []


def test_devices_can_be_written() -> None:
    assert write_text(Path(os.devnull), "x").exists()


def test_a_place_is_tried_without_a_trace(tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_text("kept")

    check_writable([tmp_path / "new" / "r.xml", old, Path(os.devnull)])

    assert old.read_text() == "kept"
    assert list((tmp_path / "new").iterdir()) == []
    for path in (tmp_path, old / "below"):
        with pytest.raises(UsageError, match="cannot be written"):
            check_writable([path])
