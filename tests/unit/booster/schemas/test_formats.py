from __future__ import annotations

import pytest
from schema_checks import records

from aqe.booster.schemas import Validator
from aqe.booster.schemas.formats import FORMATS, conforms

SAMPLES = {
    "date": ("2024-02-29", "2023-02-29"),
    "time": ("23:59:59Z", "24:00:00Z"),
    "date-time": ("2024-02-29T12:00:00.5+01:00", "2024-02-29 12:00:00Z"),
    "duration": ("P1Y2M3DT4H5M6S", "P"),
    "email": ("a.b@example.com", "a@@example.com"),
    "idn-email": ("grün@example.com", "grün"),
    "hostname": ("a-b.example", "-a.example"),
    "idn-hostname": ("bücher.example", "a..b"),
    "ipv4": ("127.0.0.1", "127.0.0.256"),
    "ipv6": ("2001:db8::1", "2001:db8:::1"),
    "uri": ("https://example.com/a?b#c", "/a"),
    "uri-reference": ("/a/b", "a b"),
    "iri": ("https://example.com/straße", "straße"),
    "iri-reference": ("straße", "a b"),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000", "123e4567"),
    "uri-template": ("/a/{id}", "/a/{id"),
    "json-pointer": ("/a~1b", "a"),
    "relative-json-pointer": ("1/a", "/a"),
    "regex": ("^a+$", "("),
}


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(FORMATS)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_good_texts_conform_and_bad_ones_do_not(name: str) -> None:
    good, bad = SAMPLES[name]
    assert conforms(name, good)
    assert not conforms(name, bad)


def test_unknown_formats_hold() -> None:
    assert conforms("no-such-format", "\x00")


@pytest.mark.parametrize("edge_cases", [False, True])
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_is_made_for_a_format_conforms(name: str, edge_cases: bool) -> None:
    schema = {"type": "string", "format": name}
    found = records(schema, 60, edge_cases=edge_cases)
    validator = Validator(schema)
    assert [each for each in found if not conforms(name, each)] == []
    assert [each for each in found if not validator.valid(each)] == []
    assert len(set(found)) > 4
