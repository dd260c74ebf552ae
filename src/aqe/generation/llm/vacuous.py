"""Whether a comparison holds whatever the subject gives: tolerances without a limit, orders of a test's own.

Only what can be read off is computed: numbers, infinity, and names that are bound to one of them once.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from aqe.domain.syntax_trees import nodes_in
from aqe.generation.llm.names import ending

__all__ = ["vacuous"]

_ORDERS = frozenset({"__lt__", "__le__", "__gt__", "__ge__"})
_CHOSEN = _ORDERS | {"__contains__"}
_ASKED = _CHOSEN | {"__eq__", "__ne__"}
_SILENCING = frozenset({"simplefilter", "filterwarnings", "catch_warnings", "resetwarnings"})
_MOST_RELATIVE = 1.0
"""A relative tolerance from which zero is as good as the number itself."""
_MOST_ABSOLUTE = 1e9
"""Where the number that is expected cannot be read off."""
_LONGEST = 80


def vacuous(tree: ast.Module) -> Iterator[str]:
    """Reasons to refuse a test."""
    numbers = _numbers_by_name(tree)
    for node in nodes_in(tree):
        if isinstance(node, ast.Call) and _tolerates_all(node, numbers):
            yield f"it tolerates any result: {ast.unparse(node)[:_LONGEST]}"
    yield from _orders(tree)
    yield from _silenced(tree)


# -- tolerances ----------------------------------------------------------------------------------


def _tolerates_all(node: ast.Call, numbers: dict[str, float]) -> bool:
    named = {each.arg: each.value for each in node.keywords if each.arg}

    def given(name: str, place: int) -> float | None:
        value = named.get(name)
        if value is None and place < len(node.args):
            value = node.args[place]
        return None if value is None else _number(value, numbers)

    match ending(node.func):
        case "approx":
            return _is_wide(given("rel", 1), given("abs", 2), given("expected", 0))
        case "isclose":
            expected = _known(given("b", 1), given("a", 0))
            return _is_wide(given("rel_tol", 9), given("abs_tol", 9), expected)
        case "assertAlmostEqual":
            places = given("places", 2)
            expected = _known(given("second", 1), given("first", 0))
            is_coarse = places is not None and places < 0
            return is_coarse or _is_wide(None, given("delta", 4), expected)
    return False


def _known(*numbers: float | None) -> float | None:
    return next((each for each in numbers if each is not None), None)


def _is_wide(relative: float | None, absolute: float | None, expected: float | None) -> bool:
    if relative is not None and not relative < _MOST_RELATIVE:
        return True
    if absolute is None:
        return False
    most = _MOST_ABSOLUTE if expected is None else max(1.0, abs(expected))
    return absolute > most or math.isinf(absolute)


def _numbers_by_name(tree: ast.Module) -> dict[str, float]:
    """Names that are bound once, to a number that can be read off."""
    found: dict[str, float] = {}
    bound: list[str] = []
    for node in nodes_in(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.append(node.id)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            number = _number(node.value, {})
            if number is not None:
                found[node.targets[0].id] = number
    return {name: each for name, each in found.items() if bound.count(name) == 1}


def _number(node: ast.expr, numbers: dict[str, float]) -> float | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return _float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _number(operand, numbers)
            return None if number is None else -number
        case ast.Attribute(attr="inf") | ast.Name(id="inf"):
            return math.inf
        case ast.Attribute(value=ast.Attribute(attr="float_info"), attr="max"):
            return math.inf
        case ast.Name(id=name):
            return numbers.get(name)
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]):
            return _float(text)
        case ast.BinOp(left=left, op=operation, right=right):
            return _computed(_number(left, numbers), operation, _number(right, numbers))
    return None


def _float(value: float | str) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return math.inf
    except ValueError:
        return None


def _computed(left: float | None, operation: ast.operator, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    try:
        match operation:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case ast.Pow():
                power = left**right
                return power if isinstance(power, float) else None
    except OverflowError:
        return math.inf
    except ZeroDivisionError:
        return None
    return None


# -- orders --------------------------------------------------------------------------------------


def _orders(tree: ast.Module) -> Iterator[str]:
    """Classes of the test that say themselves how they compare with what the subject gives."""
    own: dict[str, frozenset[str]] = {}
    for node in nodes_in(tree):
        match node:
            case ast.ClassDef(name=name, body=body):
                methods = [each for each in body if isinstance(each, ast.FunctionDef)]
                chosen = frozenset(each.name for each in methods) & _CHOSEN
                chosen |= _bound(body) & _CHOSEN
                if chosen:
                    own[name] = chosen
                for each in methods:
                    if each.name in _CHOSEN and not _looks_at(each):
                        yield f"it defines {each.name}, which does not look at what is compared"
            case ast.Attribute(attr=name, ctx=ast.Store()) if name in _CHOSEN:
                yield f"it replaces {name}, which may make a comparison true"
            case ast.Attribute(value=ast.Attribute(attr=name), ctx=ast.Store()) if name in _CHOSEN:
                yield f"it replaces {name}, which may make a comparison true"
            case ast.Dict(keys=keys):
                for key in keys:
                    if isinstance(key, ast.Constant) and _first(key.value) in _CHOSEN:
                        yield f"it names {_first(key.value)}, which may make a comparison true"
    yield from _compared(tree, own)


def _first(value: object) -> str:
    return value.partition(".")[0] if isinstance(value, str) else ""


def _bound(body: list[ast.stmt]) -> frozenset[str]:
    return frozenset(
        target.id
        for each in body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    )


def _looks_at(method: ast.FunctionDef) -> bool:
    given = [each.arg for each in (*method.args.posonlyargs, *method.args.args)][1:]
    used = {each.id for each in nodes_in(method) if isinstance(each, ast.Name)}
    return bool(used.intersection(given))


def _compared(tree: ast.Module, own: dict[str, frozenset[str]]) -> Iterator[str]:
    """Assertions in which such an object decides."""
    if not own:
        return
    made = {
        target.id: node.value.func.id
        for node in nodes_in(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in own
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for statement in nodes_in(tree):
        if not isinstance(statement, ast.Assert):
            continue
        for node in nodes_in(statement.test):
            if isinstance(node, ast.Compare) and _decides(node, own, made):
                yield f"it compares with a class of its own: {ast.unparse(node)[:_LONGEST]}"


def _decides(node: ast.Compare, own: dict[str, frozenset[str]], made: dict[str, str]) -> bool:
    operands = [node.left, *node.comparators]
    for each in operands:
        match each:
            case ast.Call(func=ast.Name(id=name)) if name in own:
                methods = own[name]
            case ast.Name(id=name) if name in made:
                methods = own[made[name]]
            case _:
                continue
        for operator in node.ops:
            if isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE) and methods & _ORDERS:
                return True
            if isinstance(operator, ast.In | ast.NotIn) and "__contains__" in methods:
                return True
    return False


def _silenced(tree: ast.Module) -> Iterator[str]:
    """A comparison that is called may answer `NotImplemented`, which counts as true, with a warning."""
    calls = [each for each in nodes_in(tree) if isinstance(each, ast.Call)]
    if not any(ending(each.func) in _SILENCING for each in calls):
        return
    for each in calls:
        if isinstance(each.func, ast.Attribute) and each.func.attr in _ASKED:
            yield f"it calls {each.func.attr} and silences warnings: no answer counts as true"
