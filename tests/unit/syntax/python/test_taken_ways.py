"""What a call caught, and what it handed over to, in words."""

from __future__ import annotations

from aqe.syntax.python.given import Given
from aqe.syntax.python.input_classes import option_words
from aqe.syntax.python.taken_ways import with_caught


def test_what_was_no_number_stands_beside_the_parameter_that_a_claim_names() -> None:
    said = with_caught("leaves_price_unchanged", "for_price_that_is_no_number")
    assert said == "leaves_price_that_is_no_number_unchanged"
    assert with_caught("returns_none", "for_price_that_is_no_number") == (
        "returns_none_for_price_that_is_no_number"
    )
    assert with_caught("rejects_parcel", "on_bad_seal") == "rejects_parcel_on_bad_seal"


def test_an_option_is_told_with_what_is_special_about_its_value() -> None:
    assert option_words([Given("sizes", [], True, "sizes")]) == "with_empty_sizes"
    assert option_words([Given("limit", 0, True, "limit")]) == "with_limit_zero"
    assert option_words([Given("limit", -2, True, "limit")]) == "with_negative_limit"
    assert option_words([Given("strict", False, True, "strict")]) == "without_strict"
    mode = [Given("mode", "fast", True, "mode")]
    assert option_words(mode) == "with_mode"
    assert option_words(mode, with_values=True) == "with_mode_fast"
