"""Reading source text, and the errors when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.parsing import SourceCache, parse_source, read_source
from aqe.errors import SourceError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"x = 1\r\ny = 2\r", "x = 1\ny = 2\n", id="newlines"),
        pytest.param(b"\xef\xbb\xbfx = 1\n", "x = 1\n", id="byte-order-mark"),
        pytest.param(
            b"# coding: latin-1\nx = '\xe9'\n", "# coding: latin-1\nx = 'é'\n", id="coding"
        ),
    ],
)
def test_text_is_decoded_as_python_does(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "m.py").write_bytes(data)
    assert read_source(tmp_path / "m.py") == text


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        pytest.param(b"\x7fELF\0\0", "source-binary", id="binary"),
        pytest.param(b"x = '\xff\xfe'\n", "source-encoding", id="not-utf8"),
        pytest.param(b"# coding: klingon\n", "source-encoding", id="unknown-coding"),
        pytest.param(b"#" * (4 * 1024 * 1024 + 1), "source-too-large", id="large"),
    ],
)
def test_what_is_not_source_text_is_refused(tmp_path: Path, data: bytes, slug: str) -> None:
    (tmp_path / "m.py").write_bytes(data)
    with pytest.raises(SourceError, match=r"m\.py") as caught:
        read_source(tmp_path / "m.py")
    assert caught.value.slug == slug
    assert caught.value.hint


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read") as caught:
        read_source(tmp_path / "none.py")
    assert caught.value.slug == "source-unreadable"


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(SourceError, match="line 2") as caught:
        parse_source("x = 1\ndef broken(:\n", "m.py")
    assert caught.value.slug == "syntax-error"


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(SourceError):
        parse_source("x = " + "-" * 100_000 + "1\n", "m.py")


def test_warnings_of_the_source_stay_its_own() -> None:
    assert parse_source("x = '\\d' is 'a'\n", "m.py").body


def test_the_cache_stops_at_its_budget(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text("x = 1\n")
    cache = SourceCache(max_files=2)
    assert [cache.tree(tmp_path / name) is not None for name in ("a.py", "b.py", "c.py")] == [
        True,
        True,
        False,
    ]


def test_the_cache_skips_what_does_not_parse(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("print 'hello'\n")
    assert SourceCache().tree(tmp_path / "old.py") is None
