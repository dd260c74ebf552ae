"""Whatever statement is laid out, the formatter finds nothing to change in it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.syntax.python import Printer
from aqe.syntax.python.layout import Layout

RUFF = Path(sys.executable).with_name("ruff")
WORDS = ["alpha", "beta", "queue", "order_of_items", "make_something_useful", "customer"]
NAMES = st.sampled_from(WORDS)
ATOMS = st.one_of(
    st.sampled_from([None, True, 0, 1, -3, 12345, 3.5, -0.25, 1e20, b"ab", 2j]).map(Literal),
    st.sampled_from(["it's", 'it"s', "a\nb", "é", "日本語", "\\d+", ""]).map(Literal),
    st.lists(NAMES, max_size=4).map(" ".join).map(Literal),
    NAMES.map(Variable),
)
BINARY = ["add", "sub", "mul", "pow", "mod", "and", "or", "eq", "lt", "is", "contains", "getitem"]


def _calls(inner: st.SearchStrategy[Recipe]) -> st.SearchStrategy[Recipe]:
    callees = st.one_of(
        NAMES.map(lambda name: Symbol("pkg.mod", name)),
        st.builds(Attribute, st.one_of(NAMES.map(Variable), inner), NAMES),
    )
    keywords = st.dictionaries(NAMES, inner, max_size=2).map(lambda found: tuple(found.items()))
    return st.builds(Call, callees, st.lists(inner, max_size=4).map(tuple), keywords)


def _compound(inner: st.SearchStrategy[Recipe]) -> st.SearchStrategy[Recipe]:
    kinds = st.sampled_from(["list", "tuple", "set", "frozenset"])
    owners = inner.filter(lambda each: not isinstance(each, Literal))
    return st.one_of(
        _calls(inner),
        st.builds(Collection, kinds, st.lists(inner, max_size=4).map(tuple)),
        st.builds(Mapping, st.lists(st.tuples(ATOMS, inner), max_size=3).map(tuple)),
        st.builds(Attribute, owners, NAMES),
        st.builds(Operation, st.sampled_from(BINARY), st.tuples(owners, inner)),
        st.builds(Operation, st.sampled_from(["neg", "not"]), st.tuples(inner)),
        st.builds(Await, inner),
        inner.map(lambda each: Verbatim(f"lambda item: {Printer().expression(each)}")),
    )


RECIPES = st.recursive(ATOMS, _compound, max_leaves=14)


@st.composite
def statements(draw: st.DrawFn) -> str:
    text = Printer().expression
    first, second = draw(RECIPES), draw(RECIPES)
    form = draw(st.integers(0, 3))
    if form == 0:
        return f"assert {text(Operation('eq', (first, second)))}"
    if form == 1:
        return f"{draw(NAMES)} = {text(first)}"
    if form == 2:
        return f"assert {text(Call(Symbol('pkg.mod', 'alpha'), (first,)))} is None"
    return text(Call(Attribute(Variable("queue"), "push"), (first, second)))


def formatted(lines: list[str]) -> str:
    text = "async def scenario():\n" + "\n".join(lines) + "\n"
    command = [str(RUFF), "format", "--isolated", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.skipif(not RUFF.exists(), reason="ruff is not installed")
@settings(max_examples=25)
@given(st.lists(statements(), min_size=1, max_size=8))
def test_formatter_changes_nothing(sources: list[str]) -> None:
    lines = [Layout().statement(source, indent=4) for source in sources]
    assert formatted(lines) == "async def scenario():\n" + "\n".join(lines) + "\n"


@pytest.mark.nightly
@pytest.mark.skipif(not RUFF.exists(), reason="ruff is not installed")
@settings(max_examples=1000)
@given(st.lists(statements(), min_size=1, max_size=8))
def test_formatter_changes_nothing_in_a_long_sweep(sources: list[str]) -> None:
    lines = [Layout().statement(source, indent=4) for source in sources]
    assert formatted(lines) == "async def scenario():\n" + "\n".join(lines) + "\n"


@given(statements(), st.sampled_from([40, 88, 100]))
def test_layout_keeps_the_meaning(source: str, width: int) -> None:
    wrapped = Layout(width).statement(source)
    template = "async def scenario():\n    {}"
    before = ast.parse(template.format(source.replace("\n", "\n    ")))
    after = ast.parse(template.format(wrapped.replace("\n", "\n    ")))
    assert ast.dump(before) == ast.dump(after)
