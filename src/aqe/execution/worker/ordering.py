"""Sets gone through backwards: what depends on the order of their elements shows.

The order of a set depends on the hash seed: two processes may have the same one by chance, for a set of two
elements in every other case. Rewritten code passes what it goes through to a probe that can turn it round.
Code with hash tables of its own reckons ``hash(key) % size``: inverted bits turn the buckets round.
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

    def hash_probe(self) -> Callable[[int, Any], int]:
        """What rewritten code calls in place of `hash`, where it chooses a bucket."""

        def hashed(_key: int, value: Any) -> int:
            number = hash(value)
            self.has_met = self.has_met or _is_seeded(value)
            # Others lie between those that depend on the seed; without any, nobody asks for this order.
            return ~number if self.is_backwards else number

        return hashed

    def probe(self) -> Callable[[int, Any], Any]:
        """What rewritten code calls."""

        def ordered(_key: int, value: Any, _type: Any = type) -> Any:
            kind = _type(value)
            if (kind is set or kind is frozenset) and len(value) > 1:
                self.has_met = True
                return list(value)[::-1] if self.is_backwards else value
            return value

        return ordered


def _is_seeded(value: Any) -> bool:
    """Whether the hash of a value depends on the hash seed, as far as a look at it tells."""
    kind = type(value)
    if kind is tuple or kind is frozenset:
        return any(type(each) is str or type(each) is bytes for each in value)
    return kind is str or kind is bytes


def chooses_bucket(node: ast.AST) -> bool:
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
