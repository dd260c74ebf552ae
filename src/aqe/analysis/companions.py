"""Parameters of one callable whose values belong together, read from the code that uses them.

``self.end - self.begin`` says of ``Span(begin, end)`` that both are of one kind: a text beside a number is
nothing that anybody would make a span of, whatever the constructor takes. What is put in order, added,
subtracted, or of which the smallest is taken, has to be of one kind; what is only asked to be equal, not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from aqe.analysis.definitions import Definition
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.domain.syntax_trees import nodes_in

__all__ = ["with_companions"]

_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_JOINED = (ast.Add, ast.Sub)
_EXTREMES = frozenset({"min", "max"})

_Value = tuple[str, str]
"""What is compared: ``("", "end")`` for the attribute of any object, ``("gap", "other")`` for a variable."""


def with_companions(
    callables: Iterable[CallableSubject], definitions: Sequence[Definition]
) -> list[CallableSubject]:
    """The callables, with the companions of their parameters.

    Args:
        callables: of one module.
        definitions: those of the module that a ``def`` stands for.
    """
    own = {each.qualname: _Groups(_pairs(each)) for each in definitions}
    of_class: dict[str, _Groups] = {}
    for each in definitions:
        if each.owner:
            of_class.setdefault(each.owner, _Groups(())).take(own[each.qualname])
    return [_informed(each, own.get(each.qualname), of_class) for each in callables]


def _informed(
    subject: CallableSubject, own: _Groups | None, of_class: dict[str, _Groups]
) -> CallableSubject:
    if len(subject.parameters) < 2:
        return subject
    sources = [(own, subject.qualname)] if own is not None else []
    if subject.kind is CallableKind.CONSTRUCTOR and subject.owner in of_class:
        sources.append((of_class[subject.owner], ""))
    names = [each.name for each in subject.parameters]
    found: dict[str, set[str]] = {}
    for groups, place in sources:
        for name in names:
            beside = groups.beside((place, name.strip("_")))
            found.setdefault(name, set()).update(
                each for each in names if each != name and (place, each.strip("_")) in beside
            )
    if not any(found.values()):
        return subject
    parameters = tuple(
        _with(each, found.get(each.name, set()), names) for each in subject.parameters
    )
    return replace(subject, parameters=parameters)


def _with(parameter: Parameter, companions: set[str], names: Sequence[str]) -> Parameter:
    return replace(parameter, companions=tuple(each for each in names if each in companions))


class _Groups:
    """Which values are of one kind: those that are in a pair, and what is in a pair with them."""

    def __init__(self, pairs: Iterable[tuple[_Value, _Value]]) -> None:
        self._beside: dict[_Value, set[_Value]] = {}
        for one, other in pairs:
            self._join(one, other)

    def _join(self, one: _Value, other: _Value) -> None:
        joined = self.beside(one) | self.beside(other)
        for each in joined:
            self._beside[each] = joined

    def beside(self, value: _Value) -> set[_Value]:
        """The values of the kind of one, itself included."""
        return self._beside.get(value, {value})

    def take(self, others: _Groups) -> None:
        """Learn what other code says."""
        for value, group in others._beside.items():
            for each in group:
                self._join(value, each)


def _pairs(definition: Definition) -> Iterator[tuple[_Value, _Value]]:
    """Values that a body puts in order, adds or subtracts."""
    place = definition.qualname
    for node in nodes_in(definition.node):
        for one, other in _operands(node):
            left, right = _value(one, place), _value(other, place)
            if left is not None and right is not None and left != right:
                yield left, right


def _operands(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Compare(left=left, ops=operators, comparators=comparators):
            values = [left, *comparators]
            for place, operator in enumerate(operators):
                if isinstance(operator, _ORDERED):
                    yield values[place], values[place + 1]
        case ast.BinOp(left=left, op=operator, right=right) if isinstance(operator, _JOINED):
            yield left, right
        case ast.Call(func=ast.Name(id=name), args=[first, *rest]) if name in _EXTREMES:
            yield from ((first, each) for each in rest)


def _value(node: ast.expr, place: str) -> _Value | None:
    match node:
        case ast.Attribute(attr=name):
            return "", name.strip("_")
        case ast.Name(id=name):
            return place, name.strip("_")
    return None
