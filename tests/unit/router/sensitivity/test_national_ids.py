"""Numbers of persons, each with one that fits and one that does not."""

from __future__ import annotations

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity.assignments import lowered
from aqe.router.sensitivity.national_ids import IDS, find_national_ids

FITTING = {
    "us-ssn": "x = '{{ssn}}'",
    "uk-nino": "x = '{{nino}}'",
    "uk-nhs": "nhs = '{{nhs}}'",
    "de-tax-id": "steuer_id = '{{steuer}}'",
    "fr-nir": "x = '{{nir-grouped}}'",
    "es-dni": "x = '{{dni}}'",
    "es-nie": "x = '{{nie}}'",
    "it-codice-fiscale": "x = '{{codice}}'",
    "nl-bsn": "bsn = '{{bsn}}'",
    "pl-pesel": "pesel = '{{pesel}}'",
    "br-cpf": "x = '{{cpf}}'",
    "in-aadhaar": "aadhaar = '{{aadhaar-grouped}}'",
    "se-personnummer": "personnummer = '{{personnummer}}'",
    "fi-hetu": "x = '{{hetu}}'",
    "be-national-number": "x = '{{rrn-be}}'",
    "ch-ahv": "x = '{{ahv}}'",
    "ca-sin": "social insurance '{{sin}}'",
    "cn-resident-id": "x = '{{cn-id}}'",
    "no-fodselsnummer": "fnr = '{{fnr}}'",
    "dk-cpr": "cpr = '{{cpr}}'",
    "pt-nif": "nif = '{{nif}}'",
    "za-id": "south african '{{za-id}}'",
    "mx-curp": "x = '{{curp}}'",
    "au-tfn": "tfn = '{{tfn}}'",
    "kr-rrn": "rrn = '{{kr-rrn}}'",
    "tr-kimlik": "tc_no = '10000000146'",
}


def rules(text: str) -> list[str]:
    return [each.rule for each in find_national_ids(text, lowered(text))]


def test_every_rule_is_tried() -> None:
    assert set(FITTING) == {each.rule for each in IDS}


@pytest.mark.parametrize("turn", range(5))
@pytest.mark.parametrize("rule", FITTING)
def test_numbers_that_fit_are_found(rule: str, turn: int) -> None:
    assert rules(drawn(FITTING[rule] + f"  # {turn}")) == [rule]


@pytest.mark.parametrize(
    "rule",
    "nl-bsn pl-pesel in-aadhaar de-tax-id ca-sin se-personnummer uk-nhs no-fodselsnummer".split(),
)
def test_bare_digits_without_their_word_are_numbers(rule: str) -> None:
    text = drawn(FITTING[rule])
    bare = "x = " + text[text.index("'") :]
    assert rules(bare) == []


@pytest.mark.parametrize(
    "kind", "dni bsn pesel cpf aadhaar steuer nir codice sin personnummer".split()
)
def test_wrong_check_digits_are_no_numbers_of_persons(kind: str) -> None:
    words = "bsn pesel cpf aadhaar steuer social insurance personnummer"
    assert rules(drawn(f"{words} '{{{{{kind}-wrong}}}}'")) == []


def test_a_number_beside_another_is_found() -> None:
    assert rules(drawn("7 {{dni}} 12")) == ["es-dni"]


@pytest.mark.parametrize(
    "text",
    ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "078-05-1120"],
)
def test_social_security_numbers_that_nobody_has(text: str) -> None:
    assert rules(f"ssn = '{text}'") == []
