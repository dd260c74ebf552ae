"""Regular expressions of schemas (ECMA-262) as trees: read and measured.

Back references are refused: what they accept is no regular language. Sets are ranges of code
points without surrogates. Whether an expression matches is told in `searching`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "Alternatives",
    "Anchor",
    "CharacterSet",
    "Expression",
    "ExpressionError",
    "Look",
    "Ranges",
    "Repeated",
    "Sequenced",
    "lengths",
    "parse",
]

Ranges = tuple[tuple[int, int], ...]
_LAST = sys.maxunicode
_MOST_REPEATS = 10_000
_MOST_DEPTH = 40
_MOST_CHARACTERS = 10_000
_MOST_RANGES = 50_000
"""Of all sets of one expression."""
_SPACES = (9, 10, 11, 12, 13, 32, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)


class ExpressionError(ValueError):
    """An expression that is malformed or beyond regular."""


@dataclass(frozen=True)
class CharacterSet:
    """One character of some ranges."""

    ranges: Ranges


@dataclass(frozen=True)
class Sequenced:
    """One after the other."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Alternatives:
    """One of several."""

    ways: tuple[Expression, ...]


@dataclass(frozen=True)
class Repeated:
    """`low` to `high` times; without `high`, any number."""

    part: Expression
    low: int
    high: int | None


@dataclass(frozen=True)
class Anchor:
    """`start`, `end`, `boundary` or `inside`."""

    kind: str


@dataclass(frozen=True)
class Look:
    """A look around: what must, or must not, stand ahead or behind."""

    prefix: str
    part: Expression


Expression = CharacterSet | Sequenced | Alternatives | Repeated | Anchor | Look


def _united(ranges: list[tuple[int, int]]) -> Ranges:
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return tuple(result)


def _complement(ranges: Ranges) -> Ranges:
    result = []
    after = 0
    for low, high in ranges:
        if low > after:
            result.append((after, low - 1))
        after = high + 1
    if after <= _LAST:
        result.append((after, _LAST))
    return tuple(result)


def _without_surrogates(ranges: Ranges) -> Ranges:
    result = []
    for low, high in ranges:
        if high < 0xD800 or low > 0xDFFF:
            result.append((low, high))
            continue
        if low < 0xD800:
            result.append((low, 0xD7FF))
        if high > 0xDFFF:
            result.append((0xE000, high))
    return tuple(result)


_DIGITS: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE = _united([*((each, each) for each in _SPACES), (0x2000, 0x200A)])
_LINE_ENDS: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_LONG = {
    "letter": "L",
    "lowercase_letter": "Ll",
    "uppercase_letter": "Lu",
    "titlecase_letter": "Lt",
    "mark": "M",
    "number": "N",
    "decimal_number": "Nd",
    "digit": "Nd",
    "punctuation": "P",
    "symbol": "S",
    "separator": "Z",
    "other": "C",
    "control": "Cc",
}
_CATEGORIES = frozenset(
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf "
    "Cs Co Cn".split()
)
"""The general categories of Unicode and their groups."""


def _category(name: str) -> Ranges:
    wanted = name.split("=")[-1]
    wanted = _LONG.get(wanted.lower(), wanted)
    if wanted == "Any":
        return ((0, _LAST),)
    if wanted == "ASCII":
        return ((0, 127),)
    if wanted not in _CATEGORIES:
        raise ExpressionError(f"the property {name!r} is not known")
    return _of_category(wanted)


@lru_cache(maxsize=len(_CATEGORIES))
def _of_category(wanted: str) -> Ranges:
    return _united(
        [
            (each, each)
            for each in range(_LAST + 1)
            if unicodedata.category(chr(each)).startswith(wanted)
        ]
    )


_BOUNDS = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")


def _bounded(digits: str) -> int:
    """A number in braces; what has more digits than texts have characters is as good as ten of them."""
    return int(digits[:10]) if len(digits.lstrip("0")) > 10 else int(digits.lstrip("0") or "0")


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.ranges = 0

    def fail(self, why: str) -> ExpressionError:
        return ExpressionError(f"{why} at {self.at} of {self.text!r}")

    def peek(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def next(self) -> str:
        if self.at >= len(self.text):
            raise self.fail("the expression breaks off")
        self.at += 1
        return self.text[self.at - 1]

    def alternatives(self) -> Expression:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise self.fail("the expression nests too deeply")
        ways = [self.sequence()]
        while self.take("|"):
            ways.append(self.sequence())
        self.depth -= 1
        return ways[0] if len(ways) == 1 else Alternatives(tuple(ways))

    def sequence(self) -> Expression:
        parts: list[Expression] = []
        while self.at < len(self.text) and not self.peek("|") and not self.peek(")"):
            atom = self.atom()
            if isinstance(atom, CharacterSet):
                self.ranges += len(atom.ranges)
                if self.ranges > _MOST_RANGES:
                    raise self.fail("the sets of characters are too large")
            parts.append(self.quantified(atom))
        return parts[0] if len(parts) == 1 else Sequenced(tuple(parts))

    def quantified(self, part: Expression) -> Expression:
        low, high = self.quantifier()
        if low == 1 and high == 1:
            return part
        if high is not None and high < low:
            raise self.fail("a repetition ends before it begins")
        if isinstance(part, Anchor):
            raise self.fail("an anchor cannot be repeated")
        if low > _MOST_REPEATS:
            raise self.fail(f"more than {_MOST_REPEATS} repetitions")
        self.take("?")
        return Repeated(part, low, high)

    def quantifier(self) -> tuple[int, int | None]:
        if self.take("*"):
            return 0, None
        if self.take("+"):
            return 1, None
        if self.take("?"):
            return 0, 1
        found = _BOUNDS.match(self.text, self.at)
        if found is None:
            return 1, 1
        self.at = found.end()
        low = _bounded(found[1])
        return low, (_bounded(found[3]) if found[3] else None) if found[2] else low

    def atom(self) -> Expression:
        char = self.next()
        if char == "(":
            return self.group()
        if char == "[":
            return self.set()
        if char == "\\":
            return self.escape()
        if char == ".":
            return CharacterSet(_without_surrogates(_complement(_LINE_ENDS)))
        if char in "^$":
            return Anchor("start" if char == "^" else "end")
        if char in "*+?":
            raise self.fail("nothing to repeat")
        return CharacterSet(((ord(char), ord(char)),))

    def group(self) -> Expression:
        prefix = ""
        for each in ("?:", "?=", "?!", "?<=", "?<!"):
            if self.take(each):
                prefix = each
                break
        else:
            if self.peek("?"):
                found = re.compile(r"\?P?<\w+>").match(self.text, self.at)
                if found is None:
                    raise self.fail("a group of an unknown kind")
                self.at = found.end()
        inner = self.alternatives()
        if not self.take(")"):
            raise self.fail("a group is not closed")
        if prefix not in ("", "?:"):
            return Look(prefix, inner)
        # A group may be repeated, also one that holds nothing but an anchor.
        return Sequenced((inner,)) if isinstance(inner, Anchor) else inner

    def escape(self) -> Expression:
        char = self.next()
        if char in "bB":
            return Anchor("boundary" if char == "b" else "inside")
        if char in "123456789k":
            raise self.fail("a back reference")
        if char in "AZz":
            raise self.fail(f"\\{char} is not part of ECMA-262")
        return CharacterSet(_without_surrogates(self.escaped(char)))

    def escaped(self, char: str) -> Ranges:
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return ranges if char.islower() else _complement(ranges)
        if char in "pP" and self.take("{"):
            end = self.text.find("}", self.at)
            if end < 0:
                raise self.fail("a property is not closed")
            ranges = _category(self.text[self.at : end])
            self.at = end + 1
            return ranges if char == "p" else _complement(ranges)
        point = self.code_point(char)
        return ((point, point),)

    def code_point(self, char: str) -> int:
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "c":
            return ord(self.next()) % 32
        if char == "u" and self.take("{"):
            end = self.text.find("}", self.at)
            point = self.hexadecimal(max(end - self.at, 1))
            self.at += 1
            return point
        if char in "xu":
            point = self.hexadecimal(2 if char == "x" else 4)
            if char == "u" and 0xD800 <= point < 0xDC00 and self.peek("\\u"):
                point = self.paired(point)
            return point
        return ord(char)

    def paired(self, high: int) -> int:
        """The character of a surrogate and the escape behind it, where that is the other half."""
        before, self.at = self.at, self.at + 2
        low = 0 if self.peek("{") else self.hexadecimal(4)
        if 0xDC00 <= low < 0xE000:
            return 0x10000 + ((high - 0xD800) << 10) + low - 0xDC00
        self.at = before
        return high

    def hexadecimal(self, width: int) -> int:
        digits = self.text[self.at : self.at + width]
        if not re.fullmatch(r"[0-9a-fA-F]+", digits) or int(digits, 16) > _LAST:
            raise self.fail("a code point is malformed")
        self.at += width
        return int(digits, 16)

    def set(self) -> Expression:
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        while not self.take("]"):
            low = self.member()
            if self.peek("-") and not self.peek("-]") and len(low) == 1 and low[0][0] == low[0][1]:
                self.at += 1
                high = self.member()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise self.fail("a range is malformed")
                ranges.append((low[0][0], high[0][0]))
            else:
                ranges.extend(low)
        united = _united(ranges)
        return CharacterSet(_without_surrogates(_complement(united) if negated else united))

    def member(self) -> Ranges:
        char = self.next()
        if char == "\\":
            char = self.next()
            return ((8, 8),) if char == "b" else self.escaped(char)
        return ((ord(char), ord(char)),)


@lru_cache(maxsize=512)
def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        ExpressionError: It is malformed, or refers back.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ExpressionError(f"the expression has more than {_MOST_CHARACTERS} characters")
    parser = _Parser(text)
    tree = parser.alternatives()
    if parser.at < len(text):
        raise parser.fail("an unopened group is closed")
    return tree


def lengths(tree: Expression) -> tuple[int, int | None]:
    """Fewest and most characters of what an expression matches."""
    match tree:
        case CharacterSet():
            return 1, 1
        case Sequenced(parts) | Alternatives(parts):
            inner = [lengths(each) for each in parts]
            lows = [low for low, _ in inner]
            highs = [high for _, high in inner if high is not None]
            if isinstance(tree, Alternatives):
                return min(lows), None if len(highs) < len(inner) else max(highs)
            return sum(lows), None if len(highs) < len(inner) else sum(highs)
        case Repeated(part, low, high):
            least, most = lengths(part)
            if high == 0:
                return 0, 0
            return least * low, None if high is None or most is None else most * high
        case _:
            return 0, 0
