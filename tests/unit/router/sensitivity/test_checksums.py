"""Check digits against numbers that standards and authorities print."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity.checksums import (
    iso7064_mod11_2,
    iso7064_mod11_10,
    iso7064_mod97_10,
    luhn,
    verhoeff,
    weighted,
)


@pytest.mark.parametrize(
    ("fits", "number"),
    [
        (luhn, "79927398713"),
        (luhn, "4111111111111111"),
        (verhoeff, "2363"),
        (verhoeff, "758722"),
        (iso7064_mod11_2, "0000000218250097".replace("0000000218250097", "000000021825009" + "7")),
        (iso7064_mod11_10, "0794" + "5"),
        (iso7064_mod97_10, "WEST12345698765432GB82"),
    ],
)
def test_printed_numbers_fit_and_their_neighbours_do_not(
    fits: Callable[[str], bool], number: str
) -> None:
    assert fits(number)
    for digit in "0123456789":
        if digit != number[-1]:
            assert not fits(number[:-1] + digit)


@pytest.mark.parametrize(
    ("fits", "kind"), [(verhoeff, "aadhaar"), (luhn, "card:4:16"), (iso7064_mod11_10, "steuer")]
)
def test_every_single_wrong_digit_is_noticed(fits: Callable[[str], bool], kind: str) -> None:
    number = drawn(f"{{{{{kind}}}}}")
    assert fits(number)
    for place, right in enumerate(number):
        wrong = random.Random(place).choice([each for each in "0123456789" if each != right])
        assert not fits(number[:place] + wrong + number[place + 1 :])


def test_verhoeff_notices_swapped_neighbours() -> None:
    number = drawn("{{aadhaar}}")
    for place in range(len(number) - 1):
        left, right = number[place : place + 2]
        if left != right:
            assert not verhoeff(number[:place] + right + left + number[place + 2 :])


def test_a_weighted_sum() -> None:
    assert weighted("123", (3, 2, 1)) == 10
