from __future__ import annotations

from pathlib import Path

import pytest

from aqe.domain.pattern import PatternLanguage
from aqe.errors import SourceError, UsageError
from aqe.operations.suite_files import find_test_files, read_test_file, write_test_file


def test_test_files_are_found_below_folders(tmp_path: Path) -> None:
    wanted = ["test_a.py", "b_test.py", "web/c.spec.tsx", "web/__tests__/d.ts"]
    others = ["a.py", "web/e.ts", "node_modules/x.test.js", ".git/test_x.py", "__tests__/t.d.ts"]
    for name in wanted + others:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = find_test_files([tmp_path])
    assert sorted(each.relative_to(tmp_path).as_posix() for each in found) == sorted(wanted)
    assert len(find_test_files([tmp_path], PatternLanguage.PYTHON)) == 2
    named = tmp_path / "a.py"
    assert find_test_files([named, tmp_path, named])[0] == named


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.py", tmp_path / "test_link.py"
    real.write_text("x = 1\n")
    link.symlink_to(real)
    write_test_file(read_test_file(link), "x = 2\n")
    assert link.is_symlink()
    assert real.read_text() == "x = 2\n"


def test_what_cannot_be_written_is_told_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "test_a.py"
    path.write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    file = read_test_file(path)
    write_test_file(file, file.source.text + "y = 1\n")
    assert path.read_bytes().endswith("'é'\ny = 1\n".encode("latin-1"))
    with pytest.raises(SourceError, match="iso-8859-1"):
        write_test_file(file, "€")
    assert [each.name for each in tmp_path.iterdir()] == ["test_a.py"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is nothing at"):
        find_test_files([tmp_path / "test_x.py"])
    with pytest.raises(SourceError, match="cannot be read"):
        read_test_file(tmp_path / "test_x.py")
