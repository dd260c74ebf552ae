"""The table of shapes: complete rows, found where they stand, and nowhere inside words."""

from __future__ import annotations

import re

import pytest
from sensitive_snippets import drawn, snippets

from aqe.telemetry.key_shapes import KEY_SHAPES, key_matches
from aqe.telemetry.redaction import redact

SHAPED = {each.rule for each in KEY_SHAPES}


def test_every_row_compiles_and_has_marks() -> None:
    for shape in KEY_SHAPES:
        assert shape.marks
        re.compile(shape.head + shape.body)


def test_most_rules_have_a_labelled_snippet() -> None:
    labelled = {each.rule for each in snippets()} & SHAPED
    assert len(labelled) >= 40


@pytest.mark.parametrize(
    "template", ["ghp_{{base62:36}}", "AKIA{{base32:16}}", "npm_{{base62:36}}"]
)
def test_a_key_is_found_at_its_place_and_not_inside_a_word(template: str) -> None:
    key = drawn(template)
    text = f"x = '{key}'"
    (match,) = key_matches(text)
    assert text[match.start : match.end] == key
    assert list(key_matches(f"x = 'a{key}'")) == []


def test_only_the_secret_part_of_an_address_is_found() -> None:
    secret = drawn("{{base62:24}}")
    text = f"post('https://hooks.slack.com/services/T12345678/B1234567890/{secret}')"
    (match,) = key_matches(text)
    assert text[match.start : match.end] == f"T12345678/B1234567890/{secret}"
    assert "hooks.slack.com/services/[redacted]')" in redact(text)


def test_keys_side_by_side_are_found_apart() -> None:
    keys = [drawn("1ghp_{{base62:36}}")[1:], drawn("2ghp_{{base62:36}}")[1:]]
    text = f"{keys[0]} and {keys[1]}, {keys[0]}"
    assert [text[each.start : each.end] for each in key_matches(text)] == [*keys, keys[0]]
