from __future__ import annotations

from math import comb

import pytest

from aqe.evidence.beta import beta_cdf, beta_quantile, jeffreys_interval


@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 5), (7, 3), (30, 31)])
@pytest.mark.parametrize("x", [0.01, 0.3, 0.5, 0.77, 0.99])
def test_the_distribution_function_is_the_binomial_tail(x: float, a: int, b: int) -> None:
    # DLMF 8.17.5: for whole numbers it is a sum of binomial probabilities.
    n = a + b - 1
    tail = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_cdf(x, a, b) == pytest.approx(tail, abs=1e-12)


def test_the_arcsine_distribution_is_met() -> None:
    from math import asin, pi, sqrt

    for x in (0.001, 0.2, 0.5, 0.9):
        assert beta_cdf(x, 0.5, 0.5) == pytest.approx(2 / pi * asin(sqrt(x)), abs=1e-12)


def test_quantiles_invert_the_distribution_function() -> None:
    for probability in (0.025, 0.5, 0.975):
        x = beta_quantile(probability, 3.5, 27.5)
        assert beta_cdf(x, 3.5, 27.5) == pytest.approx(probability, abs=1e-10)


# Brown, Cai and DasGupta (2001), table 5 (n = 10).
@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(0, 0.0, 0.217), (1, 0.011, 0.381), (2, 0.044, 0.503), (5, 0.224, 0.776)],
)
def test_published_intervals_are_met(events: int, low: float, high: float) -> None:
    found = jeffreys_interval(events, 10)
    assert found == pytest.approx((low, high), abs=0.0006)


def test_no_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="0 trials"):
        jeffreys_interval(0, 0)
