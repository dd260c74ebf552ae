"""Random strings are secrets by what stands around them."""

from __future__ import annotations

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity.assignments import lowered
from aqe.router.sensitivity.nearby import RUN, find_nearby, lines_around

VALUE = drawn("{{base62:40}}")


def found(text: str) -> list[str]:
    runs = list(RUN.finditer(text))
    return [text[each.start : each.end] for each in find_nearby(text, lowered(text), runs)]


@pytest.mark.parametrize(
    "text",
    [
        f"# token of staging\nopen('{VALUE}')",
        f"open('{VALUE}')  # shared secret",
        f"credentials = ['a', '{VALUE}']",
        f"Fernet('{VALUE}')",
        f"hmac.new(b'{VALUE}', body, sha256)",
    ],
)
def test_near_a_word_of_secrets(text: str) -> None:
    assert found(text) == [VALUE]


@pytest.mark.parametrize(
    "text",
    [
        f"open('{VALUE}')",
        f"secret digest '{VALUE}'",
        f"sha256 of the token: '{VALUE}'",
        f"# token of staging\n\nopen('{VALUE}')",
        f"author = '{VALUE}'",
        f"secret = '{VALUE}...'",
        "secret: a_long_name_of_a_function_2",
    ],
)
def test_elsewhere(text: str) -> None:
    assert found(text) == []


def test_lines_around_a_place() -> None:
    assert lines_around("a\nbc X de\nf", 5, 6) == ("a", "bc ", " de")
    assert lines_around("X", 0, 1) == ("", "", "")
