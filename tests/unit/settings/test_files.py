"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.settings.files import OWNER_ONLY, replace_file, replacing


def _interrupted(place: Path) -> None:
    with replacing(place) as stream:
        stream.write(b"new")
        raise KeyboardInterrupt


def test_an_end_by_an_error_leaves_the_old_content_and_nothing_beside(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes(b"old")

    with pytest.raises(KeyboardInterrupt):
        _interrupted(place)

    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


def test_nothing_stands_in_the_place_before_the_end(tmp_path: Path) -> None:
    place = tmp_path / "folder" / "a.txt"

    with replacing(place) as stream:
        stream.write(b"new")
        assert not place.exists()

    assert place.read_bytes() == b"new"
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_stay_where_a_file_was_and_follow_the_mask_where_none_was(
    tmp_path: Path,
) -> None:
    (tmp_path / "run").write_bytes(b"old")
    (tmp_path / "run").chmod(0o755)
    mask = os.umask(0o027)
    try:
        replace_file(tmp_path / "run", b"new")
        replace_file(tmp_path / "fresh", b"new")
        replace_file(tmp_path / "secret", b"new", mode=OWNER_ONLY)
    finally:
        os.umask(mask)

    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert modes == {"run": 0o755, "fresh": 0o640, "secret": 0o600}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"old")
    place = tmp_path / "link"
    place.symlink_to(elsewhere)

    replace_file(place, b"new")

    assert not place.is_symlink()
    assert place.read_bytes() == b"new"
    assert elsewhere.read_bytes() == b"old"


def test_two_writers_of_one_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"

    with replacing(place) as first, replacing(place) as second:
        first.write(b"first")
        second.write(b"second")

    assert place.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [place]
