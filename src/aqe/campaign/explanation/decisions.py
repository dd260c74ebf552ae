"""The part of a condition that no execution passed, and what decides it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from aqe.analysis.obstacles.certainty import truth
from aqe.analysis.obstacles.dependence import Dependence, Dependences, dependences_of
from aqe.campaign.explanation.findings import Findings, NearMiss
from aqe.domain.explanation import Cause, Guard, GuardKind
from aqe.domain.goal import Condition
from aqe.syntax.python.operators import COMPARISON_SIGNS

__all__ = ["Decision", "decide", "decisive", "shown_comparison"]

_LONGEST = 60

_OUTSIDE = (Cause.PLATFORM, Cause.TIME, Cause.RANDOMNESS)
_SURROUNDINGS = (Cause.ENVIRONMENT, Cause.FILES, Cause.WALLS)


@dataclass(frozen=True, slots=True)
class Decision:
    """One condition on the way that was never passed."""

    node: ast.expr
    guard: Guard
    near: NearMiss
    is_certain: bool
    """Whether its outcome is the same in every execution."""
    dependence: Dependence | None
    """What decides it beside the arguments."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    node: ast.expr
    side: bool
    condition: Condition | None


def decide(
    findings: Findings,
    test: ast.expr,
    side: bool,
    qualname: str,
    local: frozenset[str] = frozenset(),
) -> Decision:
    """The part of a condition that would have to go otherwise.

    Args:
        findings: the search.
        test: the whole condition.
        side: the outcome that would lead on.
        qualname: the callable that holds it, as goals name it.
        local: names that the callable binds.
    """
    leaves = list(_leaves(findings, test, side, qualname))
    open_ones = [each for each in leaves if _is_open(findings, each)] or leaves
    certain = [each for each in open_ones if truth(findings.code, each.node, local) is not None]
    if certain and truth(findings.code, test, local) is not None:
        return _decision(findings, certain[0], qualname, is_certain=True)
    found = [_decision(findings, each, qualname, is_certain=False) for each in open_ones]
    needs_all = not isinstance(test, ast.BoolOp) or isinstance(test.op, ast.And) is side
    if needs_all:
        return found[0]
    # One of several ways is enough: the one that arguments decide and that came nearest.
    return min(found, key=lambda each: (each.dependence is not None, each.near.distance))


def _leaves(findings: Findings, node: ast.expr, side: bool, qualname: str) -> Iterator[_Leaf]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _leaves(findings, node.operand, not side, qualname)
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _leaves(findings, each, side, qualname)
    else:
        line = findings.first_line(node)
        text = findings.code.text(node)
        yield _Leaf(node, side, findings.condition(line, qualname, text))


def _is_open(findings: Findings, leaf: _Leaf) -> bool:
    return leaf.condition is None or not findings.is_taken(leaf.condition, leaf.side)


def _decision(findings: Findings, leaf: _Leaf, qualname: str, *, is_certain: bool) -> Decision:
    near = NearMiss()
    text = findings.code.text(leaf.node)
    guard = Guard(GuardKind.CONDITION, findings.first_line(leaf.node), text, leaf.side)
    if leaf.condition is not None:
        near = findings.near(leaf.condition, leaf.side)
        guard = findings.with_near(guard, leaf.condition, near)
    owner = "" if qualname == "<module>" else qualname
    found = dependences_of(findings.code, [leaf.node], owner)
    return Decision(leaf.node, guard, near, is_certain, decisive(found))


def decisive(found: Dependences) -> Dependence | None:
    """What decides beside the arguments; None where these are enough to go either way."""
    if found.uses_input:
        return found.first(*_SURROUNDINGS)
    return found.first(*_OUTSIDE, *_SURROUNDINGS)


def shown_comparison(guard: Guard) -> str | None:
    """The nearest comparison at a guard in short; None for other decisions and long operands."""
    symbol = COMPARISON_SIGNS.get(guard.operator)
    if symbol is None or not guard.operands:
        return None
    left, right = guard.operands[0]
    text = f"{left} {symbol} {right}"
    return text if len(text) <= _LONGEST else None
