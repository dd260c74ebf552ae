"""Narrower inputs, widest first: what a callable that refuses some values may still take.

The ladders follow equivalence partitioning (ISTQB): a sort of characters, numbers of one sign, numbers
between bounds that the source names, no empty values, small values.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from aqe.domain.law import (
    Alphabet,
    BytesInputs,
    CollectionInputs,
    Inputs,
    InstanceInputs,
    IntegerInputs,
    MappingInputs,
    NumberInputs,
    TextInputs,
    UnionInputs,
)

__all__ = ["narrower", "naturally_narrower", "stepwise", "together"]

_MOST = 14
_MOST_BOUNDS = 4
_SMALL = (1000, 50, 10)
_FEW = 8
_LARGEST = sys.float_info.max / 2
"""Of bounds: so the distance between two of them is a number as well."""


def narrower(inputs: Inputs, constants: Sequence[int | float] = ()) -> list[Inputs]:
    """Narrower inputs for values that a callable refuses.

    Args:
        inputs: What is too wide.
        constants: Numbers of the source that may be bounds.
    """
    return list(dict.fromkeys(islice(_narrower(inputs, constants), _MOST)))


def naturally_narrower(inputs: Inputs) -> list[Inputs]:
    """Narrower inputs on which a law may be expected to hold though it does not hold on all.

    Only what has a name in everyday speech: ASCII, numbers that are not negative, values that are not
    empty. On anything less a law hides more than it says.
    """
    match inputs:
        case TextInputs(alphabet=Alphabet.ANY):
            found: list[Inputs] = [replace(inputs, alphabet=Alphabet.ASCII)]
            return found if inputs.min_size else [replace(inputs, min_size=1), *found]
        case BytesInputs(min_size=0):
            return [replace(inputs, min_size=1)]
        case IntegerInputs(minimum=None, maximum=None):
            return [IntegerInputs(0), IntegerInputs(1)]
        case NumberInputs(minimum=None, maximum=None):
            return [NumberInputs(0.0)]
        case CollectionInputs():
            elements = [
                replace(inputs, element=each) for each in naturally_narrower(inputs.element)
            ]
            shorter = [replace(inputs, min_size=1)] if not inputs.min_size else []
            return [*shorter, *elements]
        case MappingInputs(min_size=0):
            return [replace(inputs, min_size=1)]
        case UnionInputs(parts=parts):
            return list(parts)
    return []


def together(sorts: Sequence[Sequence[Inputs]]) -> list[tuple[Inputs, ...]]:
    """Rows of sorts: the likeliest of each variable, then all variables one step on, and so on."""
    height = max(map(len, sorts), default=0)
    return [
        tuple(each[min(step, len(each) - 1)] for each in sorts)
        for step in range(height)
        if all(sorts)
    ]


def stepwise(
    variables: Sequence[Inputs], ladders: Sequence[Sequence[Inputs]], limit: int = 16
) -> list[tuple[Inputs, ...]]:
    """Combinations of narrower inputs: one variable at a time, then all of them step by step."""
    found: dict[tuple[Inputs, ...], None] = {}
    height = max(map(len, ladders), default=0)
    for step in range(height):
        for place, ladder in enumerate(ladders):
            if step < len(ladder):
                found.setdefault((*variables[:place], ladder[step], *variables[place + 1 :]))
        joint = tuple(
            ladder[min(step, len(ladder) - 1)] if ladder else values
            for values, ladder in zip(variables, ladders, strict=True)
        )
        found.setdefault(joint)
    return list(found)[:limit]


def _narrower(inputs: Inputs, constants: Sequence[int | float]) -> Iterator[Inputs]:
    match inputs:
        case TextInputs():
            yield from _texts(inputs)
        case BytesInputs(min_size=0):
            yield replace(inputs, min_size=1)
        case IntegerInputs():
            yield from _integers(constants)
        case NumberInputs():
            yield from _numbers(constants)
        case CollectionInputs():
            yield from _collections(inputs, constants)
        case MappingInputs():
            yield replace(inputs, min_size=1)
            yield from (replace(inputs, key=each) for each in _narrower(inputs.key, ()))
        case UnionInputs(parts=parts):
            yield from parts
            yield from (each for part in parts for each in _narrower(part, constants))
        case InstanceInputs(symbol=symbol, arguments=arguments):
            ladders = [narrower(each, constants) for _, each in arguments]
            for row in stepwise([each for _, each in arguments], ladders):
                names = [name for name, _ in arguments]
                yield InstanceInputs(symbol, tuple(zip(names, row, strict=True)))


def _texts(inputs: TextInputs) -> Iterator[Inputs]:
    yield replace(inputs, min_size=1)
    yield replace(inputs, alphabet=Alphabet.ASCII)
    for alphabet in (Alphabet.PRINTABLE, Alphabet.ALPHANUMERIC, Alphabet.LETTERS):
        yield replace(inputs, alphabet=alphabet)
        yield replace(inputs, alphabet=alphabet, min_size=1)
    for alphabet in (Alphabet.DIGITS, Alphabet.HEXADECIMAL, Alphabet.LOWERCASE):
        yield replace(inputs, alphabet=alphabet, min_size=1)
    yield TextInputs(min_size=1, max_size=1)


def _integers(constants: Sequence[int | float]) -> Iterator[Inputs]:
    yield IntegerInputs(0)
    yield IntegerInputs(1)
    whole = sorted({each for each in constants if isinstance(each, int)})
    bounds = [
        IntegerInputs(low, high)
        for low in (*whole[:1], 0, 1)
        for high in (*whole[-1:], *whole[-2:-1])
        if low < high
    ]
    yield from bounds[:_MOST_BOUNDS]
    yield IntegerInputs(2)
    for most in _SMALL:
        yield IntegerInputs(0, most)
        yield IntegerInputs(1, most)


def _numbers(constants: Sequence[int | float]) -> Iterator[Inputs]:
    yield NumberInputs(0.0)
    most = sorted({abs(float(each)) for each in constants if 0 < abs(each) <= _LARGEST})
    for each in most[-2:]:
        yield NumberInputs(-each, each)
        yield NumberInputs(0.0, each)
    yield NumberInputs(-1e6, 1e6)
    yield NumberInputs(0.0, 1e6)
    yield NumberInputs(0.0, 1.0)
    yield NumberInputs(1.0, 1e6)


def _collections(inputs: CollectionInputs, constants: Sequence[int | float]) -> Iterator[Inputs]:
    yield replace(inputs, min_size=1)
    elements = narrower(inputs.element, constants)
    yield from (replace(inputs, element=each) for each in elements[:6])
    yield from (replace(inputs, element=each, min_size=1) for each in elements[:3])
    yield replace(inputs, max_size=_FEW)
