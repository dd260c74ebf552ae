"""What may not leave is taken out of a text before it is cut."""

from __future__ import annotations

import pytest

from aqe.generation.llm.scrubbing import scrubbed

KEY = "ghp_" + "Zk3v9Qx7Lm2Tn8Rw4Yp6Bd1Hs5Jf0Gc3Va7U"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see /tmp/a/b/c.py", "see c.py"),
        ("in /home/somebody/secret", "in <folder>"),
        (r"C:\Users\somebody\x.py, line 1", "x.py, line 1"),
        ("~/srv/x.py", "x.py"),
        ("10 / 2 and a/b", "10 / 2 and a/b"),
        ("https://example.org/a/b", "https://example.org/a/b"),
    ],
)
def test_places_of_files_do_not_leave(text: str, expected: str) -> None:
    assert scrubbed(text) == expected


@pytest.mark.parametrize("before", range(0, 100, 7))
def test_no_piece_of_a_key_survives_a_cut(before: int) -> None:
    text = scrubbed("x " * before + KEY + " y" * (100 - before), 120)
    assert not any(KEY[at : at + 6] in text for at in range(len(KEY) - 5))
    assert len(text) < 140


def test_the_rules_of_the_router_are_those_of_prompts() -> None:
    assert scrubbed(f"see {KEY}") == "see [redacted:github-token]"
    assert "erika.mustermann@posteo.de" not in scrubbed("ask erika.mustermann@posteo.de")
