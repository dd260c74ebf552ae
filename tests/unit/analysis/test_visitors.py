"""Methods of visitors of syntax trees are called with the nodes that their names tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse

SOURCE = """\
class Reader(ast.NodeVisitor):
    def visit_If(self, node):
        return node.test
    def visit_Unheard(self, node):
        return node
    def generic_visit(self, node):
        return node
def visit_If(node):
    return node
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Reader.visit_If", "ast:If"),
        ("Reader.visit_Unheard", None),
        ("Reader.generic_visit", "ast:AST"),
        ("visit_If", None),
    ],
)
@pytest.mark.parametrize("library", ["ast", "other"])
def test_visitors_get_nodes(name: str, expected: str | None, library: str, tmp_path: Path) -> None:
    path = tmp_path / "demo.py"
    path.write_text(f"import {library}\n\n\n" + SOURCE.replace("ast.", f"{library}."))
    found = analyse(path, module="demo", import_root=tmp_path).callable(name)
    assert found is not None
    types = [each.type.name for each in found.parameters[0].evidence]
    nodes = [each for each in types if each.startswith("ast:")]
    assert nodes == ([expected] if expected and library == "ast" else [])
