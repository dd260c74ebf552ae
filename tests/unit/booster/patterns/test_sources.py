from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from aqe.booster.patterns.sources import SourceText, decode, encode, language_of
from aqe.domain.pattern import PatternLanguage
from aqe.errors import SourceError


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\r\ny = 2\n",
        codecs.BOM_UTF8 + b"x = 1\n",
        "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
        "x = 'é😀'".encode(),
        b"\tx\x0c",
        b"",
    ],
)
def test_what_is_read_is_written_again(data: bytes) -> None:
    assert encode(decode(data, Path("test_a.py"))) == data


def test_a_mark_is_no_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF8 + b"x", Path("a.ts")).text == "x"


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"\xff", "a.py"), (b"# coding: nonsense\n", "a.py"), (b"\xff", "a.ts")],
)
def test_what_is_no_text_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data, Path(name))
    assert repr(name) in caught.value.message


def test_a_character_without_a_form_is_told() -> None:
    assert encode(SourceText("€", "latin-1")) is None


def test_languages() -> None:
    assert language_of(Path("a.PY")) is PatternLanguage.PYTHON
    assert language_of(Path("a.spec.tsx")) is PatternLanguage.TYPESCRIPT
    assert language_of(Path("a.rs")) is None
