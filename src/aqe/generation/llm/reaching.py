"""Whether a test reaches for what judges it, makes comparisons true, or leaves something for later.

What it asks for is known by its name: also where it looks the name up with a text, or makes it up.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.names import ending, is_dunder
from aqe.generation.llm.origins import Origins

__all__ = ["EQUALITIES", "INNER", "reaching"]

EQUALITIES = frozenset(
    {"__eq__", "__ne__", "__bool__", "__hash__", "__instancecheck__", "__getattribute__"}
)
INNER = frozenset(
    "_pytest _exit settrace setprofile monitoring _getframe _current_frames modules f_globals f_locals"
    " f_builtins f_back tb_frame gi_frame cr_frame ag_frame get_objects get_referrers get_referents".split()
)
"""Attributes by which a test gets at the process around it."""
_LOOKING = frozenset({"attrgetter", "methodcaller"})
_LATER = frozenset({"weakref.finalize", "codecs.register", "codecs.register_error"})
_LATER_ENDS = (".atexit.register", ".weakref.finalize", ".codecs.register_error")


def reaching(tree: ast.Module, origins: Origins) -> Iterator[str]:
    """Reasons to refuse a test."""
    for node in nodes_in(tree):
        match node:
            case ast.FunctionDef(name="__del__"):
                yield "it defines __del__, which acts when the test is over"
            case ast.Constant(value=str(text)) if _first(text) in EQUALITIES | {"__del__"}:
                yield f"it names {_first(text)}, which may make any comparison true"
            case ast.Attribute(attr=name) if name in EQUALITIES and _is_double(node, tree):
                yield f"it replaces {name}, which may make any comparison true"
            case ast.Call(func=ast.Name() | ast.Attribute() as callee, args=given) if (
                ending(callee) in _LOOKING
            ):
                yield from _looked_up(given)
            case ast.Call(func=callee):
                called = origins.origin(callee)
                if called in _LATER or f".{called}".endswith(_LATER_ENDS):
                    yield f"it calls {called}, which acts when the test is over"


def _first(text: str) -> str:
    """The name at the beginning of ``__eq__.return_value``."""
    return text.partition(".")[0]


def _is_double(node: ast.Attribute, tree: ast.Module) -> bool:
    """Whether something is stored below an attribute, or it is called for a double's sake."""
    return any(
        isinstance(each, ast.Attribute)
        and not isinstance(each.ctx, ast.Load)
        and _holds(each, node)
        for each in nodes_in(tree)
    )


def _holds(target: ast.Attribute, node: ast.Attribute) -> bool:
    return any(each is node for each in nodes_in(target))


def _looked_up(given: list[ast.expr]) -> Iterator[str]:
    for each in given:
        if isinstance(each, ast.Starred) or not isinstance(each, ast.Constant):
            yield "it looks up names that it makes up"
        elif isinstance(each.value, str):
            for part in each.value.split("."):
                if part in INNER or (is_dunder(part) and part not in ("__len__", "__class__")):
                    yield f"it uses {part}"
