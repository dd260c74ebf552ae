"""What the code of a module changes itself while it runs: names, attributes, and tables that it fills.

Told from its text: a name that it stores, a table that it stores into, or calls ``append``, ``update`` and
the like of, also by another name. The same reading tells what a test changes by its own hand.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

_CHANGING = frozenset(
    "append extend insert remove pop popitem clear update setdefault add discard sort reverse appendleft"
    " popleft extendleft rotate intersection_update difference_update symmetric_difference_update"
    " move_to_end subtract __setitem__ __delitem__ __iadd__ __ior__ __setattr__ __delattr__ setattr delattr"
    " setitem delitem heappush heappop heapify heapreplace heappushpop insort insort_left insort_right"
    " shuffle".split()
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class OwnDoing:
    """What a module changes of itself, as far as its text tells.

    Args:
        text: Of the module; empty where there is none, and then it changes nothing.
    """

    def __init__(self, text: str) -> None:
        tree = _parsed(text)
        self.names: frozenset[str] = frozenset(_global_names(tree))
        self.attributes: frozenset[str] = frozenset(_stored_attributes(ast.walk(tree)))
        functions = [each for each in ast.walk(tree) if isinstance(each, _FUNCTIONS)]
        self.tables: frozenset[str] = frozenset(_changed(functions))
        self.calls: frozenset[str] = frozenset(
            _last(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)
        )
        """What it calls, by the last part of the name."""


def own_doing_of(module: ModuleType) -> OwnDoing:
    """What a module changes itself; nothing where its text is not to be had."""
    return OwnDoing(text_of(module))


def text_of(module: ModuleType) -> str:
    """The text of a module; empty where it is not to be had."""
    try:
        return inspect.getsource(module)
    except (OSError, TypeError, ValueError):
        return ""


def changes_by_text(text: str, table: str) -> bool:
    """Whether a text seems to change a table: a quick look, which finds more than there is."""
    name = re.escape(table)
    return re.search(r"\b%s\b\s*(?:\[|\.(?:%s)\b)" % (name, "|".join(_CHANGING)), text) is not None


def touched_by(text: str) -> frozenset[str]:
    """Names of tables and attributes that a test changes by its own hand."""
    tree = _parsed(text)
    return frozenset([*_changed([tree]), *_stored_attributes(ast.walk(tree))])


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _global_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names


def _stored_attributes(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield node.attr


def _changed(roots: Iterable[ast.AST]) -> set[str]:
    """Names whose value is changed inside; those that were given to another name, too."""
    found: set[str] = set()
    aliases: list[tuple[set[str], set[str]]] = []
    for node in (each for root in roots for each in ast.walk(root)):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found |= _ends(node.value)
        elif isinstance(node, ast.AugAssign):
            found |= _ends(node.target)
        elif isinstance(node, ast.Call):
            name = _last(node.func)
            if name in _CHANGING:
                if isinstance(node.func, ast.Attribute):
                    found |= _ends(node.func.value)
                for argument in node.args:
                    found |= _ends(argument)
        aliases += _aliases(node)
    is_growing = True
    while is_growing:
        more = {name for new, old in aliases if new & found for name in old} - found
        found |= more
        is_growing = bool(more)
    return found


def _aliases(node: ast.AST) -> Iterator[tuple[set[str], set[str]]]:
    """(new names, what they may stand for)."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    if isinstance(node, ast.Assign):
        pairs = [(each, node.value) for each in node.targets]
    elif isinstance(node, ast.NamedExpr):
        pairs = [(node.target, node.value)]
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        pairs = [(node.target, node.iter)]
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        pairs = [(node.optional_vars, node.context_expr)]
    for target, value in pairs:
        names = {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}
        yield names, _ends(value)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for each in node.names:
            if each.asname:
                yield {each.asname}, {each.name.rpartition(".")[2]}


def _ends(node: ast.AST) -> set[str]:
    """The names at the end of a chain, what is looked up in it and called on the way left aside."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Subscript):
        return _ends(node.value) | _texts([node.slice])
    if isinstance(node, ast.Starred):
        return _ends(node.value)
    if isinstance(node, ast.IfExp):
        return _ends(node.body) | _ends(node.orelse)
    if isinstance(node, (ast.BoolOp, ast.Tuple, ast.List)):
        values: Any = node.values if isinstance(node, ast.BoolOp) else node.elts
        return {name for each in values for name in _ends(each)}
    if isinstance(node, ast.Call):
        owner = _ends(node.func.value) if isinstance(node.func, ast.Attribute) else set()
        return owner | _texts(node.args) | {name for each in node.args for name in _ends(each)}
    return set()


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that are written as texts, as in ``getattr(module, "TABLE")`` and ``vars(module)["TABLE"]``."""
    return {
        each.value
        for each in nodes
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
