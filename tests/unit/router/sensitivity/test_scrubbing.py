"""What leaves the machine has no finds, and is otherwise what it was."""

from __future__ import annotations

import ast

import pytest
from sensitive_snippets import Snippet, drawn, snippets

from aqe.router.sensitivity import MAX_CHARACTERS, find_sensitive, scrub

KEY = drawn("ghp_{{base62:36}}")


def test_a_find_becomes_the_name_of_its_rule() -> None:
    text = f'TOKEN = "{KEY}"\nprint(TOKEN)\n'
    scrubbed, (span,) = scrub(text)
    assert scrubbed == 'TOKEN = "[redacted:github-token]"\nprint(TOKEN)\n'
    assert text[span.start : span.end] == KEY


def test_text_without_finds_comes_back_as_it_is() -> None:
    text = "password = getpass()\n"
    assert scrub(text) == (text, ())


def test_lines_stay_lines() -> None:
    text = drawn("KEY = '''{{pem:RSA PRIVATE KEY:8}}'''\nx = 1\n")
    scrubbed, spans = scrub(text)
    assert scrubbed.count("\n") == text.count("\n")
    assert scrubbed.splitlines()[-1] == "x = 1"
    assert spans[0].line == 2


def test_what_was_joined_is_one_literal_afterwards() -> None:
    scrubbed, _ = scrub(f"a = '{KEY[:8]}' + '{KEY[8:]}'\n")
    assert ast.literal_eval(scrubbed.partition("= ")[2]) == "[redacted:github-token]"


def test_what_is_too_long_goes_as_a_whole() -> None:
    text = "abc\n" * (MAX_CHARACTERS // 4 + 1)
    scrubbed, spans = scrub(text)
    assert "abc" not in scrubbed
    assert scrubbed.count("\n") == text.count("\n")
    assert [each.rule for each in spans] == ["too-long"]


@pytest.mark.parametrize("snippet", list(snippets()), ids=lambda each: each.family)
def test_every_snippet_is_clean_afterwards_and_stays_so(snippet: Snippet) -> None:
    scrubbed, spans = scrub(snippet.text)
    assert find_sensitive(scrubbed).spans == ()
    assert scrub(scrubbed) == (scrubbed, ())
    assert scrubbed.count("\n") == snippet.text.count("\n")
    assert "unsettled" not in {each.rule for each in spans}
    assert bool(spans) == find_sensitive(snippet.text).is_sensitive
    for span in spans:
        assert snippet.text[span.start : span.end] not in scrubbed


def test_places_are_those_of_the_text_that_was_given() -> None:
    text = f"m.keller@postlund.se {KEY} m.keller@postlund.se"
    _, spans = scrub(text)
    assert [text[each.start : each.end] for each in spans] == [
        "m.keller@postlund.se",
        KEY,
        "m.keller@postlund.se",
    ]
