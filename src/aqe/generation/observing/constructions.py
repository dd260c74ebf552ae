"""What a construction made, told by its attributes.

An object that equals another one made in the same way shows that its class compares what it keeps, and
nothing of what the construction did with what it was given. Whole objects are what other calls give back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Set

from aqe.domain.recipe import Attribute, Call, Recipe, Symbol
from aqe.domain.run import Snapshot
from aqe.domain.suite import RESULT, Assertion
from aqe.domain.syntax_trees import nodes_in
from aqe.generation.observing.expectations import expected_recipe
from aqe.syntax.python.parsing import parse_expression

__all__ = ["by_attributes", "in_order"]

_MOST = 6
"""Attributes that are looked at one by one; a larger object is read more easily as a whole."""


def by_attributes(
    expression: Recipe, value: Snapshot | None, known: Mapping[str, Set[str]]
) -> Snapshot | None:
    """What a call of a class made, described by its attributes.

    Args:
        expression: what was called.
        value: what came out.
        known: classes of the subject -> names of the attributes that their instances surely have.

    Returns:
        None where something else was called, or where the attributes are not known.
    """
    if value is None or value.source is None or not isinstance(expression, Call):
        return None
    match expected_recipe(value), parse_expression(value.source):
        case Call(callee=Symbol(name=name) as made), ast.Call(args=[], keywords=keywords):
            parts = {each.arg: each.value for each in keywords if each.arg is not None}
        case _:
            return None
    if (
        made != expression.callee
        or not 0 < len(parts) <= _MOST
        or not parts.keys() <= known.get(name, set())
    ):
        return None
    attributes = tuple((key, _part(value, node)) for key, node in parts.items())
    return Snapshot("object", value.type, attributes=attributes)


def in_order(assertions: Iterable[Assertion], made: Snapshot) -> list[Assertion]:
    """What is demanded of a construction in the order of what it takes, what is no attribute first."""
    places = {name: place for place, (name, _) in enumerate(made.attributes)}

    def place_of(assertion: Assertion) -> int:
        match assertion.place:
            case Attribute(owner=owner, name=name) if owner == RESULT:
                return places.get(name, -1)
        return -1

    return sorted(assertions, key=place_of)


def _part(whole: Snapshot, node: ast.expr) -> Snapshot:
    has_floats = any(
        isinstance(each, ast.Constant) and isinstance(each.value, float | complex)
        for each in nodes_in(node)
    )
    used = {each.id for each in nodes_in(node) if isinstance(each, ast.Name)}
    symbols = tuple(
        (module, name)
        for module, name in whole.symbols
        if (name.partition(".")[0] or module.rpartition(".")[2]) in used
    )
    kind = whole.kind if has_floats else "literal"
    return Snapshot(kind, "", ast.unparse(node), symbols)
