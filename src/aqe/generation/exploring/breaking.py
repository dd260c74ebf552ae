"""Statements that break code off: inside a context, between two items, while it waits."""

from __future__ import annotations

from collections.abc import Callable

from aqe.domain.candidate import Statement, StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Literal, Recipe, Symbol, Variable
from aqe.generation.scenario import Step, Use

__all__ = ["BREAKING", "broken_statements"]

_WITHIN = {
    Use.RAISE_WITHIN: StatementForm.RAISE_WITHIN,
    Use.ASYNC_RAISE_WITHIN: StatementForm.ASYNC_RAISE_WITHIN,
}
_STREAMS = {
    Use.CLOSE: "close",
    Use.THROW: "throw",
    Use.SEND: "send",
    Use.ASYNC_CLOSE: "aclose",
    Use.ASYNC_THROW: "athrow",
    Use.ASYNC_SEND: "asend",
}
_WAITS = frozenset({Use.WAIT_FOR, Use.CANCEL, Use.GATHER})
_BEGUN = frozenset({Use.BEGIN, Use.ASYNC_BEGIN})
BREAKING = frozenset({*_WITHIN, *_STREAMS, *_WAITS, *_BEGUN})
"""Uses that this module prints."""
_SHORT_S = 0.05
"""Far more than a coroutine takes that does not wait, far less than the limits of a test."""
_STARTED_S = 0.01


def broken_statements(
    step: Step, recipe: Recipe, target: str, name: Callable[[str], str]
) -> list[Statement]:
    """The statements of a step that is broken off, the act among them.

    Args:
        step: the call, with its use.
        recipe: its expression.
        target: variable for the result.
        name: makes a variable name out of a word.
    """
    if step.use in _WITHIN:
        return [Statement(recipe, None, _WITHIN[step.use], step.given, is_act=True)]
    if step.use in _STREAMS or step.use in _BEGUN:
        return _stream(step, recipe, target, name)
    return _waiting(step, recipe, target, name)


def _stream(step: Step, recipe: Recipe, target: str, name: Callable[[str], str]) -> list[Statement]:
    stream = Variable(name("stream"))
    is_async = step.use.value.startswith("async")
    first: Recipe = Call(Symbol("builtins", "anext" if is_async else "next"), (stream,))
    first = Await(first) if is_async else first
    begun = Statement(recipe, stream.name)
    if step.use in _BEGUN:
        return [begun, Statement(first, target, is_act=True)]
    given = () if step.given is None else (step.given,)
    last: Recipe = Call(Attribute(stream, _STREAMS[step.use]), given)
    last = Await(last) if is_async else last
    return [
        begun,
        Statement(first, name("first_item"), is_act=True),
        Statement(last, target, is_act=True),
    ]


def _waiting(
    step: Step, recipe: Recipe, target: str, name: Callable[[str], str]
) -> list[Statement]:
    if step.use is Use.WAIT_FOR:
        limited = Call(_asyncio("wait_for"), (recipe,), (("timeout", Literal(_SHORT_S)),))
        return [Statement(Await(limited), target, is_act=True)]
    if step.use is Use.GATHER:
        both = (recipe,) if step.given is None else (recipe, step.given)
        return [Statement(Await(Call(_asyncio("gather"), both)), target, is_act=True)]
    task = Variable(name("task"))
    return [
        Statement(Call(_asyncio("ensure_future"), (recipe,)), task.name),
        Statement(Await(Call(_asyncio("sleep"), (Literal(_STARTED_S),)))),
        Statement(Call(Attribute(task, "cancel"))),
        Statement(Await(task), target, is_act=True),
    ]


def _asyncio(name: str) -> Symbol:
    return Symbol("asyncio", name)
