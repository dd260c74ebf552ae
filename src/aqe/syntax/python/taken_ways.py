"""Which way a call took inside of its callable, in words: what was caught there, and what it handed over to.

Both are read off the lines that the run of a test came by, so they hold of tests that call
their callable once.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aqe.domain.recipe import Attribute, Call, Symbol
from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.syntax_trees import nodes_in
from aqe.syntax.python.condition_words import name_in
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN
from aqe.syntax.python.handed import handed_to, module_tree, rebound_before
from aqe.syntax.python.names import snake, variable_word
from aqe.syntax.recipe_trees import walk

__all__ = ["caught_words", "handed_over_words", "with_caught"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_NUMBERS: Mapping[str, Callable[[Any], object]] = {
    "int": int,
    "float": float,
    "complex": complex,
}
_NO_NUMBER = "that_is_no_number"
_ASKED_BY_TRYING = frozenset(
    """attribute_error type_error value_error key_error index_error lookup_error
    stop_iteration""".split()
)
"""Exceptions by which code asks what it was given, or whether something is there: no event to a user."""
_BROAD = frozenset({"Exception", "BaseException"})


def caught_words(draft: Draft, subject: Subject) -> str:
    """What the callable under test caught: ``for_value_that_is_no_number``, ``on_bad_signature``.

    Empty where nothing was caught, or where it is not certain what.
    """
    known = subject.callable(draft.case.candidate.subject)
    function = _function(known, subject)
    if known is None or function is None or not _is_called_once(draft, known):
        return ""
    failure = draft.case.run.failure
    found = [
        words
        for tried, handler in _handlers(function)
        if handler.body[0].lineno in draft.case.lines
        and (failure is None or _is_raised_in(handler, failure.line))
        and (words := _caught(tried, handler, draft, known, subject))
    ]
    return found[0] if len(found) == 1 else ""


def with_caught(head: str, caught: str) -> str:
    """A claim with what was caught: ``leaves_value_that_is_no_number_unchanged``."""
    word = caught.removeprefix("for_").removesuffix(f"_{_NO_NUMBER}")
    if caught.endswith(_NO_NUMBER) and f"_{word}_" in f"_{head}_":
        before, _, after = f"_{head}_".partition(f"_{word}_")
        return f"{before}_{word}_{_NO_NUMBER}_{after}".strip("_")
    if caught.startswith("for_"):
        head = head.partition("_for_")[0]
    return f"{head}_{caught}".strip("_")


def handed_over_words(draft: Draft, subject: Subject) -> str:
    """The public function of the module that gave the result, where only some calls are handed over to it:
    ``uses_scientific``."""
    known = subject.callable(draft.case.candidate.subject)
    function = _function(known, subject)
    if known is None or function is None or not _is_called_once(draft, known):
        return ""
    functions = {each.qualname for each in subject.callables if not each.name.startswith("_")}
    for branch in _outside_loops(function.body):
        if not isinstance(branch, ast.If):
            continue
        for last in (branch.body[-1], *branch.orelse[-1:]):
            match last:
                case ast.Return(value=value) if value is not None:
                    named = [
                        each.func.id
                        for each in nodes_in(value)
                        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
                    ]
                    used = [each for each in named if each in functions and each != known.name]
                    if last.lineno in draft.case.lines and len(used) == 1:
                        return f"uses_{snake(used[0])}"
    return ""


def _function(known: CallableSubject | None, subject: Subject) -> _Function | None:
    """The definition of a callable."""
    tree = module_tree(subject.source) if known is not None else None
    if tree is None or known is None:
        return None
    for node in nodes_in(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        is_inside = known.first_line <= node.lineno <= known.body_line
        if is_inside and node.end_lineno == known.last_line:
            return node
    return None


def _is_called_once(draft: Draft, known: CallableSubject) -> bool:
    """Whether nothing but the act calls the callable, as far as the statements show."""
    called = [
        each.callee.name.rpartition(".")[2]
        for statement in draft.statements
        for each in walk(statement.expression)
        if isinstance(each, Call) and isinstance(each.callee, Symbol | Attribute)
    ]
    return called.count(known.name.rpartition(".")[2]) <= 1


def _outside_loops(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that a call comes by at most once, in the order of the source."""
    for statement in body:
        yield statement
        if isinstance(statement, (*_LOOPS, _Function, ast.ClassDef)):
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _outside_loops(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from _outside_loops(handler.body)


def _handlers(function: _Function) -> Iterator[tuple[ast.Try, ast.ExceptHandler]]:
    for statement in _outside_loops(function.body):
        if isinstance(statement, ast.Try):
            yield from ((statement, each) for each in statement.handlers)


def _is_raised_in(handler: ast.ExceptHandler, line: int | None) -> bool:
    """Whether what ended a test was raised where something else had been caught."""
    return line is not None and handler.lineno <= line <= (handler.end_lineno or handler.lineno)


def _caught(
    tried: ast.Try,
    handler: ast.ExceptHandler,
    draft: Draft,
    known: CallableSubject,
    subject: Subject,
) -> str:
    values = handed_to(draft, known)
    bound = rebound_before(subject.source, known.first_line, tried.lineno)
    for called in _calls(tried.body):
        match called:
            case ast.Call(func=ast.Name(id=kind), args=[ast.Name(id=name)]) if kind in _NUMBERS:
                if name in values and name not in bound and _is_no_number(kind, values[name]):
                    return f"for_{variable_word(name)}_{_NO_NUMBER}"
    error = name_in(handler.type) if handler.type is not None else ""
    is_broad = isinstance(handler.type, ast.Name) and handler.type.id in _BROAD
    if error and not is_broad:
        return "" if error in _ASKED_BY_TRYING else f"on_{error}"
    calls = [each for each in _calls(tried.body) if isinstance(each.func, ast.Name | ast.Attribute)]
    if len(calls) != 1 or not (is_broad or handler.type is None):
        return ""
    func = calls[0].func
    name = func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")
    return f"when_{snake(name)}_fails" if not name.startswith("_") else ""


def _calls(body: Sequence[ast.stmt]) -> list[ast.Call]:
    return [
        each for statement in body for each in nodes_in(statement) if isinstance(each, ast.Call)
    ]


def _is_no_number(kind: str, value: object) -> bool:
    """Whether the conversion to a number refuses a value that is known."""
    if value is UNKNOWN:
        return False
    try:
        _NUMBERS[kind](value)
    except (TypeError, ValueError):
        return True
    except OverflowError:
        return False
    return False
