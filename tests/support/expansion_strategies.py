"""Programs of templates and their inputs as Hypothesis strategies, well formed and damaged."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from aqe.booster.reference.expand import Body, Choice, Gap, Loop, Path, Root, Text
from aqe.booster.reference.quoting import Quoting
from aqe.booster.templates.program import program

__all__ = ["damaged", "hostile_texts", "inputs", "programs", "values"]

NAMES = ("a", "b", "name", "items", "ü", "__proto__")
HOSTILE = (
    "\"'`\\$",
    "{}\n\r\t",
    "*/",
    "/*",
    "</script>",
    "<!--",
    "${a}",
    "#{",
    "\x00\x1f\x7f\x85\xa0\xad",
    "\u2028\u2029\u202e\u200b\ufeff",
    "\ud800",
    "\udc00",
    "é𝒳😀\U000e0100",
    "class",
    "_x1",
    "a.b",
    "-1.50e+3",
    "01",
    "",
)


def hostile_texts() -> st.SearchStrategy[str]:
    """Texts that try to leave the place where they are written."""
    pieces = st.one_of(
        st.sampled_from(HOSTILE),
        st.text(max_size=4),
        st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Zs", "Co", "So"]),
    )
    return st.lists(pieces, max_size=4).map("".join)


def values(numbers: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Any]:
    """Values of JSON's kinds."""
    if numbers is None:
        numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    scalars = st.none() | st.booleans() | numbers | hostile_texts()
    keys = st.sampled_from(NAMES) | hostile_texts()
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=10),
        max_leaves=12,
    )


def _records() -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(NAMES), values(), max_size=6) | values()


_paths = st.one_of(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(
        lambda names: Path(Root.NAMES, tuple(names))
    ),
    st.lists(st.sampled_from(NAMES), max_size=1).map(
        lambda names: Path(Root.ELEMENT, tuple(names))
    ),
    st.sampled_from([Root.INDEX, Root.NUMBER, Root.FIRST, Root.LAST]).map(Path),
)
_texts = st.sampled_from(["x", "", "é", "line\n", "<", "${"])
_gaps = st.builds(
    Gap, st.just(0), _paths, st.sampled_from(Quoting), st.none() | st.sampled_from(["", "ß"])
)
_leaves = st.builds(Text, _texts) | _gaps


def _bodies(instructions: st.SearchStrategy[Any]) -> st.SearchStrategy[Body]:
    return st.lists(instructions, max_size=4).map(tuple)


_instructions: st.SearchStrategy[Any] = st.recursive(
    _leaves,
    lambda inner: (
        st.builds(Choice, st.just(0), _paths, st.booleans(), _bodies(inner))
        | st.builds(Loop, st.just(0), _paths, _bodies(inner))
    ),
    max_leaves=8,
)


def programs() -> st.SearchStrategy[bytes]:
    """Programs as front ends write them, with anything in them."""
    reserved = st.sets(st.sampled_from(["class", "a", "_x1"]))
    return st.builds(
        lambda body, words, framed: program(body, words, framed=framed),
        _bodies(_instructions),
        reserved,
        st.booleans(),
    )


def inputs() -> st.SearchStrategy[bytes]:
    """Lines of JSON, in ASCII or not, some of them blank."""

    def lines(records: list[Any], ascii_only: bool, blank: bool) -> bytes:
        found = [json.dumps(each, ensure_ascii=ascii_only) for each in records]
        text = "\n".join([*found, *([" \t", ""] if blank else [])])
        return text.encode(errors="replace")

    return st.builds(lines, st.lists(_records(), max_size=4), st.booleans(), st.booleans())


def damaged(original: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Bytes with some of them changed, left out or put in."""
    changes = st.lists(
        st.tuples(
            st.integers(0, 2**16),
            st.sampled_from(["set", "cut", "put"]),
            st.integers(0, 255) | st.sampled_from(list(b'"\\{}[],:0-.eE \n')),
        ),
        min_size=1,
        max_size=6,
    )

    def change(data: bytes, edits: list[tuple[int, str, int]]) -> bytes:
        found = bytearray(data)
        for place, kind, byte in edits:
            at = place % (len(found) + 1)
            if kind == "put":
                found.insert(at, byte)
            elif at < len(found):
                if kind == "set":
                    found[at] = byte
                else:
                    del found[at]
        return bytes(found)

    return st.builds(change, original, changes)
