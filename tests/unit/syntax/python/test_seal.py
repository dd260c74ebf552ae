"""The digest line of generated files."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aqe.syntax.python.seal import is_untouched, seal

BODY = '# Generated.\n"""Tests."""\n\n\ndef test_a():\n    assert f() == 1\n'


def test_digest_stands_behind_the_leading_comments() -> None:
    lines = seal(BODY).splitlines()
    assert lines[0] == "# Generated."
    assert lines[1].startswith("# aqe: sha256=")
    assert lines[2:] == BODY.splitlines()[1:]


@given(st.text(st.characters(exclude_characters="\r")))
def test_sealed_text_is_untouched_and_sealing_again_changes_nothing(text: str) -> None:
    sealed = seal(text)
    assert is_untouched(sealed)
    assert seal(sealed) == sealed


@given(st.integers(0, len(BODY) - 1))
def test_every_edit_is_noticed(place: int) -> None:
    sealed = seal(BODY)
    start = sealed.index('"""Tests')
    body_place = start + place % (len(sealed) - start)
    assert not is_untouched(sealed[:body_place] + "~" + sealed[body_place + 1 :])


def test_text_without_a_digest_is_somebodys_own() -> None:
    assert not is_untouched(BODY)
