"""Which file is replaced, and by whom; that it is whole is held in `tests/contract/test_whole_files.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.settings.files import OWNER_ONLY, replace_file, replacing


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_that_are_asked_for_are_given(tmp_path: Path) -> None:
    replace_file(tmp_path / "secret", b"new", mode=OWNER_ONLY)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


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
