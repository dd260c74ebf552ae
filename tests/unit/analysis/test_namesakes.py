"""What parameters of one name declare tells of those of that name that declare nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse
from aqe.domain.types import EvidenceSource

SOURCE = """\
def build(text, extras: dict | None = None, mode: int = 1): ...
def look(kind, extras):
    return kind in extras
def count(extras: int, *, level: str = "a"): ...
def rank(level):
    return level in "abc"
def guess(mode="b"): ...
def gather(*level): ...
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rank", ["str"]),
        ("look", []),  # two namesakes declare different types
        ("guess", []),  # its default tells what it is
        ("gather", []),
    ],
)
def test_a_namesake_tells_what_nothing_else_does(
    name: str, expected: list[str], tmp_path: Path
) -> None:
    assert _told(tmp_path, SOURCE, name) == expected


def test_a_mapping_is_told_where_something_is_only_looked_up(tmp_path: Path) -> None:
    source = SOURCE.replace("def count(extras: int, ", "def count(")
    assert _told(tmp_path, source, "look") == ["union"]


def _told(folder: Path, source: str, name: str) -> list[str]:
    path = folder / "demo.py"
    path.write_text(source)
    found = analyse(path, module="demo", import_root=folder).callable(name)
    assert found is not None
    evidence = found.parameters[-1].evidence
    return [each.type.name for each in evidence if each.source is EvidenceSource.NAMESAKE]
