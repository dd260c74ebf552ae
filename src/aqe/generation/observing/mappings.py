"""Which looks at a mapping its test keeps: what it holds says more than how it prints that."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from aqe.domain.recipe import Call, Literal, Recipe, Symbol
from aqe.domain.suite import Assertion, TestCase
from aqe.syntax.recipe_trees import walk

__all__ = ["printed_classes", "told_by_pairs"]

_OF_FORM = frozenset({"str", "list", "len"})


def told_by_pairs(
    case: TestCase, assertions: Sequence[Assertion], printed: AbstractSet[str] | None = None
) -> tuple[Assertion, ...]:
    """The demands with ``dict(box) == {"pen": 1}`` in the place of the text, the keys and the length.

    These come in addition where nothing else tells a mutant, and the text once for each class: how it prints
    is behaviour as well. A look that another statement follows stays
    with the text: looking keys up may reorder what that statement works on.

    Args:
        case: what was seen.
        assertions: all that can be demanded of it.
        printed: classes whose text other tests demand; all classes are such when left out.
    """
    last = len(case.candidate.statements) - 1
    found = [each for each in assertions if each.statement >= last or _at(each, {"dict"}) is None]
    owners = [owner for each in found if (owner := _at(each, {"dict"})) is not None]
    if case.is_by_form:
        return tuple(found)
    return tuple(
        each for each in found if not _is_of_form(each, owners) or _is_first(each, printed)
    )


def printed_classes(assertions: Sequence[Assertion]) -> set[str]:
    """Classes, as the texts of their objects name them, whose text is demanded."""
    return {name for each in assertions if (name := _printed(each))}


def _is_first(assertion: Assertion, printed: AbstractSet[str] | None) -> bool:
    name = _printed(assertion)
    return printed is not None and name != "" and name not in printed


def _printed(assertion: Assertion) -> str:
    match assertion.expected:
        case Literal(value=str() as text) if _at(assertion, {"str"}) is not None:
            name, bracket, _ = text.partition("(")
            # A text that names no class is that of a plain dictionary, which repeats what it holds.
            return name if bracket and name.isidentifier() else ""
    return ""


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
