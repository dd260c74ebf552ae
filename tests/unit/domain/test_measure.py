"""No run, no number: a measure that claims too much cannot be made."""

from __future__ import annotations

import pytest

from aqe.domain.measure import Basis, Measure


@pytest.mark.parametrize(
    ("value", "basis", "runs", "part"),
    [
        pytest.param(None, Basis.MEASURED, ("r1",), "None", id="measured without a value"),
        pytest.param(0.5, Basis.UNAVAILABLE, (), "0.5", id="unavailable with a value"),
        pytest.param(0.5, Basis.MEASURED, (), "names no run", id="measured without a run"),
        pytest.param(0.5, Basis.DERIVED, (), "names no run", id="derived without a run"),
    ],
)
def test_a_measure_that_claims_too_much_is_refused(
    value: float | None, basis: Basis, runs: tuple[str, ...], part: str
) -> None:
    with pytest.raises(ValueError, match=part):
        Measure("line_coverage", value, "ratio", basis, runs)


def test_an_estimate_needs_no_run() -> None:
    assert Measure("goals", 0.5, "ratio", Basis.ESTIMATED).value == 0.5


def test_unavailable_is_neither_zero_nor_silent() -> None:
    measure = Measure.unavailable("branch_coverage", "ratio", "coverage.py is missing")
    assert measure.value is None
    assert measure.basis is Basis.UNAVAILABLE
    assert measure.detail == "coverage.py is missing"
