"""The built-in ways of rewriting by the name that patterns use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from aqe.booster.patterns.procedures.expects import parametrize_expects
from aqe.booster.patterns.procedures.parametrize import parametrize_asserts, parametrize_tests
from aqe.booster.patterns.rewriting import Change
from aqe.booster.patterns.structure import Match

__all__ = ["run_procedure"]

_PROCEDURES: Mapping[str, Callable[[Match, str], Change | None]] = MappingProxyType(
    {
        "parametrize-asserts": parametrize_asserts,
        "parametrize-expects": parametrize_expects,
        "parametrize-tests": parametrize_tests,
    }
)


def run_procedure(name: str, match: Match, source: str) -> Change | None:
    """What the procedure makes of a match; None where it does not fit after all."""
    return _PROCEDURES[name](match, source)
