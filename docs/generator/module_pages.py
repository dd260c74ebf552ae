"""Pages about modules, read from their source without importing them."""

from __future__ import annotations

import ast
from pathlib import Path

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def page(package: Path) -> str:
    """Every room with its modules and their public names."""
    parts = [
        "# Modules",
        "",
        (
            "What each module holds and exports. Import from these modules; names that start with an "
            "underscore are nobody's business."
        ),
        "",
    ]
    for room in sorted(each for each in package.iterdir() if (each / "__init__.py").exists()):
        parts += [f"## aqe.{room.name}", "", _docstring(room / "__init__.py"), ""]
        for path in sorted(room.rglob("*.py")):
            if path.name != "__init__.py":
                parts += _module(path, package)
    return "\n".join(parts)


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _module(path: Path, package: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    dotted = ".".join(["aqe", *path.relative_to(package).with_suffix("").parts])
    parts = [f"### `{dotted}`", "", *_quoted(ast.get_docstring(tree) or ""), ""]
    exported = _exported(tree)
    for node in tree.body:
        if isinstance(node, DEFINITIONS) and node.name in exported:
            parts += _definition(node)
    return parts


def _quoted(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.splitlines()]
    if any(line.startswith("    ") for line in lines):
        return ["```text", *lines, "```"]
    return lines


def _exported(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        head = f"class {node.name}({bases})" if bases else f"class {node.name}"
    else:
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        head = f"{node.name}({ast.unparse(node.args)}){returns}"
    first = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
    return ["```python", head, "```", "", first, ""]
