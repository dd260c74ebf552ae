"""Draws values of inputs as recipes: boundary values first, then random ones from a seeded generator."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product, zip_longest
from random import Random

from aqe.domain.law import (
    Alphabet,
    BooleanInputs,
    BytesInputs,
    ChoiceInputs,
    CollectionInputs,
    Inputs,
    InstanceInputs,
    IntegerInputs,
    MappingInputs,
    NumberInputs,
    StandardInputs,
    TextInputs,
    TupleInputs,
    UnionInputs,
)
from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.turns import in_turn
from aqe.generation.scenario import mapping_of

__all__ = ["CHARACTERS", "Sampler", "contains"]

CHARACTERS: dict[Alphabet, str] = {
    Alphabet.ASCII: "".join(map(chr, range(128))),
    Alphabet.PRINTABLE: "".join(map(chr, range(32, 127))),
    Alphabet.ALPHANUMERIC: string.ascii_letters + string.digits,
    Alphabet.LETTERS: string.ascii_letters,
    Alphabet.LOWERCASE: string.ascii_lowercase,
    Alphabet.DIGITS: string.digits,
    Alphabet.HEXADECIMAL: string.digits + "abcdefABCDEF",
}
"""The characters of an alphabet; the widest one has all but surrogates."""

_TROUBLESOME = (
    "\0\t\n\r\x0b\x0c\x1b\x1c\x1f\x7f\x80\x85\xa0\xad"
    "\xb2\xb5\xbd\xc0\xdf\xe9\u0130\u0131\u0149\u017f\u01c5\u01f0\u0390\u03a3\u03c2\u0663\u13f8"
    "\u1e9e\u2126\u212a\u212b\u2167\u4e94\ufb01\u0300\u200b\u200d\u2028\u3000\ufeff\ufffd"
    "\U0001d7d8\U0001f600\U0010ffff"
)
"""Characters at which conversions stumble: controls, spaces of other sorts, letters whose case has another
length or does not lead back, digits that are not ASCII, combining and invisible ones."""

_PUNCTUATION = " _-.,:;/\\'\"&<>()[]{}%+=*^$#@!?|~`\n\t"
_LONGEST = 12
_TEXTS = (
    "",
    "a",
    "A",
    "0",
    " ",
    "abc",
    "a b",
    "Hello World",
    "a_b-c",
    "aa",
    "ß",
    "é",
    "\0",
    "a\nb",
)
_BYTES = (b"", b"\0", b"\xff", b"abc", b"\0\0a", b"\x80\x81")
_INTEGERS = (0, 1, -1, 10**18, 2, 7, -(2**63), 10, 3, 255, -2, 100, 256, -128, 1000, 2**31, 2**63)
_NUMBERS = (0.0, 1.0, -1.0, 0.5, 1.5, -0.0, 0.1, 1e-9, 1e9, -2.5, 5e-324, 1.7e308, 1e16)
_ATTEMPTS = 8
_MOST_LEARNED = 200
_DRAWN = 4
"""Values of inputs without boundary values that stand in for these."""


class Sampler:
    """Draws rows of values; the same seed draws the same rows.

    Args:
        random: The only source of chance.
        words: Values worth trying whatever the inputs: constants of the source.
    """

    def __init__(self, random: Random, words: Iterable[Recipe] = ()) -> None:
        self._random = random
        self._words = tuple(words)
        self._texts = [
            each.value
            for each in self._words
            if isinstance(each, Literal) and isinstance(each.value, str) and each.value
        ]
        self._letters = sorted({letter for each in self._texts for letter in each})
        self._learned: list[Recipe] = []

    def learn(self, values: Iterable[Recipe]) -> None:
        """Take values that are worth trying, too: what one callable returns, another may take."""
        known = dict.fromkeys((*self._learned, *values))
        self._learned = list(known)[:_MOST_LEARNED]

    def rows(
        self,
        variables: Sequence[Inputs],
        count: int,
        tried: Iterable[Sequence[Recipe]] = (),
    ) -> list[tuple[Recipe, ...]]:
        """Rows of values, one value a variable, each row once.

        Args:
            variables: Inputs of each variable.
            count: At most so many rows.
            tried: Rows that are known already; those among the inputs come first.
        """
        found: dict[tuple[Recipe, ...], None] = {}
        for row in tried:
            fits = len(row) == len(variables) and all(map(contains, variables, row))
            if fits and len(found) < count // 2:
                found.setdefault(tuple(row))
        if len(variables) > 1:
            found.update(dict.fromkeys(islice(self._combined(variables), count // 4)))
        fixed = [self._fixed(each) for each in variables]
        for place in range(max(map(len, fixed), default=0)):
            if len(found) < count // 2 + count // 4 and all(fixed):
                # Each variable goes on at another pace, so that pairs differ, too.
                row = [each[(place * (1 + k)) % len(each)] for k, each in enumerate(fixed)]
                found.setdefault(tuple(row))
        for _ in range(count * _ATTEMPTS):
            if len(found) >= count:
                break
            found.setdefault(tuple(self.draw(each) for each in variables))
        return list(found)[:count]

    def _combined(self, variables: Sequence[Inputs]) -> Iterator[tuple[Recipe, ...]]:
        """Words of the source with one another: exceptions are often about a pair of them."""
        words = [[word for word in self._words if contains(each, word)] for each in variables]
        return product(*words)

    def _fixed(self, inputs: Inputs) -> list[Recipe]:
        """Boundary values, words of the source and what was learned, as far as it belongs to the inputs."""
        known: list[Recipe] = list(self._words)
        match inputs:
            case TextInputs():
                known = list(in_turn([map(Literal, _TEXTS), known]))
            case BytesInputs():
                known = list(in_turn([map(Literal, _BYTES), known]))
            case IntegerInputs(minimum=low, maximum=high):
                ends = [each for each in (low, high) if each is not None]
                known = list(in_turn([map(Literal, (*ends, *_INTEGERS)), _neighbours(known)]))
            case NumberInputs(minimum=lowest, maximum=highest):
                limits = [each for each in (lowest, highest) if each is not None]
                known = list(in_turn([map(Literal, (*limits, *_NUMBERS)), known]))
            case BooleanInputs():
                return [Literal(True), Literal(False)]
            case ChoiceInputs(choices=choices):
                return list(choices)
            case UnionInputs(parts=parts):
                columns = zip_longest(*map(self._fixed, parts))
                return [each for column in columns for each in column if each is not None]
        known += self._learned
        fitting = [each for each in dict.fromkeys(known) if contains(inputs, each)]
        return fitting or [self.draw(inputs) for _ in range(_DRAWN)]

    # -- one value -------------------------------------------------------------------------------

    def draw(self, inputs: Inputs, depth: int = 0) -> Recipe:
        """A random value."""
        chance = self._random
        match inputs:
            case TextInputs():
                return Literal(self._text(inputs))
            case BytesInputs(min_size=least, max_size=most):
                size = self._size(least, most)
                return Literal(
                    bytes(chance.choice((0, 255, chance.randrange(256))) for _ in range(size))
                )
            case IntegerInputs(minimum=low, maximum=high):
                return Literal(self._integer(low, high))
            case NumberInputs(minimum=lowest, maximum=highest):
                return Literal(self._number(lowest, highest))
            case BooleanInputs():
                return Literal(chance.random() < 0.5)
            case ChoiceInputs(choices=choices):
                return chance.choice(choices)
            case UnionInputs(parts=parts):
                return self.draw(chance.choice(parts), depth)
            case TupleInputs(parts=parts):
                return Collection("tuple", tuple(self.draw(each, depth + 1) for each in parts))
            case CollectionInputs():
                return self._collection(inputs, depth)
            case MappingInputs(key=key, value=value, min_size=least):
                size = self._size(least, 4 - depth)
                return mapping_of(
                    (self.draw(key, depth + 1), self.draw(value, depth + 1)) for _ in range(size)
                )
            case StandardInputs(name=name):
                return self._standard(name)
            case InstanceInputs(symbol=symbol, arguments=arguments):
                drawn = tuple((name, self.draw(each, depth + 1)) for name, each in arguments)
                return Call(symbol, (), drawn)

    def _size(self, least: int, most: int | None) -> int:
        most = _LONGEST if most is None else most
        most = max(most, least)
        short = min(most, least + 3)
        return self._random.randint(least, most if self._random.random() < 0.3 else short)

    def _text(self, inputs: TextInputs) -> str:
        chance = self._random
        size = self._size(inputs.min_size, inputs.max_size)
        if chance.random() < 0.15:  # runs of one character are a class of their own
            return self._character(inputs.alphabet) * size
        if self._letters and chance.random() < 0.15:  # what the source looks for, in any order
            mixed = "".join(chance.choice(self._letters) for _ in range(size))
            if contains(inputs, Literal(mixed)):
                return mixed
        text = "".join(self._character(inputs.alphabet) for _ in range(size))
        if self._texts and chance.random() < 0.2:
            place = chance.randint(0, len(text))
            woven = Literal(text[:place] + chance.choice(self._texts) + text[place:])
            if contains(inputs, woven):
                return str(woven.value)
        return text

    def _character(self, alphabet: Alphabet) -> str:
        chance = self._random
        if alphabet is not Alphabet.ANY:
            allowed = CHARACTERS[alphabet]
            if alphabet in (Alphabet.ASCII, Alphabet.PRINTABLE) and chance.random() < 0.3:
                character = chance.choice(_PUNCTUATION)
                return character if character in allowed else chance.choice(allowed)
            return chance.choice(allowed)
        share = chance.random()
        if share < 0.4:
            return chance.choice(string.ascii_letters + string.digits)
        if share < 0.6:
            return chance.choice(_PUNCTUATION)
        if share < 0.85:
            return chance.choice(_TROUBLESOME)
        return chr(chance.choice((chance.randrange(0x250), chance.randrange(0xD800))))

    def _integer(self, low: int | None, high: int | None) -> int:
        chance = self._random
        if low is not None and high is not None:
            return chance.choice(
                (chance.randint(low, high), chance.randint(low, min(high, low + 20)))
            )
        size = 10 ** chance.choice((1, 1, 2, 3, 6, 18, 30))
        if low is not None:
            return low + chance.randrange(size)
        if high is not None:
            return high - chance.randrange(size)
        return chance.randint(-size, size)

    def _number(self, low: float | None, high: float | None) -> float:
        chance = self._random
        least = -(10.0 ** chance.choice((0, 1, 3, 9, 300))) if low is None else low
        most = 10.0 ** chance.choice((0, 1, 3, 9, 300)) if high is None else high
        value = chance.uniform(least, max(least, most))
        rounded = round(value, chance.choice((0, 1, 2)))
        fits = (low is None or rounded >= low) and (high is None or rounded <= high)
        return rounded if fits and chance.random() < 0.5 else value

    def _collection(self, inputs: CollectionInputs, depth: int) -> Recipe:
        most = inputs.max_size if inputs.max_size is not None else (8, 4, 3)[min(depth, 2)]
        size = self._size(inputs.min_size, most)
        items = [self.draw(inputs.element, depth + 1) for _ in range(size)]
        if items and inputs.kind in ("list", "tuple") and self._random.random() < 0.3:
            items[-1] = items[0]  # equal elements are a class of their own
        if inputs.kind in ("set", "frozenset"):
            items = list(dict.fromkeys(items))
        return Collection(inputs.kind, tuple(items))

    def _standard(self, name: str) -> Recipe:
        chance = self._random
        module, _, qualname = name.partition(":")
        numbers: tuple[Recipe, ...]
        day = (chance.randint(1, 9999), chance.randint(1, 12), chance.randint(1, 28))
        time = (chance.randrange(24), chance.randrange(60), chance.randrange(60))
        parts: tuple[int | str, ...] = day
        if qualname == "datetime":
            parts = (*day, *time, chance.randrange(10**6))
        elif qualname == "time":
            parts = (*time, chance.randrange(10**6))
        elif qualname == "timedelta":
            parts = (chance.randint(-400, 400), chance.randrange(86400), chance.randrange(10**6))
        elif qualname == "Decimal":
            exponent = chance.choice((0, 0, 1, 2, 6))
            parts = (f"{chance.randint(-(10**6), 10**6)}E-{exponent}",)
        elif qualname == "Fraction":
            parts = (chance.randint(-100, 100), chance.randint(1, 50))
        elif qualname == "UUID":
            parts = (f"{chance.getrandbits(128):032x}",)
        numbers = tuple(Literal(each) for each in parts)
        return Call(Symbol(module, qualname), numbers)


def _neighbours(words: Iterable[Recipe]) -> list[Recipe]:
    """Whole numbers of the source with those beside them."""
    return [
        Literal(each.value + step)
        for each in words
        if isinstance(each, Literal) and isinstance(each.value, int) and each.value is not True
        for step in (0, 1, -1)
        if not isinstance(each.value, bool)
    ]


# -- belonging -----------------------------------------------------------------------------------


def contains(inputs: Inputs, recipe: Recipe) -> bool:
    """Whether a value is one of the inputs; False where that cannot be told from its recipe."""
    match inputs, recipe:
        case TextInputs(), Literal(value=str() as text):
            allowed = CHARACTERS.get(inputs.alphabet)
            return _fits(len(text), inputs.min_size, inputs.max_size) and (
                all(each in allowed for each in text) if allowed else _is_encodable(text)
            )
        case BytesInputs(min_size=least, max_size=most), Literal(value=bytes() as data):
            return _fits(len(data), least, most)
        case BooleanInputs(), Literal(value=bool()):
            return True
        case IntegerInputs(minimum=low, maximum=high), Literal(value=int() as whole):
            return not isinstance(whole, bool) and _fits(whole, low, high)
        case NumberInputs(minimum=lowest, maximum=highest), Literal(value=float() as number):
            is_finite = number - number == 0
            return is_finite and _fits(number, lowest, highest)
        case ChoiceInputs(choices=choices), _:
            return recipe in choices
        case UnionInputs(parts=parts), _:
            return any(contains(each, recipe) for each in parts)
        case TupleInputs(parts=parts), Collection(kind="tuple", items=items):
            return len(parts) == len(items) and all(map(contains, parts, items))
        case CollectionInputs(kind=kind), Collection(kind=other, items=items) if kind == other:
            sizes = _fits(len(items), inputs.min_size, inputs.max_size)
            return sizes and all(contains(inputs.element, each) for each in items)
        case MappingInputs(key=key, value=value), Mapping(pairs=pairs):
            return len(pairs) >= inputs.min_size and all(
                contains(key, one) and contains(value, other) for one, other in pairs
            )
    return False


def _fits(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= each <= "\udfff" for each in text)
