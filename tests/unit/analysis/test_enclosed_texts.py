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


HANDED = """
def ask(base, text):
    base.execute("select 1")
    if text.startswith("#!"):
        return base.rows("names")
    if hasattr(text, "read"):
        return text.read("all")
    return None
"""


def test_what_a_method_is_handed_that_no_text_has_is_no_value_of_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "handed.py"
    path.write_text(HANDED)
    ask = analyse(path, module="handed", import_root=tmp_path).callable("ask")
    assert ask is not None
    base, text = ask.parameters
    assert not {"'select 1'", "'names'"} & {*base.constants}
    assert "'#!'" in text.constants
    assert "'all'" not in text.constants
