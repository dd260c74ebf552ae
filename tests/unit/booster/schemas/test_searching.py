from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.booster.schemas import searching
from aqe.booster.schemas.regexes import ExpressionError, parse
from aqe.booster.schemas.searching import search

EXPLODING = [
    "^(a|a)*$",
    "^(a+)+$",
    "^(a|aa)*$",
    "^(a?){50}a{50}$",
    "^a?" * 1 + "a?" * 30 + "a{30}b$",
    "^((a{0,8}){0,8}){0,8}$",
    "a*a*a*a*a*a*a*c",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^(?=(a+)+$)a*$",
    "^(.*)*(.*)*$\\b.x",
]


@pytest.mark.parametrize("pattern", EXPLODING)
@pytest.mark.parametrize("size", [40, 2_000])
def test_what_makes_re_try_for_ever_is_told_in_counted_steps(pattern: str, size: int) -> None:
    with contextlib.suppress(ExpressionError):
        assert search(pattern, "a" * size + "!") is False


@pytest.mark.parametrize("pattern", EXPLODING[:3])
def test_nested_repetitions_find_what_there_is(pattern: str) -> None:
    assert search(pattern, "a" * 5_000)


def test_a_look_behind_may_have_any_width() -> None:
    assert search("(?<=xa*)b", "xaaab")
    assert not search("(?<=xa*)b", "aaab")
    assert search("(?<!xa*)b", "aaab")


def test_an_empty_text_has_a_place_that_is_no_edge() -> None:
    assert search(r"^\B$", "")


def _expressions() -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\b", r"\B", "", r"\w", "é"])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=1, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "{1,3}"])).map(
                lambda pair: f"(?:{pair[0]}){pair[1]}"
            ),
            st.tuples(st.sampled_from(["?=", "?!"]), inner).map(
                lambda pair: f"({pair[0]}{pair[1]})"
            ),
            inner.map(lambda each: f"^{each}"),
            inner.map(lambda each: f"{each}$"),
        ),
        max_leaves=6,
    )


@given(_expressions(), st.text("ab é\n", min_size=1, max_size=7))
def test_sets_of_places_find_what_re_finds(pattern: str, text: str) -> None:
    tree = parse(pattern)
    looking = searching._Search(pattern, text)
    found = looking.behind(tree, looking.everywhere) != 0
    assert found is (re.search(searching.python_pattern(tree), text) is not None)
