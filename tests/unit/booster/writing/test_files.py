"""Output that cannot be replaced; how it is replaced stands in `tests/contract/test_whole_files.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.booster.writing import replaced
from aqe.errors import UsageError


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written") as caught, replaced(tmp_path):
        pass
    assert caught.value.slug == "unwritable-output"


def test_a_device_is_written_directly() -> None:
    with replaced(Path(os.devnull)) as stream:
        stream.write(b"gone")
    assert not Path(os.devnull).is_file()
