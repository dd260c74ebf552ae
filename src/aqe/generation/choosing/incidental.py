"""Demands that are an accident or matter to nobody: what they alone tell is hardly behaviour.

A mutant that only changes which accident happens to a value that does not belong there (another operator on
it, another order in which it is met) is no other behaviour: whoever refuses the value on purpose later
breaks the test and nothing else. What the subject refuses with a `raise` or an `assert` of its own is no
accident, nor is what becomes of an unusual value of the right type. And a pattern or a table that functions
of the module use is how they do what they do, not what they do, unless the module promises it by name.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from functools import lru_cache

from aqe.domain.run import CandidateRun, Member
from aqe.domain.subject import Subject
from aqe.domain.syntax_trees import nodes_in, shared_module
from aqe.generation.choosing.oddness import is_ill_fitting, is_odd
from aqe.generation.choosing.telling import NOTHING, telling
from aqe.generation.declarations.forms import DECLARED, looked_at
from aqe.generation.inputs.meant import mixed
from aqe.generation.iterators import LANGUAGE_ITERATORS
from aqe.generation.scenario import Scenario

__all__ = ["Incidentals", "is_incidental"]

_WRONG_TYPE = frozenset(
    f"builtins:{name}Error" for name in ("Type", "Attribute", "UnicodeDecode", "UnicodeEncode")
)
"""Of a value of a wrong type, and of bytes and texts where nothing suggests any."""
_BY_VALUE = frozenset(f"builtins:{name}Error" for name in ("ZeroDivision", "Overflow"))
"""A boundary where a number is due, and an accident where nothing suggests one."""
_FUNCTIONS = frozenset(("function", "method", "builtin_function_or_method"))
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_incidental(run: CandidateRun) -> bool:
    """Whether a wrong type led to a failure that nobody meant; a division by zero is a boundary."""
    failure = run.failure
    return failure is not None and failure.is_incidental and failure.type in _WRONG_TYPE


def _is_by_value(run: CandidateRun) -> bool:
    failure = run.failure
    return failure is not None and failure.is_incidental and failure.type in _BY_VALUE


class Incidentals:
    """Tells scenarios of which only such a demand could be made.

    Args:
        subject: the module under test.
        members: what its names stand for.
    """

    def __init__(self, subject: Subject, members: Sequence[Member]) -> None:
        used = _names_in_functions(subject.source) - set(subject.exports or ())
        self._tools = {each.name for each in members if each.kind == "value" and each.name in used}

    def matters_to_nobody(self, scenario: Scenario, run: CandidateRun, *, is_private: bool) -> bool:
        """Whether a scenario shows nothing but an accident, or data at work.

        Args:
            scenario: what is called.
            run: what it showed.
            is_private: whether it calls private code, which meets only what the module hands to it.
        """
        if is_incidental(run):
            return is_private or _is_given_odd(scenario)
        if _is_by_value(run) and is_ill_fitting(scenario):
            return True
        if _shows_a_machine_part(run):
            return True
        return scenario.origin == DECLARED and looked_at(scenario) in self._tools


def _is_given_odd(scenario: Scenario) -> bool:
    """Whether a value is of a type that nothing suggests, or of another kind than what belongs to it.

    Where the interpreter could not go on, no text was welcome as a key of anything, and no number as one of
    another sort.
    """
    return any(map(mixed, scenario.steps)) or any(
        is_odd(each.recipe, each) for step in scenario.steps for each in step.arguments
    )


def _shows_a_machine_part(run: CandidateRun) -> bool:
    """Whether all that comes out is of a type that only the interpreter names, as a generator is, or one of
    its iterators, which another may take the place of; a function may be called."""
    last = run.observations[-1].value if run.observations else None
    if telling(run) != NOTHING or last is None or last.kind != "opaque":
        return False
    if last.type in LANGUAGE_ITERATORS:
        return True
    module, _, name = last.type.partition(":")
    return module == "builtins" and not hasattr(builtins, name) and name not in _FUNCTIONS


@lru_cache(maxsize=4)
def _names_in_functions(source: str) -> frozenset[str]:
    return frozenset(name for each in _functions(source) for name in _names(each))


def _functions(source: str) -> Iterator[_Function]:
    try:
        tree = shared_module(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    for node in nodes_in(tree):
        if isinstance(node, _Function):
            yield node


def _names(function: _Function) -> Iterator[str]:
    """Names that a function looks up, those of its own variables included."""
    for node in nodes_in(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
