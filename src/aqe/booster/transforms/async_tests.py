"""Tests that run a coroutine themselves become coroutines: `asyncio.run(f())` as `await f()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.booster.patterns.imports import ImportClash, with_imports
from aqe.booster.transforms.model import Left, Transformed
from aqe.booster.transforms.python_source import PythonSource
from aqe.booster.transforms.rewrites import Rewrite, rendered
from aqe.booster.transforms.unittest_groups import is_case_base
from aqe.booster.transforms.unittest_names import UnittestNames, dotted

__all__ = ["sync_to_async"]

_RUNNERS = ("asyncio.run", "asyncio.get_event_loop().run_until_complete")
_LOOPS = frozenset({"run_until_complete", "new_event_loop"})


def sync_to_async(text: str, suffix: str = ".py") -> Transformed:
    """Test functions as coroutines with a mark for pytest-asyncio; methods of test cases in
    classes that become `IsolatedAsyncioTestCase`."""
    del suffix
    try:
        source = PythonSource(text)
    except SyntaxError as error:
        return Transformed(text, problem=f"it does not parse: {error}")
    names = UnittestNames(source.tree)
    rewrites: list[Rewrite] = []
    left: list[Left] = []
    count, needs_mark = 0, False
    for owner, functions in _tests(source.tree):
        chosen = [each for each in functions if _runs(each)]
        base = None if owner is None else _case_base(owner, names)
        if isinstance(base, ast.Name) and chosen:
            left.append(Left(base.lineno, "TestCase is imported by itself: import unittest"))
            continue
        if owner is not None and chosen and base is None and owner.bases:
            left.append(Left(owner.lineno, f"{owner.name}: its bases are not known"))
            continue
        done = 0
        for each in chosen:
            reason = _obstacle(each)
            if reason is not None:
                left.append(Left(each.lineno, f"{each.name}: {reason}"))
                continue
            rewrites += _as_coroutine(source, each, marked=base is None)
            needs_mark |= base is None
            done += 1
        if done and base is not None:
            rewrites.append(_isolated(source, base))
        count += done
    if not rewrites:
        return Transformed(text, left=tuple(left))
    try:
        new = rendered(text, rewrites)
        new = with_imports(new, ["import pytest"] if needs_mark else [])
        PythonSource(new)
    except (SyntaxError, ValueError, ImportClash) as error:
        return Transformed(text, left=tuple(left), problem=f"the result would not do: {error}")
    needs = ("pytest-asyncio, for the mark",) if needs_mark else ()
    return Transformed(new, changes=count, left=tuple(left), needs=needs)


def _tests(
    tree: ast.Module,
) -> Iterator[tuple[ast.ClassDef | None, list[ast.FunctionDef]]]:
    yield None, [each for each in tree.body if _is_test(each)]  # type: ignore[misc]
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node, [each for each in node.body if _is_test(each)]  # type: ignore[misc]


def _is_test(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test")


def _runs(function: ast.FunctionDef) -> list[ast.Call]:
    return [
        each
        for each in ast.walk(function)
        if isinstance(each, ast.Call) and _is_run(each) and len(each.args) == 1
    ]


def _is_run(call: ast.Call) -> bool:
    if dotted(call.func) == "asyncio.run":
        return not call.keywords
    return ast.unparse(call.func) in _RUNNERS and not call.keywords


def _obstacle(function: ast.FunctionDef) -> str | None:
    own = set(map(id, _own_nodes(function)))
    for each in _runs(function):
        if id(each) not in own:
            return "a coroutine is run within another function"
    for node in ast.walk(function):
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return "it yields"
        own_loop = isinstance(node, ast.Attribute) and node.attr in _LOOPS
        if own_loop and ast.unparse(node) != _RUNNERS[1]:
            return "it keeps an event loop of its own"
    return None


def _own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(function.body)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, kinds):
            waiting += ast.iter_child_nodes(node)


def _as_coroutine(
    source: PythonSource, function: ast.FunctionDef, *, marked: bool
) -> Iterator[Rewrite]:
    start = source.span(function)[0]
    mark = ""
    if marked:
        mark = f"@pytest.mark.asyncio{source.newline}{source.indentation(function)}"
    yield Rewrite(start, start, (f"{mark}async ",))
    parents = {
        id(child): node for node in ast.walk(function) for child in ast.iter_child_nodes(node)
    }
    for call in _runs(function):
        span = source.span(call)
        argument = source.arguments(call).spans[0]
        above = parents[id(call)]
        alone = isinstance(above, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return)
        argument_alone = isinstance(call.args[0], ast.Call | ast.Name | ast.Attribute)
        inner = (argument,) if argument_alone else ("(", argument, ")")
        pieces = ("await ", *inner) if alone else ("(await ", *inner, ")")
        yield Rewrite(*span, pieces)


def _case_base(owner: ast.ClassDef, names: UnittestNames) -> ast.expr | None:
    return next((each for each in owner.bases if is_case_base(each, names)), None)


def _isolated(source: PythonSource, base: ast.expr) -> Rewrite:
    end = source.span(base)[1]
    return Rewrite(end - len("TestCase"), end, ("IsolatedAsyncioTestCase",))
