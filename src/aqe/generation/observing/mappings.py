"""Which looks at a mapping its test keeps: what it holds says more than how it prints that."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.domain.suite import Assertion, TestCase
from aqe.syntax.recipe_trees import walk

__all__ = ["told_by_pairs"]

_OF_FORM = frozenset({"str", "list", "len"})


def told_by_pairs(case: TestCase, assertions: Sequence[Assertion]) -> tuple[Assertion, ...]:
    """The demands with ``dict(box) == {"pen": 1}`` in the place of the text, the keys and the length.

    These come in addition where nothing else tells a mutant. A look that another statement follows stays
    with the text: looking keys up may reorder what that statement works on.

    Args:
        case: what was seen.
        assertions: all that can be demanded of it.
    """
    last = len(case.candidate.statements) - 1
    found = [each for each in assertions if each.statement >= last or _at(each, {"dict"}) is None]
    owners = [owner for each in found if (owner := _at(each, {"dict"})) is not None]
    if case.is_by_form:
        return tuple(found)
    return tuple(each for each in found if not _is_of_form(each, owners))


def _at(assertion: Assertion, names: set[str] | frozenset[str]) -> Recipe | None:
    """The object whose look by a function of the language is demanded."""
    match assertion.place:
        case Call(callee=Symbol(module="builtins", name=name), arguments=(owner,), keywords=()):
            return owner if name in names else None
    return None


def _is_of_form(assertion: Assertion, owners: Sequence[Recipe]) -> bool:
    if _at(assertion, _OF_FORM) in owners:
        return True
    return any(
        isinstance(part, Call)
        and part.callee == Symbol("builtins", "list")
        and part.arguments[0] in owners
        for part in walk(assertion.place or Symbol("builtins", "None"))
        if isinstance(part, Call) and part.arguments
    )
