"""Narrower inputs: bounds are numbers of the source, as far as inputs can have them."""

from __future__ import annotations

import math

import pytest

from aqe.domain.law import CollectionInputs, IntegerInputs, NumberInputs
from aqe.generation.properties.narrowing import narrower


def _bounds(*constants: int | float) -> set[tuple[float, float]]:
    found = narrower(NumberInputs(None, None), constants)
    return {
        (each.minimum, each.maximum)
        for each in found
        if isinstance(each, NumberInputs) and each.minimum is not None and each.maximum is not None
    }


def test_numbers_of_the_source_are_bounds() -> None:
    assert {(-7.0, 7.0), (0.0, 7.0), (-2.5, 2.5)} <= _bounds(0, 2.5, -7)


@pytest.mark.parametrize("huge", [10**400, -(10**400), math.inf, -math.inf, math.nan, 1.7e308])
def test_what_spans_no_range_of_floats_is_no_bound(huge: float) -> None:
    assert _bounds(7, huge) == _bounds(7)
    assert all(math.isfinite(most - least) for least, most in _bounds(huge))


def test_whole_numbers_may_be_of_any_size() -> None:
    assert IntegerInputs(0, 10**400) in narrower(IntegerInputs(None, None), [10**400])


def test_elements_are_bounded_alike() -> None:
    inputs = CollectionInputs("list", NumberInputs(None, None))
    assert narrower(inputs, [10**400]) == narrower(inputs, [])
