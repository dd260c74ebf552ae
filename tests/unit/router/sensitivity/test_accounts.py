"""Account and card numbers."""

from __future__ import annotations

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity import find_sensitive
from aqe.router.sensitivity.accounts import find_cards, find_ibans
from aqe.router.sensitivity.assignments import lowered


def ibans(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_ibans(text)]


def cards(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_cards(text, lowered(text))]


@pytest.mark.parametrize("country", "AT BE CH DE ES FI FR GB IT LU NL NO PL PT SE".split())
@pytest.mark.parametrize("form", ["iban", "iban-grouped"])
def test_account_numbers_are_found_whole(country: str, form: str) -> None:
    number = drawn(f"{{{{{form}:{country}}}}}")
    assert ibans(f"pay '{number}' 12 and {number} now") == [number, number]


@pytest.mark.parametrize(
    "text",
    [
        drawn("{{iban-wrong:DE}}"),
        drawn("{{iban:DE}}")[:-1],
        drawn("{{iban:DE}}") + "7",
        drawn("x{{iban:DE}}"),
        "XQ12345678901234567890",
        "DEUTDEFF500",
    ],
)
def test_other_accounts(text: str) -> None:
    assert ibans(text) == []


@pytest.mark.parametrize(
    "kind", ["4:16", "51:16", "2221:16", "34:15", "6011:16", "62:16", "3530:16"]
)
def test_cards_are_found_quoted_grouped_or_beside_their_word(kind: str) -> None:
    bare = drawn(f"{{{{card:{kind}}}}}")
    for number in (bare, drawn(f"{{{{card-grouped:{kind}}}}}")):
        assert cards(f"x = '{number}'") == [number]
        assert cards(f"card {number}") == [number]
    assert cards(f"LIMIT = {bare}") == []


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1111",
        "4242424242424242",
        "378282246310005",
        drawn("{{card-wrong:4:16}}"),
        drawn("{{card:9:16}}"),
        "0000 0000 0000 0000",
        "3.14159265358979323846",
    ],
)
def test_numbers_for_tests_and_others(number: str) -> None:
    assert cards(f"card = '{number}'") == []


@pytest.mark.parametrize("form", ["pay({})", "card = {}\n", "x = [1, {}]", "assert f({}) == 1"])
def test_a_bare_number_that_is_given_is_a_card(form: str) -> None:
    number = drawn("{{card:4929:16}}")
    assert [each.rule for each in find_sensitive(form.format(number)).spans] == ["card"]
    grouped = "_".join(number[place : place + 4] for place in range(0, 16, 4))
    assert [each.rule for each in find_sensitive(form.format(grouped)).spans] == ["card"]


@pytest.mark.parametrize(
    "form", ["order_id = {}", "seed({})", "x = 1.{}", "x = {} * 3", "IMEI = [{}]", "a {} b"]
)
def test_a_bare_number_of_another_kind_is_none(form: str) -> None:
    assert not find_sensitive(form.format(drawn("{{card:4929:16}}"))).is_sensitive
