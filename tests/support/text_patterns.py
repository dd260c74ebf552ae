"""Random patterns of the linear subset, and texts that they may match."""

from __future__ import annotations

import random
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

TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=14)


def drawn_text(chance: random.Random) -> str:
    """A text of the same characters, so short that `re` comes to an end."""
    return "".join(chance.choices(CHARACTERS, k=chance.randrange(14)))


def drawn_pattern(chance: random.Random, depth: int = 2) -> str:
    """A pattern of which more than half can be searched for, and most of these are found."""
    parts = [_drawn_part(chance, depth) for _ in range(chance.randrange(1, 4))]
    return "".join(parts)


def _drawn_part(chance: random.Random, depth: int) -> str:
    draw = chance.random()
    if depth == 0 or draw < 0.45:
        atom = chance.choice(_ATOMS)
        return atom + (chance.choice(_COUNTS) if chance.random() < 0.25 else "")
    if draw < 0.52:
        return chance.choice(_PLACES)
    inner = [drawn_pattern(chance, depth - 1) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    opening = chance.choice(("(", "(", "(?:", "(?i:", "(?s:"))
    count = chance.choice(_COUNTS) + chance.choice(("", "?")) if chance.random() < 0.4 else ""
    return f"{opening}{'|'.join(inner)}){count}"
