"""Every writer of files keeps the old content until the new one is whole.

A writer is put under this suite by an entry in `WRITERS`: a function from a path to a block with a stream.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from aqe.booster.writing import replaced
from aqe.settings.files import replacing

Writer = Callable[[Path], AbstractContextManager[BinaryIO]]

WRITERS: dict[str, Writer] = {"settings": replacing, "booster": replaced}


@pytest.fixture(params=sorted(WRITERS))
def writer(request: pytest.FixtureRequest) -> Writer:
    return WRITERS[request.param]


def test_the_file_takes_its_name_at_the_end(writer: Writer, tmp_path: Path) -> None:
    place = tmp_path / "new" / "a.json"

    with writer(place) as stream:
        stream.write(b"new")
        assert not place.exists()

    assert place.read_bytes() == b"new"
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_breaks_off_leaves_the_old_content_and_nothing_beside(
    writer: Writer, tmp_path: Path, error: type[BaseException]
) -> None:
    place = tmp_path / "a.json"
    place.write_bytes(b"old")

    with pytest.raises(error):
        _write_half(writer, place, error)

    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


def _write_half(writer: Writer, place: Path, error: type[BaseException]) -> None:
    with writer(place) as stream:
        stream.write(b"half")
        stream.flush()
        raise error


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_permissions_stay_where_a_file_was_and_follow_the_mask_where_none_was(
    writer: Writer, tmp_path: Path
) -> None:
    (tmp_path / "run").write_bytes(b"old")
    (tmp_path / "run").chmod(0o755)
    mask = os.umask(0o027)
    try:
        for name in ("run", "fresh"):
            with writer(tmp_path / name) as stream:
                stream.write(b"new")
    finally:
        os.umask(mask)

    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert modes == {"run": 0o755, "fresh": 0o640}
