"""Hashes, held to those of equal objects.

A hash is another number in every process, so that a test can only say that it is one, which cannot fail.
What users rely on is that objects made in the same way have the same: else they are not found where they were
kept.
"""

from __future__ import annotations

from dataclasses import replace

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import Call, Operation, Recipe, Symbol, Variable
from aqe.domain.suite import Assertion, AssertionKind
from aqe.syntax.recipe_trees import walk

__all__ = ["HASH", "is_hash_alone", "with_twin"]

HASH = Symbol("builtins", "hash")


def with_twin(candidate: Candidate) -> Candidate | None:
    """The candidate with its last call, the hash of an object, compared with that of another one made alike.

    Returns:
        None where something else is called, or where the object cannot be made again in one expression.
    """
    *before, act = candidate.statements or (None,)
    match act:
        case Statement(
            form=StatementForm.PLAIN,
            expression=Call(callee=callee, arguments=(Variable(name=name) as asked,), keywords=()),
        ) if callee == HASH:
            made = [each for each in before if each is not None and _speaks_of(each, name)]
        case _:
            return None
    if len(made) != 1 or made[0].target != name or made[0].form is not StatementForm.PLAIN:
        return None
    twin = made[0].expression
    if not isinstance(twin, Call) or any(isinstance(each, Variable) for each in walk(twin)):
        return None
    alike = Operation("eq", (Call(HASH, (asked,)), Call(HASH, (twin,))))
    return replace(
        candidate, statements=(*candidate.statements[:-1], replace(act, expression=alike))
    )


def is_hash_alone(expression: Recipe, assertions: tuple[Assertion, ...]) -> bool:
    """Whether all that is demanded of a hash is that it is a number."""
    match expression:
        case Call(callee=callee) if callee == HASH:
            return all(each.kind is AssertionKind.INSTANCE for each in assertions)
    return False


def _speaks_of(statement: Statement, name: str) -> bool:
    recipes = (statement.expression, statement.place)
    parts = (part for each in recipes if each is not None for part in walk(each))
    return statement.target == name or Variable(name) in parts
