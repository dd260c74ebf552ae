"""Texts that go on as one that opens does."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse

SOURCE = """\
def grouped(text):
    return text.startswith("(") and text.strip()
def quoted(text):
    return text.startswith('"') and text.strip()
def commented(text):
    return text.startswith("#") and text.strip()
def closed(text):
    return text.endswith("(") and text.strip()
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("grouped", {"(", "(a)", "(a)b"}),
        ("quoted", {'"', '"a"', '"a"b'}),
        ("commented", {"#"}),
        ("closed", {"("}),
    ],
)
def test_a_text_asked_to_open_is_also_closed(name: str, expected: set[str], tmp_path: Path) -> None:
    path = tmp_path / "demo.py"
    path.write_text(SOURCE)
    found = analyse(path, module="demo", import_root=tmp_path).callable(name)
    assert found is not None
    assert set(found.parameters[0].constants) == set(map(repr, expected))
