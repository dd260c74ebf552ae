"""Reads a pattern, as Python's `re` does with ASCII and MULTILINE, into the normal form.

What cannot be searched for in linear time, or would not mean the same everywhere, is refused by
name, with its place and a way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from aqe.booster.scanning.code_points import (
    LAST,
    NEWLINE,
    Ranges,
    complement,
    folded,
    united,
)
from aqe.booster.scanning.escapes import character_escape, set_escape
from aqe.booster.scanning.nodes import (
    Assertion,
    Assertions,
    Characters,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
    can_be_empty,
)
from aqe.booster.scanning.refusal import PatternRefused

__all__ = [
    "MOST_CHARACTERS",
    "MOST_DEPTH",
    "MOST_GROUPS",
    "MOST_REPEATS",
    "Flags",
    "Parsed",
    "parse",
]

MOST_CHARACTERS = 10_000
"""Length of a pattern."""
MOST_DEPTH = 50
"""Groups within groups."""
MOST_GROUPS = 64
MOST_REPEATS = 1000
"""The largest number in braces."""

_ASSERTIONS = {
    "A": Assertion.TEXT_START,
    "Z": Assertion.TEXT_END,
    "b": Assertion.WORD_EDGE,
    "B": Assertion.NO_WORD_EDGE,
}
_DIGITS = "0123456789"
_NOT_LINEAR = {
    "=": ("a look-ahead", "match the neighbour too, and take the part that matters as a group"),
    "!": ("a negative look-ahead", "say what may follow by a class, such as [^=]"),
    "<=": ("a look-behind", "match the neighbour too, and take the part that matters as a group"),
    "<!": ("a negative look-behind", r"say what may stand before by a class or by \b"),
    ">": ("an atomic group", "write (?:...): this search never goes back, so nothing is gained"),
    "(": ("a condition on a group", "write the two cases as alternatives"),
    "P=": ("a back-reference", "write out what may be repeated, or compare groups of the match"),
    "P>": ("a call of a group", "write the group's pattern again"),
    "#": ("a comment", "say it outside of the pattern"),
}


@dataclass(frozen=True, slots=True)
class Flags:
    """What changes the meaning of letters and of the dot."""

    ignore_case: bool = False
    """ASCII letters stand for both cases."""
    dot_all: bool = False
    """The dot reads line ends too."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A pattern's normal form."""

    tree: Node
    groups: int
    names: Mapping[str, int]
    """Numbers of the groups that have a name, from 1."""


def parse(pattern: str, flags: Flags) -> Parsed:
    """Read the pattern.

    Raises:
        PatternRefused: It is malformed, or outside of the language.
    """
    if len(pattern) > MOST_CHARACTERS:
        reason = f"more than {MOST_CHARACTERS} characters"
        raise PatternRefused(
            pattern[:40], MOST_CHARACTERS, reason, "split it into several patterns"
        )
    parser = _Parser(pattern)
    tree = parser.whole(flags)
    if can_be_empty(tree):
        raise PatternRefused(
            pattern,
            0,
            "the pattern can match the empty text",
            "make a part of it compulsory, for example by + in place of *",
        )
    return Parsed(tree, parser.groups, parser.names)


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def whole(self, flags: Flags) -> Node:
        """All of it, with the flags that it begins with."""
        while (found := self._flags_here(flags)) is not None:
            flags = found
        tree = self._choice(flags)
        if self._at < len(self._pattern):
            raise self._refused(self._at, "unbalanced parenthesis", r"write \) for the character")
        return tree

    def _flags_here(self, flags: Flags) -> Flags | None:
        if not self._pattern.startswith("(?", self._at):
            return None
        end = self._at + 2
        while end < len(self._pattern) and self._pattern[end].isalpha():
            end += 1
        if end == self._at + 2 or self._pattern[end : end + 1] != ")":
            return None
        if self._pattern[self._at + 2] == "P":
            return None
        start, self._at = self._at + 2, end + 1
        return self._with(flags, start, end, True)

    def _with(self, flags: Flags, start: int, end: int, value: bool) -> Flags:
        for at in range(start, end):
            letter = self._pattern[at]
            if letter == "i":
                flags = replace(flags, ignore_case=value)
            elif letter == "s":
                flags = replace(flags, dot_all=value)
            elif letter == "m" and not value:
                hint = r"write \A for the start of the text and \Z for its end"
                raise self._refused(at, "^ and $ are always those of lines", hint)
            elif letter not in ("m", "a"):
                raise self._refused(at, f"unknown flag {letter!r}", "the flags are i, m, s and a")
        return flags

    def _choice(self, flags: Flags) -> Node:
        branches = [self._sequence(flags)]
        while self._take("|"):
            branches.append(self._sequence(flags))
        if all(isinstance(each, Characters) for each in branches):
            ranges = (each.ranges for each in branches if isinstance(each, Characters))
            return Characters(united(chain.from_iterable(ranges)))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, flags: Flags) -> Node:
        items: list[Node] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            item = self._item(flags)
            items.append(self._repeated(item))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _item(self, flags: Flags) -> Node:
        start = self._at
        character = self._pattern[start]
        self._at += 1
        match character:
            case "(":
                return self._group(start, flags)
            case "[":
                return Characters(self._set(start, flags))
            case ".":
                return Characters(((0, LAST),) if flags.dot_all else complement(NEWLINE))
            case "^":
                return Assertions(Assertion.LINE_START)
            case "$":
                return Assertions(Assertion.LINE_END)
            case "\\":
                return self._escape(start, flags)
            case "*" | "+" | "?":
                hint = f"write \\{character} for the character"
                raise self._refused(start, "nothing to repeat", hint)
            case "{" if self._bounds(start) is not None:
                raise self._refused(start, "nothing to repeat", r"write \{ for the character")
            case _:
                return Characters(self._one(ord(character), flags))

    def _one(self, point: int, flags: Flags) -> Ranges:
        single = ((point, point),)
        return folded(single) if flags.ignore_case else single

    # -- repetition ------------------------------------------------------------------------

    def _repeated(self, item: Node) -> Node:
        start = self._at
        bounds = self._quantifier()
        if bounds is None:
            return item
        if isinstance(item, Assertions):
            raise self._refused(start, "nothing to repeat", "^, $ and \\b read no character")
        low, high = bounds
        is_greedy = not self._take("?")
        if is_greedy and self._take("+"):
            hint = "leave the + out: this search never goes back, so nothing is gained"
            raise self._refused(self._at - 1, "a possessive quantifier", hint)
        again = self._at
        if self._quantifier() is not None:
            raise self._refused(again, "multiple repeat", "put what is repeated into (?:...)")
        if (high is None or high > 1) and can_be_empty(item):
            hint = "make what is repeated compulsory, such as (?:a|b)* for (?:a*|b*)*"
            raise self._refused(start, "a repetition of what can be empty", hint)
        return Repeat(item, low, high, is_greedy)

    def _quantifier(self) -> tuple[int, int | None] | None:
        start = self._at
        if self._take("*"):
            return 0, None
        if self._take("+"):
            return 1, None
        if self._take("?"):
            return 0, 1
        if self._take("{"):
            bounds = self._bounds(start)
            if bounds is not None:
                return bounds
            self._at = start
        return None

    def _bounds(self, start: int) -> tuple[int, int | None] | None:
        """The numbers in braces, behind `{`; None where the brace is a character."""
        closing = self._pattern.find("}", self._at)
        low, comma, high = self._pattern[self._at : max(closing, self._at)].partition(",")
        if closing < 0 or not (low or comma) or (low + high).strip(_DIGITS):
            return None
        self._at = closing + 1
        if not comma:
            high = low
        for number in (low, high):
            if len(number) > 9 or int(number or 0) > MOST_REPEATS:
                hint = (
                    f"numbers in braces are at most {MOST_REPEATS}; without one, there is no bound"
                )
                raise self._refused(start, f"{number} repetitions", hint)
        if high and int(high) < int(low or 0):
            raise self._refused(
                start, "the bounds are the wrong way round", "write the lower first"
            )
        return int(low or 0), int(high) if high else None

    # -- groups ----------------------------------------------------------------------------

    def _group(self, start: int, flags: Flags) -> Node:
        number = None
        if self._take("?"):
            if self._take("P<"):
                number = self._open(start)
                self._name(number)
            elif not self._take(":"):
                flags = self._flags_of_group(start, flags)
        else:
            number = self._open(start)
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._refused(start, f"more than {MOST_DEPTH} groups within one another")
        body = self._choice(flags)
        if not self._take(")"):
            raise self._refused(start, "the group is not closed", r"write \( for the character")
        self._depth -= 1
        # A sequence of one keeps an assertion from being repeated as if it stood alone.
        return Sequence((body,)) if number is None else Group(number, body)

    def _open(self, start: int) -> int:
        self.groups += 1
        if self.groups > MOST_GROUPS:
            hint = "write (?:...) where the place does not matter"
            raise self._refused(start, f"more than {MOST_GROUPS} groups", hint)
        return self.groups

    def _name(self, number: int) -> None:
        start = self._at
        end = self._pattern.find(">", start)
        name = self._pattern[start : max(end, start)]
        if not name.isidentifier():
            raise self._refused(start, f"{name!r} is no name of a group", "write (?P<name>...)")
        if name in self.names:
            raise self._refused(start, f"a second group {name!r}", "give it another name")
        self.names[name] = number
        self._at = end + 1

    def _flags_of_group(self, start: int, flags: Flags) -> Flags:
        for mark, (what, hint) in _NOT_LINEAR.items():
            if self._pattern.startswith(mark, self._at):
                raise self._refused(start, what, hint)
        if self._pattern.startswith("<", self._at):
            raise self._refused(start, "an unknown kind of group", "write (?P<name>...)")
        at = self._at
        while self._pattern[self._at : self._at + 1].isalpha():
            self._at += 1
        flags = self._with(flags, at, self._at, True)
        if self._take("-"):
            minus = self._at
            while self._pattern[self._at : self._at + 1].isalpha():
                self._at += 1
            if "a" in self._pattern[minus : self._at] or minus == self._at:
                raise self._refused(minus, "unknown flag", "i and s can be switched off")
            if set(self._pattern[at : minus - 1]) & set(self._pattern[minus : self._at]):
                raise self._refused(minus, "a flag switched on and off at once")
            flags = self._with(flags, minus, self._at, False)
        elif self._pattern.startswith(")", self._at) and self._at > at:
            raise self._refused(start, "flags behind the start", "put them at the very start")
        if not self._take(":"):
            raise self._refused(start, "an unknown kind of group", "write (?:...) or (?P<name>...)")
        return flags

    # -- characters ------------------------------------------------------------------------

    def _escape(self, start: int, flags: Flags) -> Node:
        letter = self._pattern[self._at : self._at + 1]
        if letter in _ASSERTIONS:
            self._at += 1
            return Assertions(_ASSERTIONS[letter])
        ranges = set_escape(letter)
        if ranges is not None:
            self._at += 1
            return Characters(ranges)
        point, self._at = character_escape(self._pattern, start, in_set=False)
        return Characters(self._one(point, flags))

    def _set(self, start: int, flags: Flags) -> Ranges:
        is_negated = self._take("^")
        found: list[tuple[int, int]] = []
        first = True
        while first or not self._take("]"):
            if self._at >= len(self._pattern):
                raise self._refused(start, "the class is not closed", r"write \[ for the character")
            first = False
            found += self._part_of_set()
        ranges = united(found)
        if flags.ignore_case:
            ranges = folded(ranges)
        return complement(ranges) if is_negated else ranges

    def _part_of_set(self) -> Ranges:
        start = self._at
        low = self._member()
        ahead = self._pattern[self._at : self._at + 2]
        if len(ahead) < 2 or ahead[0] != "-" or ahead[1] == "]":
            return ((low, low),) if isinstance(low, int) else low
        self._at += 1
        high = self._member()
        if not isinstance(low, int) or not isinstance(high, int):
            hint = r"write \- for the character, or put it at the end of the class"
            raise self._refused(start, "a range needs a character at each end", hint)
        if high < low:
            raise self._refused(start, "the range is the wrong way round", "write the lower first")
        return ((low, high),)

    def _member(self) -> int | Ranges:
        start = self._at
        character = self._pattern[start]
        self._at += 1
        if character != "\\":
            return ord(character)
        ranges = set_escape(self._pattern[self._at : self._at + 1])
        if ranges is not None:
            self._at += 1
            return ranges
        point, self._at = character_escape(self._pattern, start, in_set=True)
        return point

    def _take(self, text: str) -> bool:
        if not self._pattern.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def _refused(self, at: int, reason: str, hint: str | None = None) -> PatternRefused:
        return PatternRefused(self._pattern, at, reason, hint)
