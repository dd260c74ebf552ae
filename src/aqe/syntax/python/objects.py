"""What objects of a test held before the call under test, as far as that is certain."""

from __future__ import annotations

import ast

from aqe.domain.candidate import Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.run import Snapshot
from aqe.domain.suite import RESULT
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, value_of
from aqe.syntax.python.parsing import parse_expression, parse_literal
from aqe.syntax.python.spoken_objects import spoken_object
from aqe.syntax.recipe_trees import is_literal, walk

__all__ = ["before", "held_items", "items_of", "receiver_items", "result_items", "stated"]


def before(draft: Draft, owner: Variable) -> Snapshot | None:
    """What a variable held at the call under test: as was seen, or when the test bound it, if nothing has
    dealt with objects since."""
    earlier = enumerate(draft.statements[: draft.act])
    bound = [place for place, each in earlier if each.target == owner.name]
    if not bound:
        return None
    if (known := dict(draft.prior).get(bound[-1])) is not None:
        return known
    if not all(_leaves_alone(each) for each in draft.statements[bound[-1] + 1 : draft.act]):
        return None
    literal = draft.statements[bound[-1]].expression
    if is_literal(literal):
        return Snapshot("literal", "", repr(value_of(literal)))
    return dict(draft.shown).get(bound[-1])


def _leaves_alone(statement: Statement) -> bool:
    """Whether a statement cannot have changed what others bound."""
    if statement.form is not StatementForm.PLAIN:
        return False
    expression = statement.expression
    if is_literal(expression):
        return True
    is_made = isinstance(expression, Call) and isinstance(expression.callee, Symbol)
    return is_made and not any(isinstance(each, Variable | Verbatim) for each in walk(expression))


def stated(snapshot: Snapshot | None) -> object:
    """The value that a snapshot states, or `UNKNOWN`."""
    if snapshot is None or snapshot.kind != "literal" or snapshot.source is None:
        return UNKNOWN
    recipe: Recipe | None = parse_literal(snapshot.source)
    return UNKNOWN if recipe is None else value_of(recipe)


def receiver_items(draft: Draft, *, as_pairs: bool = False) -> object:
    """The items of the object whose method is under test, or `UNKNOWN`; see `held_items`."""
    act = draft.statements[draft.act].expression
    if isinstance(act, Await):
        act = act.operand
    match act:
        case (
            Call(callee=Attribute(owner=Variable() as owner)) | Attribute(owner=Variable() as owner)
        ):
            pass
        case Operation(operands=(Variable() as owner, *_)):
            pass
        case _:
            return UNKNOWN
    return held_items(draft, owner, as_pairs=as_pairs)


def held_items(draft: Draft, owner: Variable, *, as_pairs: bool = False) -> object:
    """The items that an object held before the call under test, or `UNKNOWN`.

    Args:
        draft: A test.
        owner: The object.
        as_pairs: Whether the keys of a mapping are wanted with their values.
    """
    held = before(draft, owner)
    if held is None:
        return UNKNOWN
    if as_pairs:
        return stated(held.pairs)
    return stated(held.items) if held.items is not None else _made_of(held.source or "")


def _made_of(source: str) -> object:
    """The items of an object whose source is a call with them: ``deque([1, 2])``."""
    match parse_expression(source):
        case ast.Call(args=[ast.List() | ast.Tuple() as items], keywords=[]):
            recipe = parse_literal(ast.unparse(items))
            return UNKNOWN if recipe is None else value_of(recipe)
    return UNKNOWN


def items_of(expected: Recipe) -> object:
    """The items that an expected object is made of, or `UNKNOWN`."""
    match expected:
        case Call(callee=Symbol(), arguments=(Collection() as items,)):
            return value_of(items)
    return UNKNOWN


def result_items(draft: Draft) -> object:
    """The items of a result that is demanded as an object made of them, or item by item."""
    for each in draft.assertions:
        match each.place, each.expected:
            case place, Call() as made if place == RESULT:
                return items_of(made)
            case Call(
                callee=Symbol(module="builtins", name="list" | "dict"), arguments=(place,)
            ), expected if place == RESULT:
                return value_of(expected)
            case Call(callee=Symbol(module="builtins", name="str"), arguments=(place,)), Literal(
                value=str() as text
            ) if place == RESULT:
                spoken = spoken_object(text)
                return UNKNOWN if spoken is None or spoken.items is None else spoken.items
    return UNKNOWN
