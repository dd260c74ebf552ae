"""Noise keeps order, mean, deviation and quantiles."""

from __future__ import annotations

import itertools
import random
import statistics
from decimal import Decimal

import pytest

from aqe.booster.anonymising import Key
from aqe.booster.anonymising.numbers import Noise, Sample, number_of

KEY = Key(b"0123456789abcdef")


def noisy(values: list[float]) -> list[float]:
    sample = Sample()
    for each in values:
        sample.add(each)
    noise = Noise(KEY, "salary", sample)
    return [noise.value(each) for each in values]


@pytest.mark.parametrize("kind", ["normal", "lognormal", "uniform", "two"])
def test_order_and_statistics_stay(kind: str) -> None:
    chance = random.Random(7)
    draw = {
        "normal": lambda: chance.gauss(50_000, 9_000),
        "lognormal": lambda: chance.lognormvariate(10.5, 0.8),
        "uniform": lambda: chance.uniform(-5, 5),
        "two": lambda: chance.choice([chance.gauss(10, 1), chance.gauss(100, 1)]),
    }[kind]
    before = [draw() for _ in range(3000)]
    after = noisy(before)
    pairs = sorted(zip(before, after, strict=True))
    assert all(one[1] <= other[1] for one, other in itertools.pairwise(pairs))
    unit = statistics.pstdev(before)
    assert abs(statistics.mean(after) - statistics.mean(before)) < 0.02 * unit
    assert abs(statistics.pstdev(after) - unit) < 0.02 * unit
    for one, other in zip(sorted(before)[::150], sorted(after)[::150], strict=True):
        assert abs(one - other) < 0.25 * unit
    assert sum(one == other for one, other in zip(before, after, strict=True)) < 30


def test_numbers_keep_their_form() -> None:
    sample = Sample()
    for each in range(1000):
        sample.add(each * 10)
    noise = Noise(KEY, "x", sample)
    assert isinstance(noise.value(500), int)
    assert noise.value("1234.50").count(".") == 1
    assert len(noise.value("1234.50").partition(".")[2]) == 2
    assert isinstance(noise.value(Decimal("12.5")), Decimal)
    assert noise.value("x") is None
    assert noise.value(0) >= 0
    assert noise.value(0.25) == round(noise.value(0.25), 2)


def test_a_column_of_one_number_stays() -> None:
    assert noisy([5.0] * 20) == [5.0] * 20


def test_a_sample_is_bounded_and_its_mean_is_of_all() -> None:
    sample = Sample(limit=64)
    for each in range(10_000):
        sample.add(each)
    assert len(sample.values) < 64
    assert sample.mean == pytest.approx(4999.5)
    assert sample.deviation == pytest.approx(statistics.pstdev(range(10_000)))
    assert sample.quantiles(2)[1] == pytest.approx(5000, abs=300)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12),
        ("-1.5", Decimal("-1.5")),
        (True, None),
        ("x", None),
        ("", None),
        ("nan", None),
        ("1e9", 10**9),
    ],
)
def test_what_is_a_number(value: object, number: object) -> None:
    assert number_of(value) == number
