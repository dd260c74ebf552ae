from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.booster.templates.errors import DataRefused
from aqe.booster.templates.files import places_below, write_pieces

HOSTILE = [
    "",
    ".",
    "..",
    "../a.py",
    "a/../../b.py",
    "/etc/passwd",
    "a//b",
    "a/",
    ".git/hooks/pre-commit",
    ".env",
    "-rf",
    "~root/x",
    "a\\..\\b",
    "c:a",
    "a\0b",
    "a\nb",
    "a?",
    "a ",
    "a.",
    "NUL.py",
    "com1",
    "x" * 201,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataRefused, match=r"record 2: .*is no file name below the folder"):
        places_below(tmp_path, ["fine.py", name])


def test_names_with_folders_are_fine(tmp_path: Path) -> None:
    assert places_below(tmp_path / "new", ["a/b.py", "é.py"]) == [
        tmp_path / "new" / "a" / "b.py",
        tmp_path / "new" / "é.py",
    ]


def test_no_name_stands_twice(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match=r"record 3: 'A\.py' is the file of record 1"):
        places_below(tmp_path, ["a.py", "b.py", "A.py"])


def test_a_link_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    with pytest.raises(DataRefused, match="leads out of the folder by a link"):
        places_below(tmp_path / "in", ["link/a.py"])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "new" / "a.txt"
    assert write_pieces(place, [b"ab", b"c"]) == 3
    assert place.read_bytes() == b"abc"

    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write_pieces(place, broken())
    assert place.read_bytes() == b"abc"
    assert os.listdir(place.parent) == ["a.txt"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / "link").symlink_to(victim)
    write_pieces(tmp_path / "link", [b"new"])
    assert victim.read_text() == "kept"
    assert (tmp_path / "link").read_text() == "new"
    assert not (tmp_path / "link").is_symlink()
