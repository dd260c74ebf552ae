"""Files of one subject: written and recorded, or neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aqe.analysis.locate import locate
from aqe.campaign.finishing.delivery import Delivery
from aqe.campaign.options import GenerateOptions

SUITE = "def test_one():\n    pass\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "thing.py").write_text("def one(): return 1\n")
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def delivery(out: Path, bench: Any, **options: Any) -> Delivery:
    root = out.parent
    located = locate(root / "thing.py", project_root=root)
    return Delivery(
        located, GenerateOptions((located.path,), root, out, **options), bench.wires(root), "run-1"
    )


def test_a_file_is_written_and_recorded(out: Path, bench: Any) -> None:
    found = delivery(out, bench)
    found.write(SUITE, "test_thing.py")
    assert found.files == [out / "test_thing.py"] == list(bench.store.files)
    assert found.files[0].read_text() == SUITE
    assert found.notes == []


def test_a_file_of_somebody_else_stays_and_is_told(out: Path, bench: Any) -> None:
    (out / "test_thing.py").write_text("# mine\n")
    found = delivery(out, bench)
    found.write(SUITE, "test_thing.py")
    assert found.files == [out / "test_thing_2.py"]
    assert (out / "test_thing.py").read_text() == "# mine\n"
    assert "was not written by aqe" in found.notes[0]


def test_without_writing_nothing_is_recorded_either(out: Path, bench: Any) -> None:
    found = delivery(out, bench, dry_run=True)
    found.write(SUITE, "test_thing.py")
    found.beside("test_thing_properties.py", SUITE)
    assert (found.files, bench.store.files, list(out.iterdir())) == ([], {}, [])


@pytest.mark.parametrize(
    ("options", "notes"),
    [
        ({}, ["there are none", "test_thing_model.py is of an earlier run"]),
        ({"property": False}, ["test_thing_model.py is of an earlier run"]),
        ({"changed": "HEAD"}, ["there are none"]),
    ],
)
def test_what_is_missing_and_what_was_left_is_told(
    out: Path, bench: Any, options: dict[str, Any], notes: list[str]
) -> None:
    (out / "test_thing_model.py").write_text(SUITE)
    found = delivery(out, bench, **{"property": True, **options})
    found.beside("test_thing_model.py", None, "there are none", "tests of a model")
    assert len(found.notes) == len(notes)
    assert all(each.startswith(start) for each, start in zip(found.notes, notes, strict=True))


def test_what_is_offered_replaces_what_was_left(out: Path, bench: Any) -> None:
    found = delivery(out, bench)
    found.beside("test_thing_properties.py", SUITE)
    assert found.files == [out / "test_thing_properties.py"]
    assert found.notes == []
