"""Laws of analysis over generated source and patterns."""

from __future__ import annotations

import ast
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.analysis.mutants import equivalent_by_bytecode, mutants_of
from aqe.analysis.patterns import samples
from aqe.analysis.subjects import analyse
from aqe.errors import SourceError

ATOMS = st.sampled_from(
    ["a", "b.c", "1", "-2", "'ä'", "f(a)", "a[0]", "None", "True", "[]", "{}", "a[1:]"]
)
OPERATORS = st.sampled_from(
    ["+", "==", "<", "and", "or", "is not", "not in", "//", "**", "if a else"]
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, OPERATORS, inner).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        inner.map(lambda each: f"(not ({each}))"),
        inner.map(lambda each: f"[x for x in {each} if x]"),
        inner.map(lambda each: f"(f'{{1}}' if {each} else g({each}, k={each}))"),
    ),
    max_leaves=6,
)
STATEMENTS = st.one_of(
    EXPRESSIONS.map(lambda each: f"a = {each}"),
    EXPRESSIONS.map(lambda each: f"a.b = {each}"),
    EXPRESSIONS.map(lambda each: f"for x, y in {each}: break"),
    EXPRESSIONS.map(lambda each: f"if {each}: raise E({each})"),
    EXPRESSIONS.map(lambda each: f"return {each}"),
    EXPRESSIONS.map(lambda each: f"with {each} as h: h.go()"),
    EXPRESSIONS.map(lambda each: f"a += {each}"),
)
MODULES = st.lists(STATEMENTS, min_size=1, max_size=5).map(
    lambda body: (
        "class C:\n    def f(self, a, b=1, *c, **d):\n        " + "\n        ".join(body) + "\n"
    )
)
PATTERNS = st.recursive(
    st.sampled_from(["a", r"\d", "[x-z]", "[^b]", r"\s", ".", r"\w", "-"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        inner.map(lambda each: f"({each})?"),
        inner.map(lambda each: f"(?:{each}){{1,3}}"),
        st.tuples(inner, inner).map(lambda each: f"(?:{each[0]}|{each[1]})"),
    ),
    max_leaves=6,
)


@given(MODULES)
def test_every_mutant_parses_and_differs(source: str) -> None:
    for each in mutants_of(source, "m"):
        ast.parse(each.apply(source))
        assert source[each.start : each.end] == each.original
        assert each.apply(source) != source
        assert not equivalent_by_bytecode(source, each)


@given(MODULES)
def test_analysis_of_valid_source_finds_its_callable(source: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.py")
        path.write_text(source, encoding="utf-8")
        subject = analyse(path, module="m", import_root=Path(folder))
    found = subject.callable("C.f")
    assert found is not None
    assert [each.name for each in found.parameters] == ["a", "b", "c", "d"]


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_arbitrary_content_gives_a_subject_or_a_clear_error(content: str | bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.py")
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode("utf-8", "ignore")
        )
        outcome = analysed(path)
    assert outcome == "m" or (isinstance(outcome, SourceError) and outcome.hint)


def analysed(path: Path) -> str | SourceError:
    """The module's name, or the error that analysing it gave."""
    try:
        return analyse(path, module="m", import_root=path.parent).module
    except SourceError as error:
        return error


@given(PATTERNS)
def test_samples_match_their_pattern(pattern: str) -> None:
    found = samples(pattern)
    assert found
    for text in found:
        assert re.search(pattern, text)


@pytest.mark.nightly
@pytest.mark.parametrize("folder", ["json", "email", "asyncio", "concurrent", "http", "logging"])
def test_the_standard_library_is_analysed_without_a_crash(folder: str) -> None:
    root = Path(ast.__file__).parent
    files = tuple(sorted((root / folder).glob("*.py")))
    for path in files:
        if not path.read_bytes().strip():
            continue
        module = f"{folder}.{path.stem}"
        subject = analyse(path, module=module, import_root=root, package_files=files)
        for each in mutants_of(subject.source, subject.module):
            ast.parse(each.apply(subject.source))
