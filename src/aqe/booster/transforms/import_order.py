"""The imports at the head of a Python file in order: standard library, other packages, the project.

One block of plain import lines is sorted; a block with a comment, a condition or a statement on the
same line stays as it is.
"""

from __future__ import annotations

import ast
import sys

from aqe.booster.patterns.lines import lines_of
from aqe.booster.transforms.model import Left, Transformed
from aqe.booster.transforms.python_source import PythonSource

__all__ = ["sort_imports"]

_FUTURE, _STANDARD, _OTHER, _OWN = range(4)


def sort_imports(text: str, suffix: str = ".py") -> Transformed:
    """The file with its first block of imports sorted, names within a statement, too."""
    del suffix
    try:
        source = PythonSource(text)
    except SyntaxError as error:
        return Transformed(text, problem=f"it does not parse: {error}")
    block = _block(source.tree)
    if len(block) < 1:
        return Transformed(text)
    first, last = block[0].lineno, block[-1].end_lineno or block[-1].lineno
    lines = lines_of(text)
    reason = _obstacle(source, block, lines[first - 1 : last])
    if reason is not None:
        return Transformed(text, left=(Left(first, reason),))
    new = _sorted(block, source.newline)
    old = "".join(lines[first - 1 : last])
    if not old.endswith("\n"):
        new = new.removesuffix(source.newline)
    if new == old:
        return Transformed(text)
    return Transformed("".join([*lines[: first - 1], new, *lines[last:]]), changes=1)


def _block(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    body = tree.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    found: list[ast.Import | ast.ImportFrom] = []
    for each in body:
        if not isinstance(each, ast.Import | ast.ImportFrom):
            break
        found.append(each)
    return found


def _obstacle(
    source: PythonSource, block: list[ast.Import | ast.ImportFrom], lines: list[str]
) -> str | None:
    if any("#" in line for line in lines):
        return "a comment stands among the imports"
    if any(not source.stands_alone(each) for each in block):
        return "several statements share a line"
    if any(isinstance(e, ast.ImportFrom) and e.names[0].name == "*" for e in block):
        return "a star import: what it binds depends on the order"
    names = [each.asname or each.name for node in block for each in node.names]
    if len(set(names)) != len(names):
        return "two imports bind the same name: the order decides which one counts"
    return None


def _sorted(block: list[ast.Import | ast.ImportFrom], newline: str) -> str:
    entries = set()
    for node in block:
        if isinstance(node, ast.Import):
            for each in node.names:
                entries.add((_section(each.name), 0, each.name, _alias(each)))
        else:
            module = "." * node.level + (node.module or "")
            shown = ", ".join(sorted(map(_alias, node.names), key=_by_kind))
            entries.add((_FUTURE if module == "__future__" else _section(module), 1, module, shown))
    parts: list[str] = []
    previous = -1
    for section, kind, module, shown in sorted(entries):
        if previous not in (-1, section):
            parts.append(newline)
        previous = section
        parts.append(_statement(kind, module, shown, newline))
    return "".join(parts)


def _statement(kind: int, module: str, shown: str, newline: str) -> str:
    if kind == 0:
        return f"import {shown}{newline}"
    line = f"from {module} import {shown}"
    if len(line) <= 100:
        return line + newline
    names = "".join(f"    {each},{newline}" for each in shown.split(", "))
    return f"from {module} import ({newline}{names}){newline}"


def _alias(name: ast.alias) -> str:
    return f"{name.name} as {name.asname}" if name.asname else name.name


def _by_kind(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as isort and ruff do."""
    first = name.split(" ")[0]
    if first.isupper() and len(first) > 1:
        return (0, name)
    return (1 if first[:1].isupper() else 2, name)


def _section(module: str) -> int:
    if module.startswith("."):
        return _OWN
    first = module.split(".")[0]
    return _STANDARD if first in sys.stdlib_module_names else _OTHER
