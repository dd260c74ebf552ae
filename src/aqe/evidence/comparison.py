"""Paired comparison of contenders on the same subjects: ratios and differences with their spread.

The unit is the subject: figures of several seeds are averaged first, since seeds of one subject are no
independent subjects. Intervals are percentile bootstraps over subjects (Efron and Tibshirani 1993, chapter
13), p-values come from a paired permutation test that flips the signs of the differences (Good 2005), exact
up to twelve pairs. Both draw from a seeded generator, so the same rows give the same figures.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from operator import mul
from random import Random
from typing import TypeVar

from aqe.domain.benchmark import BenchmarkRow, Comparison, Spread

__all__ = ["MEASURES", "compare", "compared", "figure_of", "spreads"]

Item = TypeVar("Item")

MEASURES = (
    *("line", "branch", "line_branch", "net_line_branch", "mutation_score"),
    *("wall_s", "cpu_s", "peak_bytes"),
)
"""What contenders are compared by."""
_SPENT = frozenset({"wall_s", "cpu_s", "peak_bytes"})
_RESAMPLES = 4000
_FLIPS = 20_000
_EXACT_PAIRS = 12
_LEAST_PAIRS = 3
_NOTABLE = 0.01


def figure_of(row: BenchmarkRow, measure: str) -> float | None:
    """A measure of one row; None where it is unknown or does not exist for the subject."""
    if row.score is None:
        return None
    value = getattr(row.effort if measure in _SPENT else row.score, measure)
    return None if value is None else float(value)


def spreads(rows: Sequence[BenchmarkRow]) -> tuple[Spread, ...]:
    """Median and mean of every contender and measure, over subjects."""
    contenders = dict.fromkeys(each.contender for each in rows)
    return tuple(_spread(rows, name, measure) for name in contenders for measure in MEASURES)


def compared(rows: Sequence[BenchmarkRow], ours: str, *, seed: int = 0) -> tuple[Comparison, ...]:
    """Our contender against each of the others, measure by measure."""
    rivals = [name for name in dict.fromkeys(each.contender for each in rows) if name != ours]
    found = []
    for rival, measure in itertools.product(rivals, MEASURES):
        mine, other = _by_subject(rows, ours, measure), _by_subject(rows, rival, measure)
        pairs = [(mine[name], other[name]) for name in mine if name in other]
        if pairs:
            found.append(compare(rival, measure, pairs, seed=seed))
    return tuple(found)


def compare(
    rival: str, measure: str, pairs: Sequence[tuple[float, float]], *, seed: int = 0
) -> Comparison:
    """One measure of ours against a rival's.

    Args:
        rival: name of the other contender.
        measure: what is compared; times and memory are averaged geometrically.
        pairs: (ours, theirs) for each subject.
        seed: of resamples and permutations.
    """
    mean = _geometric if measure in _SPENT else statistics.fmean
    draws = Random(f"{seed}:{rival}:{measure}")
    ours, theirs = mean([one for one, _ in pairs]), mean([other for _, other in pairs])
    differences = [one - other for one, other in pairs]
    enough = len(pairs) >= _LEAST_PAIRS
    ratios = [_ratio(each, mean) for each in _resampled(pairs, draws)] if enough else []
    means = [statistics.fmean(each) for each in _resampled(differences, draws)] if enough else []
    known = [each for each in ratios if each is not None]
    return Comparison(
        rival=rival,
        measure=measure,
        pairs=len(pairs),
        ours=_rounded(ours),
        theirs=_rounded(theirs),
        ratio=None if not theirs else _rounded(ours / theirs),
        ratio_interval=_interval(known) if len(known) == len(ratios) else None,
        difference=_rounded(statistics.fmean(differences)),
        difference_interval=_interval(means),
        p_value=_permuted(differences, draws) if enough else None,
        higher=sum(one > other + _margin(measure, other) for one, other in pairs),
        lower=sum(one < other - _margin(measure, other) for one, other in pairs),
    )


def _margin(measure: str, other: float) -> float:
    return _NOTABLE * abs(other) if measure in _SPENT else _NOTABLE


def _spread(rows: Sequence[BenchmarkRow], contender: str, measure: str) -> Spread:
    values = list(_by_subject(rows, contender, measure).values())
    seeds = dict.fromkeys(each.seed for each in rows if each.contender == contender)
    means = []
    for seed in seeds:
        of_seed = [each for each in rows if each.seed == seed]
        found = list(_by_subject(of_seed, contender, measure).values())
        means += [statistics.fmean(found)] if found else []
    return Spread(
        contender,
        measure,
        len(values),
        _rounded(statistics.median(values)) if values else None,
        _rounded(statistics.fmean(values)) if values else None,
        _rounded(statistics.stdev(means)) if len(means) > 1 else None,
    )


def _by_subject(rows: Sequence[BenchmarkRow], contender: str, measure: str) -> dict[str, float]:
    """The mean over seeds of each subject that has a figure."""
    found: dict[str, list[float]] = {}
    for row in rows:
        value = figure_of(row, measure) if row.contender == contender else None
        if value is not None:
            found.setdefault(row.subject, []).append(value)
    return {name: statistics.fmean(values) for name, values in found.items()}


def _geometric(values: Sequence[float]) -> float:
    if min(values) <= 0:
        return 0.0
    return math.exp(statistics.fmean(math.log(each) for each in values))


def _ratio(
    pairs: Sequence[tuple[float, float]], mean: Callable[[Sequence[float]], float]
) -> float | None:
    theirs = mean([other for _, other in pairs])
    return mean([one for one, _ in pairs]) / theirs if theirs else None


def _resampled(items: Sequence[Item], draws: Random) -> Iterator[list[Item]]:
    for _ in range(_RESAMPLES):
        yield draws.choices(items, k=len(items))


def _interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The middle 95% of resampled values."""
    if not values:
        return None
    ordered = sorted(values)
    last = len(ordered) - 1
    return _rounded(ordered[round(0.025 * last)]), _rounded(ordered[round(0.975 * last)])


def _permuted(differences: Sequence[float], draws: Random) -> float:
    """How often signs drawn by chance give a sum at least as far from zero."""
    seen = abs(sum(differences)) - 1e-12
    if len(differences) <= _EXACT_PAIRS:
        signs = itertools.product((1, -1), repeat=len(differences))
        sums = [sum(map(mul, each, differences)) for each in signs]
        return _rounded(sum(abs(each) >= seen for each in sums) / len(sums))
    hits = 0
    for _ in range(_FLIPS):
        bits = draws.getrandbits(len(differences))
        total = sum(each if bits >> place & 1 else -each for place, each in enumerate(differences))
        hits += abs(total) >= seen
    return _rounded((hits + 1) / (_FLIPS + 1))


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
