"""Laws of patterns and transforms over texts put together at random."""

from __future__ import annotations

import ast
import difflib
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.booster.patterns import Library, apply_patterns, compile_library
from aqe.booster.patterns.structure import broken_at
from aqe.booster.transforms import TRANSFORMS
from aqe.catalog.pattern_files import load_patterns
from aqe.domain.pattern import PatternLanguage

OPERANDS = st.sampled_from(
    [
        "a",
        "b.c",
        "None",
        "True",
        "'x'",
        "f(1)",
        "0.3",
        "[1, 2]",
        "not a",
        "a == b",
        "a in b",
        "x if y else z",
        "(a)",
        "f'{a}'",
        "lambda: 1",
        "f(a, b)",
        "'é😀'",
        "(a,\n            b)",
    ]
)
METHODS = st.sampled_from(
    "assertTrue assertFalse assertEqual assertIs assertIn assertIsNone assertRaises assertEquals"
    " assertAlmostEqual fail".split()
)
TAILS = st.sampled_from(["", "  # comment", ", 'message'", "; g()"])


@st.composite
def statements(draw: st.DrawFn) -> str:
    one, two = draw(OPERANDS), draw(OPERANDS)
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return f"self.{draw(METHODS)}({one})"
    if kind == 1:
        return f"self.{draw(METHODS)}({one}, {two})"
    if kind == 2:
        return f"assert {one} {draw(st.sampled_from(['==', 'is', 'and', 'in', '!=']))} {two}"
    if kind == 3:
        return draw(st.sampled_from(["print(a)", "time.sleep(1)", "assert True", "breakpoint()"]))
    return f"x = {one}"


@st.composite
def python_files(draw: st.DrawFn) -> str:
    lines = ["import unittest", "", "class ATest(unittest.TestCase):"]
    for number in range(draw(st.integers(1, 3))):
        lines.append(f"    def test_{number}(self):")
        for each in draw(st.lists(statements(), min_size=1, max_size=4)):
            tail = draw(TAILS)
            lines.append(f"        {each}{tail if not tail.startswith(',') else ''}")
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = newline.join("\n".join(lines).split("\n")) + newline
    return text if parses(text) else "x = 1\n"


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@cache
def library(language: PatternLanguage) -> Library:
    return compile_library(load_patterns(), language)


def comments(text: str) -> list[str]:
    return [line.partition("# ")[2].strip() for line in text.splitlines() if "# " in line]


@settings(max_examples=60, deadline=None)
@given(python_files())
def test_patterns_keep_files_whole(source: str) -> None:
    done = apply_patterns(library(PatternLanguage.PYTHON), source)
    assert parses(done.text)
    assert comments(done.text) == comments(source)
    assert ("\r\n" in source) == ("\r\n" in done.text)
    assert done.text.replace("\r\n", "").count("\r") == 0
    again = apply_patterns(library(PatternLanguage.PYTHON), done.text)
    assert again.text == done.text
    if not done.applied:
        assert done.text == source


@settings(max_examples=60, deadline=None)
@given(
    python_files(),
    st.sampled_from(["unittest-to-pytest", "unittest-to-plain", "plain-to-unittest"]),
)
def test_transforms_keep_files_whole(source: str, name: str) -> None:
    function = TRANSFORMS[name].function
    done = function(source, ".py")
    assert done.problem is None
    assert parses(done.text)
    assert comments(done.text) == comments(source)
    assert function(done.text, ".py").text == done.text
    assert bool(done.changes) == (done.text != source)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "expect(a === b).toBe(true);",
                "expect(a.length).toBe(3); // c",
                "console.log(a);",
                "expect(a).toBe(null)",
                "it.only('x', () => { expect(a > b).toBeTruthy(); });",
                "/* expect(a === b).toBe(true) */",
                "const s = 'expect(a === b).toBe(true)';",
                "`${expect(a === b).toBe(true)}`;",
            ]
        ),
        min_size=1,
        max_size=6,
    )
)
def test_patterns_for_typescript_keep_files_whole(lines: list[str]) -> None:
    source = "\n".join(lines) + "\n"
    done = apply_patterns(library(PatternLanguage.TYPESCRIPT), source)
    assert broken_at(done.text, "typescript") is None
    assert apply_patterns(library(PatternLanguage.TYPESCRIPT), done.text).text == done.text
    kept = [line for line in lines if line.startswith(("/*", "const"))]
    assert [line for line in done.text.splitlines() if line.startswith(("/*", "const"))] == kept


@settings(max_examples=40, deadline=None)
@given(python_files())
def test_lines_without_a_match_are_the_same_lines(source: str) -> None:
    marked = source.replace("x = ", "keep = ")
    done = apply_patterns(library(PatternLanguage.PYTHON), marked)
    gone = [
        line[2:]
        for line in difflib.ndiff(marked.splitlines(), done.text.splitlines())
        if line.startswith("- ")
    ]
    assert not [line for line in gone if line.strip().startswith(("keep = a", "def ", "class "))]
