"""Short texts that the classes and functions of other modules compare with, where this module calls them.

A parser hands its text to a lexer that lives elsewhere; what the text has to be made of stands there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from aqe.analysis.scopes import ModuleScope, Package, dotted_name
from aqe.domain.syntax_trees import nodes_in

__all__ = ["borrowed_words"]

_LONGEST = 12
_MOST = 80
_MOST_OF_ONE = 40


def borrowed_words(package: Package, scope: ModuleScope, tree: ast.Module) -> tuple[str, ...]:
    """The texts, those of what is called first in front."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for node in nodes_in(tree):
        name = dotted_name(node.func) if isinstance(node, ast.Call) else None
        resolved = package.resolve(scope, name) if name else None
        if resolved is None or resolved in seen:
            continue
        seen.add(resolved)
        if resolved.partition(":")[0] != scope.module:
            words = dict.fromkeys(_words_of(_definition(package, resolved)))
            found.update(dict.fromkeys(list(words)[:_MOST_OF_ONE]))
    return tuple(found)[:_MOST]


def _definition(package: Package, name: str) -> ast.AST | None:
    found = package.class_node(name) or package.function_node(name)
    return found[2] if found is not None else None


def _words_of(node: ast.AST | None) -> Iterator[str]:
    """Keys of tables, members of containers and operands of comparisons."""
    if node is None:
        return
    for each in nodes_in(node):
        if isinstance(each, ast.Dict):
            yield from _texts(each.keys)
        elif isinstance(each, ast.Set | ast.List | ast.Tuple):
            yield from _texts(each.elts)
        elif isinstance(each, ast.Compare):
            yield from _texts([each.left, *each.comparators])


def _texts(nodes: Sequence[ast.expr | None]) -> Iterator[str]:
    for node in nodes:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and 0 < len(text) <= _LONGEST:
            yield text
