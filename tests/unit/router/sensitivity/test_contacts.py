"""E-mail addresses and telephone numbers of somebody."""

from __future__ import annotations

import pytest

from aqe.router.sensitivity.assignments import lowered
from aqe.router.sensitivity.contacts import find_emails, find_phones


def emails(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_emails(text)]


def phones(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_phones(text, lowered(text))]


def test_an_address_is_found_whole() -> None:
    text = "a, 'carla_ruiz+shop@correo-real.es'; <p.t.vandenberg@mail.zeelandnet.nl>."
    assert emails(text) == ["carla_ruiz+shop@correo-real.es", "p.t.vandenberg@mail.zeelandnet.nl"]


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "ada@mail.example.org",
        "ada@shop.test",
        "root@localhost",
        "git@github.com:acme/shop.git",
        "noreply@github.com",
        "chacha20@openssh.com",
        "left@right.to(device)",
        "@pytest.mark.slow",
        "core@17.0.1",
        "https://e05599@o123.ingest.sentry.io/456",
        "message-id: <20240131.12@mail.postlund.se>",
        "your-name@your-domain.com",
        "name@host.notatopleveldomain",
    ],
)
def test_nobody(text: str) -> None:
    assert emails(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call +49 30 4317 2285 now", "+49 30 4317 2285"),
        ("x = '+1 (212) 736-5000'", "+1 (212) 736-5000"),
        ("ring 415-867-5309", "415-867-5309"),
        ("x = '(617) 253-1000'", "(617) 253-1000"),
        ("mobile: 07911 284736", "07911 284736"),
        ("tel:+33142685300", "+33142685300"),
    ],
)
def test_a_number_is_found_whole(text: str, number: str) -> None:
    assert phones(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "'+1 202-555-0143'",
        "phone = '020 7946 0958'",
        "phone = '07700 900123'",
        "phone = '+61 491 570 156'",
        "phone = '+49 30 23125 771'",
        "phone = '123-456-7890'",
        "x = a +4158675309",
        "phone date '2024-01-31 10:15:00'",
        "phone version '192.168.100.200'",
        "phone +6073641856.9",
        "ISBN 978-0-13-468599-1",
        "212-736, 1000-1024",
        "DK50 0040 0440 1162 4",
    ],
)
def test_other_numbers(text: str) -> None:
    assert phones(text) == []
