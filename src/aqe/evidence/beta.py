"""The beta distribution: its distribution function and quantiles, in plain Python."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

__all__ = ["beta_cdf", "beta_quantile", "jeffreys_interval"]

_TINY = 1e-300
_PRECISION = 1e-14
_STEPS = 500


def jeffreys_interval(events: int, trials: int, mass: float = 0.95) -> tuple[float, float]:
    """Equal-tailed credible interval of a proportion under Jeffreys' prior Beta(1/2, 1/2).

    At the edges the interval reaches the edge, as Brown, Cai and DasGupta propose ("Interval
    Estimation for a Binomial Proportion", Statistical Science 16 (2001), section 4.1.2).
    """
    if not 0 <= events <= trials or not trials:
        raise ValueError(f"{events} events in {trials} trials")
    tail = (1.0 - mass) / 2.0
    a, b = events + 0.5, trials - events + 0.5
    low = 0.0 if events == 0 else beta_quantile(tail, a, b)
    high = 1.0 if events == trials else beta_quantile(1.0 - tail, a, b)
    return low, high


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x at which the distribution function reaches `probability`, by bisection."""
    low, high = 0.0, 1.0
    while high - low > _PRECISION:
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b).

    Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated by
    the modified Lentz method (Thompson and Barnett, J. Comput. Phys. 64 (1986)); it converges fast
    for x < (a + 1) / (a + b + 2), beyond which the symmetry 8.17.4 is used.
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_cdf(1.0 - x, b, a)
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return scale * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    value, c, d = 1.0, 1.0, 0.0
    for step in range(_STEPS):
        m = step // 2
        if step == 0:
            numerator = 1.0
        elif step % 2 == 0:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / _away_from_zero(1.0 + numerator * d)
        c = _away_from_zero(1.0 + numerator / c)
        value *= c * d
        if abs(1.0 - c * d) < _PRECISION:
            break
    return value - 1.0


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
