"""What is left alone because no test should have to notice a change of it.

The term and the idea of arid nodes are from Petrović and Ivanković, "State of Mutation Testing at
Google" (ICSE-SEIP 2018).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.analysis.scopes import dotted_name, is_overload
from aqe.domain.syntax_trees import nodes_in

__all__ = ["fertile_children", "is_guard"]

_ARID_CALLS = frozenset(
    {
        *("debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"),
        *("getLogger", "get_logger", "TypeVar", "NewType", "ParamSpec", "TypeVarTuple", "cast"),
        *("namedtuple", "NamedTuple", "TypedDict", "deprecated", "pprint"),
    }
)
_LOGGERS = frozenset({"log", "logger", "logging", "LOG", "LOGGER", "warnings", "_log", "_logger"})
_ALWAYS_LOGGING = frozenset({"error", "exception", "critical", "log", "info", "debug", "warning"})


def fertile_children(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node that may be changed."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.args
        yield from _body(node.body)
    elif isinstance(node, ast.ClassDef | ast.Module):
        yield from _body(node.body)
    elif isinstance(node, ast.arguments):
        yield from node.defaults
        yield from (each for each in node.kw_defaults if each is not None)
    elif isinstance(node, ast.AnnAssign):
        yield node.target
        if node.value is not None:
            yield node.value
    elif isinstance(node, ast.Assert):
        yield node.test
    elif isinstance(node, ast.JoinedStr):
        # What is between the braces is code like any other; the text around it is one mutant.
        values = (each.value for each in node.values if isinstance(each, ast.FormattedValue))
        yield from (each for each in values if not is_arid(each))
    else:
        yield from (child for child in ast.iter_child_nodes(node) if not is_arid(child))


def _body(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a definition, its documentation left out."""
    return (each for each in statements if not is_arid(each))


def is_arid(node: ast.AST) -> bool:
    """Whether a node and all that is in it are left alone."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.Pass):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _is_arid_call(node.value)
    if isinstance(node, ast.If):
        return is_guard(node.test)
    if isinstance(node, ast.Assign):
        return any(_is_dunder(target) for target in node.targets) or _is_arid_call(node.value)
    if isinstance(node, ast.AnnAssign):
        return _is_dunder(node.target)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return is_overload(node)
    return isinstance(node, ast.Call) and _is_arid_call(node)


def _is_arid_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = dotted_name(node.func) or ""
    owner, _, last = name.rpartition(".")
    if last in _ALWAYS_LOGGING:
        return owner.rpartition(".")[2] in _LOGGERS
    return last in _ARID_CALLS


def _is_dunder(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id.startswith("__") and node.id.endswith("__")


def is_guard(test: ast.expr) -> bool:
    """``if TYPE_CHECKING`` and ``if __name__ == "__main__"``."""
    names = {each.id for each in nodes_in(test) if isinstance(each, ast.Name)}
    names |= {each.attr for each in nodes_in(test) if isinstance(each, ast.Attribute)}
    return "TYPE_CHECKING" in names or "__name__" in names
