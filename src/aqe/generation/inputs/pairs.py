"""Names that promise that one callable undoes another, read from a table of words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["MethodPairs", "is_undone_by", "method_pairs", "words_of"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CONVERSION = re.compile(r"^(?P<one>\w+?)(?:_to_|_2_|2|_into_)(?P<other>\w+)$")


@dataclass(frozen=True, slots=True)
class MethodPairs:
    """Names of methods that belong together."""

    stores: tuple[tuple[str, str], ...]
    undoes: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _FunctionPairs:
    words: frozenset[tuple[tuple[str, ...], tuple[str, ...]]]
    prefixes: tuple[str, ...]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in any of the usual spellings, in lower case."""
    return tuple(each.lower() for each in _WORD.findall(name))


def is_undone_by(name: str, other: str) -> bool:
    """Whether names promise that what `name` does, `other` undoes."""
    table = _function_pairs()
    ones, others = words_of(name), words_of(other)
    if not ones or not others or ones == others:
        return False
    if _is_conversion(name, other):
        return True
    plain, undoing = "_".join(ones), "_".join(others)
    if any(undoing == f"{prefix}{plain}" for prefix in table.prefixes):
        return True
    return _differing(ones, others) in table.words


def _differing(
    ones: tuple[str, ...], others: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is left of two names without the words that they share at both ends."""
    start = 0
    while start < min(len(ones), len(others)) and ones[start] == others[start]:
        start += 1
    end = 0
    shortest = min(len(ones), len(others)) - start
    while end < shortest and ones[-1 - end] == others[-1 - end]:
        end += 1
    return ones[start : len(ones) - end], others[start : len(others) - end]


def _is_conversion(name: str, other: str) -> bool:
    """``hex_to_rgb`` and ``rgb_to_hex``."""
    one, two = _CONVERSION.match(name.lower()), _CONVERSION.match(other.lower())
    return (
        one is not None
        and two is not None
        and (one["one"], one["other"]) == (two["other"], two["one"])
    )


@cache
def _tables() -> dict[str, dict[str, list[list[str]]]]:
    text = resources.files(__package__).joinpath("pairs.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _function_pairs() -> _FunctionPairs:
    table = _tables()["functions"]
    pairs = {(words_of(one), words_of(other)) for one, other in table["pairs"]}
    prefixes = tuple(str(each) for each in table["undoing_prefixes"])
    return _FunctionPairs(frozenset(pairs), prefixes)


@cache
def method_pairs() -> MethodPairs:
    """The table of methods."""
    table = _tables()["methods"]

    def pairs(name: str) -> tuple[tuple[str, str], ...]:
        return tuple((one, other) for one, other in table[name])

    return MethodPairs(pairs("stores"), pairs("undoes"), pairs("members"))
