"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.booster.writing import replaced
from aqe.errors import UsageError


def test_the_file_takes_its_name_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    with replaced(path) as stream:
        stream.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_breaks_off_leaves_the_old_content_and_nothing_beside(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    with pytest.raises(error):
        _write_half(path, error)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def _write_half(path: Path, error: type[BaseException]) -> None:
    with replaced(path) as stream:
        stream.write(b"half")
        stream.flush()
        raise error


def test_a_file_has_the_rights_that_the_user_wants(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replaced(tmp_path / "a"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written") as caught, replaced(tmp_path):
        pass
    assert caught.value.slug == "unwritable-output"


def test_a_device_is_written_directly() -> None:
    with replaced(Path(os.devnull)) as stream:
        stream.write(b"gone")
    assert not Path(os.devnull).is_file()
