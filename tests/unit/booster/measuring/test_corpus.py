"""Texts to measure with."""

from __future__ import annotations

import random
from pathlib import Path

from aqe.booster.measuring.corpus import files_of, written_files


def test_a_seed_writes_the_same_files() -> None:
    files = written_files(random.Random(1), 3, 200)
    assert files == written_files(random.Random(1), 3, 200)
    assert files != written_files(random.Random(2), 3, 200)
    assert len(set(files)) == 3
    assert all(200 <= each.count("\n") < 230 for each in files)
    assert any("time.sleep(" in each for each in files)


def test_the_first_lines_of_the_first_files(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("one\ntwo\nthree\n")
    (tmp_path / "a.py").write_text("é\n", encoding="utf-8")
    (tmp_path / "aa.py").write_bytes(b"\xff\n")
    (tmp_path / "a.txt").write_text("no\n")
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "c.py").write_text("no\n")
    (tmp_path / "z.py").write_text("last\n")
    assert files_of(tmp_path, 9, 2) == ["é\n", "one\ntwo\n", "last\n"]
    assert files_of(tmp_path, 2, 2) == ["é\n", "one\ntwo\n"]
