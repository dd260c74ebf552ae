"""Random patterns of the linear subset, texts that they may match, and what `re` says."""

from __future__ import annotations

import re

from hypothesis import strategies as st

CHARACTERS = "aaaabbbbABZ_0 \n\n-é€😀"
_ATOMS = [
    *"aaaaabbbbb",
    *(re.escape(each) for each in "ab_9 -é€😀"),
    "A",
    r"\n",
    r"\x62",
    r"\u20ac",
    ".",
    r"\d",
    r"\w",
    r"\s",
    r"\D",
    r"\W",
    r"\S",
    "[ab]",
    "[^a]",
    "[a-c_-]",
    r"[^\w\n]",
    "[é-ü€]",
    "[]b]",
    r"[\d\s]",
    "[^é]",
]
_PLACES = ["^", "$", r"\b", r"\B", r"\A", r"\Z"]
_COUNTS = ["*", "+", "+", "?", "{2}", "{1,3}", "{1,3}", "{0,2}", "{2,}", "{,2}"]


def _extended(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"({'|'.join(each)})"),
        st.tuples(inner, st.sampled_from(_COUNTS), st.sampled_from(["", "?"])).map(
            lambda each: f"(?:{each[0]}){each[1]}{each[2]}"
        ),
        st.tuples(inner, st.sampled_from(_COUNTS)).map(lambda each: f"({each[0]}){each[1]}"),
        st.tuples(st.sampled_from(["(?i:", "(?s:", "(?s-i:", "("]), inner).map(
            lambda each: f"{each[0]}{each[1]})"
        ),
    )


PATTERNS = st.recursive(
    st.one_of(
        st.lists(st.sampled_from(_ATOMS), min_size=1, max_size=3).map("".join),
        st.sampled_from(_PLACES),
        st.tuples(st.sampled_from(_ATOMS), st.sampled_from(_COUNTS)).map("".join),
    ),
    _extended,
    max_leaves=8,
)
"""Not all of them are taken: some can match the empty text."""

TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=40)


def expected(pattern: str, text: str) -> list[tuple[int, int]]:
    """The places that `re` finds."""
    return [each.span() for each in re.finditer(pattern, text, re.ASCII | re.MULTILINE)]
