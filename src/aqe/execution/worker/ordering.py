"""Sets gone through backwards: what depends on the order of their elements shows.

The order of a set depends on the hash seed: two processes may have the same one by chance, for a set of two
elements in every other case. Rewritten code passes what it goes through to a probe that can turn it round.
"""

import ast
from typing import Any, Callable

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
_OF_MAPPINGS = frozenset(("enumerate", "items", "range", "sorted", "values", "zip"))


class Order:
    """The order in which sets are gone through."""

    def __init__(self) -> None:
        self.is_backwards = False
        self.has_met = False
        """Whether a set of several elements was gone through."""

    def begin(self, is_backwards: bool) -> None:
        """Start anew for another program."""
        self.is_backwards = is_backwards
        self.has_met = False

    def probe(self) -> Callable[[int, Any], Any]:
        """What rewritten code calls."""

        def ordered(_key: int, value: Any, _type: Any = type) -> Any:
            kind = _type(value)
            if (kind is set or kind is frozenset) and len(value) > 1:
                self.has_met = True
                return list(value)[::-1] if self.is_backwards else value
            return value

        return ordered


def goes_through(function: ast.expr) -> bool:
    """Whether a called function goes through its arguments, by its name."""
    return last_name(function) in _GOING_THROUGH


def may_be_set(node: ast.expr) -> bool:
    """Whether the value of an expression may be a set, as far as its form tells."""
    if isinstance(node, ast.Call):
        return last_name(node.func) not in _OF_MAPPINGS
    return not isinstance(node, _ORDERED)


def last_name(node: ast.AST) -> str:
    """The name by which something is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
