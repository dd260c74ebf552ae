"""All rules together: what keeps a source on this machine, and where."""

from __future__ import annotations

import time

import pytest
from sensitive_snippets import drawn

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity import MAX_CHARACTERS, SensitiveRules, find_sensitive

KEY = drawn("sk-ant-api03-{{base64url:86}}AA")


def test_harmless_source_has_no_finds() -> None:
    found = find_sensitive("def token(password: str) -> str:\n    return password\n")
    assert not found.is_sensitive
    assert found.spans == ()


def test_a_find_has_kind_rule_place_and_line() -> None:
    text = f"import os\n\nkey = '{KEY}'\nmail = 'm.lindqvist@postlund.se'\n"
    key, mail = find_sensitive(text).spans
    assert text[key.start : key.end] == KEY
    assert (key.kind, key.rule, key.line) == (SensitiveKind.SECRET, "anthropic-key", 3)
    assert text[mail.start : mail.end] == "m.lindqvist@postlund.se"
    assert (mail.kind, mail.rule, mail.line) == (SensitiveKind.PERSONAL, "email", 4)


def test_reasons_never_hold_the_text() -> None:
    reasons = " ".join(find_sensitive(f"key = '{KEY}'").reasons)
    assert reasons == "secret: anthropic-key, line 1"


def test_the_place_is_named_as_the_user_named_it() -> None:
    rules = SensitiveRules(paths=("src/auth/**",))
    (span,) = find_sensitive("x = 1\n", "src/auth/login.py", rules).spans
    assert (span.kind, span.rule, span.line) == (SensitiveKind.PATH, "src/auth/**", 1)
    assert not find_sensitive("x = 1\n", "src/shop/cart.py", rules).is_sensitive
    assert not find_sensitive("x = 1\n", None, rules).is_sensitive


def test_a_marker_counts_beside_other_finds() -> None:
    rules = SensitiveRules(markers=("CONFIDENTIAL",))
    found = find_sensitive(f"# {KEY}\n# confidential: no copies\n", rules=rules)
    assert [(each.kind, each.line) for each in found.spans] == [
        (SensitiveKind.SECRET, 1),
        (SensitiveKind.MARKER, 2),
    ]


def test_what_is_too_long_counts_as_sensitive_as_a_whole() -> None:
    text = "a\n" * (MAX_CHARACTERS // 2)
    assert not find_sensitive(text).is_sensitive
    (span,) = find_sensitive(text + "a").spans
    assert (span.rule, span.start, span.end) == ("too-long", 0, len(text) + 1)


def test_places_of_joined_literals_are_those_of_the_source() -> None:
    head, tail = KEY[:9], KEY[9:]
    text = f'\n\nkey = (\n    "{head}"\n    "{tail}"\n)\n'
    (span,) = find_sensitive(text).spans
    assert text[span.start : span.end] == f'{head}"\n    "{tail}'
    assert span.line == 4


def test_overlapping_finds_are_one_with_the_surer_name() -> None:
    (span,) = find_sensitive(f'api_key = "{KEY}"').spans
    assert span.rule == "anthropic-key"


HOSTILE = {
    "web tokens": "eyJ",
    "web tokens with dashes": "-eyJ",
    "openai": "sk-proj-a1",
    "headers": "-----BEGIN PRIVATE KEY-----",
    "addresses": "://a:",
    "at": "a@b.",
    "names": "password",
    "values": 'password="',
    "digits": "1",
    "spaced digits": "12 345 678 901 ",
    "cards": "4111 1111 1111 1112 ",
    "accounts": "DE89 ",
    "joints": '"a" + ',
    "quotes": "' ",
    "escapes": "\\x41",
    "joins": '"".join(["a",',
    "braces": "{'a'}",
    "invisible": "\u200b",
    "growing in small letters": "\u0130",
    "code": "c2stcHJvai0",
    "discord": "M" * 24 + ".",
    "comments": '"\n#',
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_of_hostile_text_takes_seconds_at_most(unit: str) -> None:
    """Quadratic time would take hours here; the limit is generous, for a busy machine."""
    text = (unit * (MAX_CHARACTERS // len(unit) // 4))[: MAX_CHARACTERS // 4]
    began = time.process_time()
    find_sensitive(text)
    assert time.process_time() - began < 30
