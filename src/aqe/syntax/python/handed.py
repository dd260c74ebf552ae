"""What the parameters of the callable under test were given, and what conditions of its source say of it."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache

from aqe.domain.recipe import Await, Call, Operation, Recipe, Symbol, Variable
from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.syntax_trees import nodes_in, shared_module
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, is_comparing, value_of
from aqe.syntax.python.parsing import parse_literal
from aqe.syntax.recipe_trees import is_literal

__all__ = [
    "call_under_test",
    "handed_to",
    "held",
    "is_about_arguments",
    "module_tree",
    "rebound_before",
]


def handed_to(draft: Draft, known: CallableSubject | None) -> dict[str, object]:
    """Values of the parameters of the callable under test, `UNKNOWN` where no literal states them.

    Parameters that got nothing have their defaults.
    """
    call = call_under_test(draft)
    if known is None or call is None:
        return {}
    bound = {
        each.target: each.expression
        for each in draft.statements
        if each.target and is_literal(each.expression)
    }

    def value(recipe: Recipe) -> object:
        return value_of(bound.get(recipe.name, recipe) if isinstance(recipe, Variable) else recipe)

    names = [each.name for each in known.parameters]
    found: dict[str, object] = {
        each.name: UNKNOWN if each.default is None else value_of(parse_literal(each.default))
        for each in known.parameters
    }
    found.update(zip(names, map(value, call.arguments), strict=False))
    found.update((name, value(each)) for name, each in call.keywords if name in found)
    return found


def call_under_test(draft: Draft) -> Call | None:
    """The call that a test is about, also where it is awaited, gone through as in ``list(join(…))``, or
    compared with what is documented."""
    act = draft.statements[draft.act].expression
    if isinstance(act, Operation) and act.name in ("eq", "is") and not is_comparing(draft):
        act = act.operands[0]
    match act:
        case Call(callee=Symbol(module="builtins"), arguments=(Call() | Await() as inner, *_)):
            act = inner
    call = act.operand if isinstance(act, Await) else act
    return call if isinstance(call, Call) else None


@lru_cache(maxsize=16)
def module_tree(source: str) -> ast.Module | None:
    """The tree of a module, or None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return shared_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(maxsize=1024)
def rebound_before(source: str, first_line: int, line: int) -> frozenset[str]:
    """Names that the statements between two lines of a module bind: they hold no argument any more."""
    return frozenset(name for name, place in _bound(source) if first_line <= place < line)


@lru_cache(maxsize=16)
def _bound(source: str) -> tuple[tuple[str, int], ...]:
    """Names that a module binds, with the line of each."""
    tree = module_tree(source)
    nodes = nodes_in(tree) if tree is not None else ()
    return tuple(
        (each.id, each.lineno)
        for each in nodes
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )


def is_about_arguments(
    test: ast.expr,
    known: CallableSubject,
    subject: Subject,
    line: int,
    *,
    with_private: bool = False,
) -> bool:
    """Whether all that a condition speaks of are parameters as they were given, public attributes of the
    receiver, constants and types.

    Args:
        test: The condition.
        known: The callable that it stands in.
        subject: Its module.
        line: Where the condition stands, or what it decides.
        with_private: Whether attributes whose name begins with an underscore count as well.
    """
    parameters = {each.name for each in known.parameters}
    bound = rebound_before(subject.source, known.first_line, line)
    names = [each for each in nodes_in(test) if isinstance(each, ast.Name)]
    if not any(each.id in parameters or each.id == "self" for each in names):
        return False
    own = {id(each.func) for each in nodes_in(test) if isinstance(each, ast.Call)}
    for each in names:
        is_given = each.id in parameters and each.id not in bound
        is_known = each.id in ("self", "cls") or each.id.isupper() or id(each) in own
        if not (is_given or is_known or each.id in _TYPES):
            return False
    return with_private or not any(
        isinstance(each, ast.Attribute) and each.attr.startswith("_") for each in nodes_in(test)
    )


# -- conditions ---------------------------------------------------------------------------------------

_TYPES: dict[str, type] = {
    each.__name__: each
    for each in (str, bytes, int, float, complex, bool, list, tuple, dict, set, frozenset)
}
_COMPARING: dict[type[ast.cmpop], Callable[..., object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}


def held(test: ast.expr, values: Mapping[str, object]) -> bool | None:
    """Whether a condition holds of these values; None where that is not certain."""
    try:
        found = _value(test, values)
    except (TypeError, ValueError, OverflowError):
        return None
    return None if found is UNKNOWN else bool(found)


def _value(node: ast.expr, values: Mapping[str, object]) -> object:
    match node:
        case ast.Constant(value=constant):
            return constant
        case ast.Name(id=name):
            return values.get(name, UNKNOWN)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _value(operand, values)
            return UNKNOWN if inner is UNKNOWN else not inner
        case ast.Compare(left=left, ops=[compared], comparators=[right]):
            one, other = _value(left, values), _value(right, values)
            if one is UNKNOWN or other is UNKNOWN:
                return UNKNOWN
            return _COMPARING[type(compared)](one, other)
        case ast.Call(func=ast.Name(id="len"), args=[inner], keywords=[]):
            value = _value(inner, values)
            return len(value) if isinstance(value, str | bytes | list | tuple | dict) else UNKNOWN
        case ast.Call(func=ast.Name(id="isinstance"), args=[inner, kind]):
            value, names = (
                _value(inner, values),
                kind.elts if isinstance(kind, ast.Tuple) else [kind],
            )
            kinds = [_TYPES.get(each.id) if isinstance(each, ast.Name) else None for each in names]
            if value is UNKNOWN or None in kinds:
                return UNKNOWN
            return isinstance(value, tuple(each for each in kinds if each is not None))
    return UNKNOWN
