"""What the names of a Python file stand for: imports, aliases and constants, read from its tree."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

__all__ = ["Names", "call_name", "constant", "names_of"]


@dataclass(slots=True)
class Names:
    """Names of one file."""

    imports: dict[str, str] = field(default_factory=dict)
    """``Base`` to ``pydantic.BaseModel``."""
    values: dict[str, ast.expr] = field(default_factory=dict)
    """What module-level names are bound to, where that is an expression."""
    steps: int = 0
    """Types that were read in this file: names may unfold without end."""

    def dotted(self, node: ast.expr) -> str:
        """The full name that an expression stands for; empty where it is no name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        parts.append(self.imports.get(node.id, node.id))
        return ".".join(reversed(parts))

    def last(self, node: ast.expr) -> str:
        """The last part of that name: the type itself."""
        return self.dotted(node).rpartition(".")[2]

    def number_or_text(self, node: ast.expr | None) -> object:
        """A constant, also through the name of one; `Ellipsis` where it is none."""
        for _ in range(10):
            if isinstance(node, ast.Name) and node.id in self.values:
                node = self.values[node.id]
        return constant(node)


def names_of(tree: ast.Module) -> Names:
    """The names that the top of a file binds, below conditions, too."""
    found = Names()
    waiting: list[ast.stmt] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            for each in node.names:
                found.imports[each.asname or each.name.split(".")[0]] = (
                    each.name if each.asname else each.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                found.imports[each.asname or each.name] = f"{node.module or ''}.{each.name}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            if isinstance(node.targets[0], ast.Name):
                found.values.setdefault(node.targets[0].id, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if node.value is not None:
                found.values.setdefault(node.target.id, node.value)
        elif isinstance(node, ast.If | ast.Try):
            waiting.extend(reversed([*node.body, *node.orelse]))
        elif node.__class__.__name__ == "TypeAlias":  # a statement of Python 3.12
            name, value = getattr(node, "name", None), getattr(node, "value", None)
            if isinstance(name, ast.Name) and isinstance(value, ast.expr):
                found.values.setdefault(name.id, value)
    return found


def constant(node: ast.expr | None) -> object:
    """The value of a literal, also of a negative number; `Ellipsis` where it is none."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = constant(node.operand)
        if isinstance(inner, int | float) and not isinstance(inner, bool):
            return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        name = node.func
        if isinstance(name, ast.Name | ast.Attribute) and call_name(node) == "Decimal":
            try:
                return float(str(constant(node.args[0])))
            except ValueError:
                return ...
    return ...


def call_name(node: ast.Call) -> str:
    """The last part of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
