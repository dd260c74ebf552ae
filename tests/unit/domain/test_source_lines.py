import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.domain.source_lines import source_lines, source_lines_with_ends

ODD = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\n", ["a", ""]),
        ("a\r\nb\rc\n", ["a", "b", "c"]),
        ("a\x0c\nb", ["a\x0c", "b"]),
    ],
)
def test_lines_end_where_python_ends_them(text: str, lines: list[str]) -> None:
    assert source_lines(text) == lines


@pytest.mark.parametrize("mark", ODD)
def test_a_statement_after_an_odd_mark_is_on_the_line_that_its_tree_names(mark: str) -> None:
    source = f"first = 1  # {mark}\nsecond = 2\n"
    (second,) = [each for each in ast.parse(source).body if "second" in ast.unparse(each)]
    assert source_lines(source)[second.lineno - 1] == "second = 2"


@given(st.text(alphabet="ab\r\n" + ODD))
def test_lines_with_their_ends_are_the_text_again(text: str) -> None:
    parts = source_lines_with_ends(text)
    assert "".join(parts) == text
    assert [each.rstrip("\r\n") for each in parts] == source_lines(text)
