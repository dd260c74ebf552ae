"""Strings that match a regular expression, found by walking its parsed form."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import Any

from re import _constants as codes  # type: ignore[attr-defined]  # isort: skip
from re import _parser as parser  # type: ignore[attr-defined]  # isort: skip

__all__ = ["near_miss", "samples"]

MAX_PATTERN = 2000
MAX_SAMPLE = 400
MAX_CHECKED = 60
_MAX_DEPTH = 40
_MAX_NODES = 4 * MAX_SAMPLE
"""Parts of a pattern that one walk goes through."""
_UNIFORM_TURNS = 3
_READABLE = "a1 A_-.bB0xyz"
_CATEGORIES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: "-",
}


class _CannotSampleError(Exception):
    """The pattern needs more than this walk can find."""


def samples(pattern: str, flags: int = 0, limit: int = 3) -> tuple[str, ...]:
    """Strings that the pattern matches, the shortest kind first.

    Alternatives are taken in turn, so that several samples exercise several branches. A pattern that
    cannot be parsed, or that nothing is found for, gives none. Samples are checked against the
    pattern, unless it could take exponential time to match: a hostile pattern must not stop us.
    """
    if len(pattern) > MAX_PATTERN:
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern, flags)
            compiled = re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, ValueError, MemoryError):
        return ()
    is_costly = _may_backtrack(tree)
    found: dict[str, None] = {}
    for turn in range(limit * 3):
        try:
            text = _Walk(turn).sequence(tree, 0)
        except (_CannotSampleError, RecursionError):
            continue
        if len(text) <= MAX_SAMPLE and (is_costly or compiled.search(text)):
            found.setdefault(text)
        if len(found) >= limit:
            break
    return tuple(found)


def near_miss(pattern: str, flags: int = 0) -> str | None:
    """A string that just fails to match, made from one that does; None where none is found.

    For patterns that could take exponential time it is a guess: a sample without its last character.
    """
    for text in samples(pattern, flags, 1):
        if _may_backtrack(parser.parse(pattern, flags)) or len(text) > MAX_CHECKED:
            return text[:-1]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern, flags)
        changed = [
            text[:-1],
            text[1:],
            f"{text[:-1]}!",
            f"!{text[1:]}",
            f"{text} ",
            f"!{text}!",
            "",
        ]
        for each in changed:
            if not compiled.fullmatch(each) and not compiled.match(each):
                return each
        for each in changed:
            if not compiled.fullmatch(each):
                return each
    return None


def _may_backtrack(tree: Iterable[tuple[Any, Any]], in_repeat: bool = False) -> bool:
    """Whether matching could take exponential or high polynomial time: choices inside repetitions."""
    open_ended = 0
    for code, value in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            low, high, inner = value
            if in_repeat or (high > 1 and _may_backtrack(inner, True)):
                return True
            open_ended += high != low
        elif code is codes.SUBPATTERN:
            if _may_backtrack(value[-1], in_repeat):
                return True
        elif (
            code is codes.BRANCH
            and (in_repeat or any(_may_backtrack(each, in_repeat) for each in value[1]))
        ) or (code in (codes.ASSERT, codes.ASSERT_NOT) and _may_backtrack(value[1], in_repeat)):
            return True
    return open_ended > 6


class _Walk:
    """One way through a parsed pattern; `turn` chooses among alternatives and repetitions.

    In the first turns all choices go the same way: everything optional once, everything twice, nothing.
    Later turns mix them, since what one part lets through another may forbid.
    """

    def __init__(self, turn: int) -> None:
        self.first_turn = turn
        self.chosen = 0
        self.nodes_left = _MAX_NODES
        self.groups: dict[int, str] = {}

    @property
    def turn(self) -> int:
        """The number by which the next choice is made."""
        if self.first_turn < _UNIFORM_TURNS:
            return self.first_turn
        self.chosen += 1
        return self.first_turn + self.chosen * (1 + self.first_turn // _UNIFORM_TURNS)

    def sequence(self, tree: Iterable[tuple[Any, Any]], depth: int) -> str:
        if depth > _MAX_DEPTH:
            raise _CannotSampleError
        return _short("".join(self.node(code, value, depth) for code, value in tree))

    def node(self, code: Any, value: Any, depth: int) -> str:
        self.nodes_left -= 1
        if self.nodes_left < 0:  # repetitions within repetitions multiply
            raise _CannotSampleError
        if code is codes.LITERAL:
            return chr(value)
        if code is codes.NOT_LITERAL:
            return next(each for each in _READABLE if each != chr(value))
        if code is codes.ANY:
            return "a"
        if code is codes.IN:
            return self.choice(value)
        if code is codes.BRANCH:
            branches = value[1]
            return self.sequence(branches[self.turn % len(branches)], depth + 1)
        if code is codes.SUBPATTERN:
            text = self.sequence(value[-1], depth + 1)
            if value[0] is not None:
                self.groups[value[0]] = text
            return text
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) or code is getattr(
            codes, "POSSESSIVE_REPEAT", None
        ):
            low, high, inner = value
            return self.repeat(low, high, inner, depth)
        if code is getattr(codes, "ATOMIC_GROUP", None):
            return self.sequence(value, depth + 1)
        if code is codes.GROUPREF:
            return self.groups.get(value, "")
        if code is codes.GROUPREF_EXISTS:
            group, yes, no = value
            return self.sequence(yes if group in self.groups else (no or ()), depth + 1)
        if code in (codes.AT, codes.ASSERT_NOT):
            return ""
        if code is codes.ASSERT:
            return ""
        raise _CannotSampleError

    def repeat(self, low: int, high: int, tree: Iterable[tuple[Any, Any]], depth: int) -> str:
        if low > MAX_SAMPLE:
            raise _CannotSampleError
        turn = self.turn
        count = min(max(low, 1), int(high)) if turn % 2 == 0 else max(low, min(2, int(high)))
        if turn % 3 == 2:
            count = low
        return _short("".join(self.sequence(tree, depth + 1) for _ in range(count)))

    def choice(self, members: list[tuple[Any, Any]]) -> str:
        if members[0][0] is codes.NEGATE:
            for each in _READABLE:
                if not any(_is_member(each, member) for member in members[1:]):
                    return each
            raise _CannotSampleError
        turn = self.turn
        code, value = members[turn % len(members)]
        if code is codes.RANGE:
            low, high = value
            return chr(low + turn % (high - low + 1))
        if code is codes.CATEGORY:
            return _CATEGORIES[value]
        return chr(value)


def _short(text: str) -> str:
    """The text, unless it is longer than a sample may be."""
    if len(text) > MAX_SAMPLE:
        raise _CannotSampleError
    return text


def _is_member(character: str, member: tuple[Any, Any]) -> bool:
    code, value = member
    if code is codes.LITERAL:
        return bool(ord(character) == value)
    if code is codes.RANGE:
        low, high = int(value[0]), int(value[1])
        return low <= ord(character) <= high
    if code is codes.CATEGORY:
        tests: dict[Any, bool] = {
            codes.CATEGORY_DIGIT: character.isdigit(),
            codes.CATEGORY_NOT_DIGIT: not character.isdigit(),
            codes.CATEGORY_SPACE: character.isspace(),
            codes.CATEGORY_NOT_SPACE: not character.isspace(),
            codes.CATEGORY_WORD: character.isalnum() or character == "_",
            codes.CATEGORY_NOT_WORD: not (character.isalnum() or character == "_"),
        }
        return tests.get(value, False)
    return False
