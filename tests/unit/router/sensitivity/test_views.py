"""Texts behind the text, and the way back from them."""

from __future__ import annotations

import base64

import pytest

from aqe.router.sensitivity.views import decoded, folded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"ab" + "cd"', '"abcd"'),
        ("'ab' \"cd\"", "'abcd\""),
        ('("ab"\n    "cd")', '("abcd")'),
        ('("ab"  # half\n  "cd")', '("abcd")'),
        ('"ab" \\\n"cd"', '"abcd"'),
        ('"ab" + f"cd"', '"abcd"'),
        (r'"\x61\u0062\143"', '"abc"'),
        (r'"a\nb"', '"a\nb"'),
        (r'"a\"b"', '"a"b"'),
        ("f\"a{'b'}\"", 'f"ab"'),
        ("\"-\".join(['a', 'b'])", "\"-\".join(['a-b'])"),
        ("a\u200bb", "ab"),
    ],
)
def test_what_is_joined_and_resolved(text: str, shown: str) -> None:
    view = folded(text)
    assert view is not None
    assert view.text.rstrip("\n") == shown


def test_nothing_to_fold_gives_no_view() -> None:
    assert folded("x = 'a'\ny = [1, 2]\n") is None


def test_only_the_lines_around_are_shown() -> None:
    view = folded("first\nsecond\nname = (\n'a' 'b')\nlast\n")
    assert view is not None
    assert view.text == "name = (\n'ab')\n"


def test_places_lead_back() -> None:
    text = "first\n\nkey = '\\x61b' + 'cd'  # end\n"
    view = folded(text)
    assert view is not None
    start = view.text.index("abcd")
    begin, end = view.original(start, start + 4)
    assert text[begin:end] == "\\x61b' + 'cd"


def test_a_place_that_ends_with_an_escape_holds_all_of_it() -> None:
    text = r"key = 'ab\x63'"
    view = folded(text)
    assert view is not None
    begin, end = view.original(view.text.index("abc"), view.text.index("abc") + 3)
    assert text[begin:end] == r"ab\x63"


def test_codes_of_plain_text_are_read() -> None:
    text = "a plain text, long enough"
    data = text.encode()
    assert decoded(base64.b64encode(data).decode()) == text
    assert decoded(base64.urlsafe_b64encode(data).decode().rstrip("=")) == text
    assert decoded(data.hex()) == text


@pytest.mark.parametrize("run", ["short", "A" * 23, "f" * 64, "iVBORw0KGgoAAAANSUhEUgAAAAE"])
def test_other_runs_say_nothing(run: str) -> None:
    assert decoded(run) is None
