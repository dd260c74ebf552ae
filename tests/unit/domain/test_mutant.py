"""A mutant is a patch of the text; its state says whether the suite noticed."""

from __future__ import annotations

import pytest

from aqe.domain.mutant import Mutant, MutantState


@pytest.mark.parametrize(
    ("start", "end", "replacement", "expected"),
    [
        (9, 10, "<=", "return a <= b"),
        (9, 11, "", "return a b"),
        (12, 12, "  # ü", "return a < b  # ü"),
    ],
)
def test_replaces_its_span_only(start: int, end: int, replacement: str, expected: str) -> None:
    source = "return a < b"
    mutant = Mutant("m1", "relational", "f", 1, start, end, source[start:end], replacement)
    assert mutant.apply(source) == expected


@pytest.mark.parametrize("state", MutantState)
def test_only_killed_and_timeout_count_as_noticed(state: MutantState) -> None:
    assert state.is_detected == (state.value in ("killed", "timeout"))
