"""Rewrites what goes through values so that the order of a set can be turned round; see `ordering`."""

import ast
from typing import Any, Dict, List

_GOING_THROUGH = frozenset(
    (
        "chain",
        "deque",
        "enumerate",
        "extend",
        "filter",
        "fromkeys",
        "iter",
        "join",
        "list",
        "map",
        "max",
        "min",
        "sorted",
        "tuple",
        "zip",
    )
)
"""Last names of callables that go through their arguments, each element in turn."""
_ORDERED = (
    ast.Constant,
    ast.Dict,
    ast.DictComp,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.Lambda,
    ast.List,
    ast.ListComp,
    ast.Starred,
    ast.Tuple,
)
_GIVING_ORDER = frozenset(("enumerate", "items", "range", "sorted", "values", "zip"))
"""Last names of callables whose results have an order of their own, whatever they are made from."""


class OrderRewriter(ast.NodeTransformer):
    """Passes to probes what is gone through, element by element, and what chooses buckets."""

    def visit_For(self, node: ast.For) -> Any:
        """``for x in values``."""
        old = node.iter
        self.generic_visit(node)
        node.iter = self.in_order(old, node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        """``... for x in values``."""
        old = node.iter
        self.generic_visit(node)
        if not node.is_async:
            node.iter = self.in_order(old, node.iter)
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        """``list(values)``."""
        old = list(node.args)
        self.generic_visit(node)
        if _goes_through(node.func):
            node.args = [self.in_order(*pair) for pair in zip(old, node.args)]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """``hash(key) % size``."""
        return self._with_bucket(node, "left")

    def visit_Assign(self, node: ast.Assign) -> Any:
        """``number = hash(key)``."""
        return self._with_bucket(node, "value")

    def visit_arg(self, node: ast.arg) -> Any:
        """Annotations stay as they are."""
        return node

    def _with_bucket(self, node: ast.AST, place: str) -> ast.AST:
        is_bucket = _chooses_bucket(node)
        self.generic_visit(node)
        if is_bucket:
            call = getattr(node, place)
            setattr(node, place, probe("hash", call, 0, call.args))
        return node

    @staticmethod
    def in_order(old: ast.expr, new: ast.expr) -> ast.expr:
        """What is gone through, by way of a probe where it may be a set.

        Args:
            old: As the subject has it.
            new: The same, its parts rewritten.
        """
        return probe("order", old, 0, [new]) if _may_be_set(old) else new


def _chooses_bucket(node: ast.AST) -> bool:
    """Whether a node is ``hash(key) % size``, ``hash(key) & mask`` or ``number = hash(key)``.

    A hash that goes elsewhere, as out of `__hash__`, would no longer find what was stored at the import.
    """
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Mod, ast.BitAnd)) and _asks_hash(node.left)
    if isinstance(node, ast.Assign):
        is_local = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        return is_local and _asks_hash(node.value)
    return False


def _asks_hash(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return False
    return isinstance(node.func, ast.Name) and node.func.id == "hash"


def _goes_through(function: ast.expr) -> bool:
    """Whether a called function goes through its arguments, by its name."""
    return last_name(function) in _GOING_THROUGH


def _may_be_set(node: ast.expr) -> bool:
    """Whether the value of an expression may be a set, as far as its form tells."""
    if isinstance(node, ast.Call):
        return last_name(node.func) not in _GIVING_ORDER
    return not isinstance(node, _ORDERED)


def last_name(node: ast.AST) -> str:
    """The name by which something is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def probe(name: str, place: Any, key: int, arguments: List[ast.expr]) -> ast.Call:
    """A call of a probe that stands where a node of the subject stands.

    Args:
        name: Of the probe, without what marks it as ours.
        place: Node whose place in the source it has.
        key: Number that the probe is given first; for a condition the goal of its false side.
        arguments: What it is given behind that.
    """
    where = place_of(place)
    return ast.Call(
        func=ast.Name(id="__aqe_%s__" % name, ctx=ast.Load(), **where),
        args=[ast.Constant(value=key, **where), *arguments],
        keywords=[],
        **where,
    )


def place_of(place: Any) -> Dict[str, Any]:
    """The place of a node in the source, as keywords of another node."""
    return {
        "lineno": place.lineno,
        "col_offset": place.col_offset,
        "end_lineno": place.end_lineno,
        "end_col_offset": place.end_col_offset,
    }
