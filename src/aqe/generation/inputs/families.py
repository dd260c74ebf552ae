"""Input families: values that stand for a partition of what an argument may be.

A family is an equivalence partition or a boundary in the sense of ISTQB's test techniques: nothing, one,
several of a kind, repeated, outside ASCII, padded, falsy and there all the same, one step off a boundary.
Given a value that works, a family yields neighbours of it, so that the rest of the input stays valid: most
faults that escape a suite need a valid input with one odd thing in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.turns import in_turn
from aqe.generation.inputs.callables import collapsing
from aqe.generation.scenario import mapping_of

__all__ = ["HAZARDS", "Family", "foreign_letters", "neighbours"]

_TEXT_LIMIT = 120
_LONG_TEXT_LIMIT, _LONGER = 600, 60
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_INDENTATION = re.compile(r"^ +", re.MULTILINE)
_NO_BREAK = "\u00a0"
_WORDS = 2
"""Words of one text that are misspelled."""
_MANY = 20
"""Items in a collection that is larger than any node, block or window of usual size in small data."""
HAZARDS = ".-/:,;_ '\"\\%&#?@^~*+=([{<>|!$\t\n0"
"""Characters that separate, escape, quote, anchor or open something in the common notations."""

_LONG_S = "\u017f"
_FOLDING = {"s": _LONG_S, "S": _LONG_S, "k": "\u212a", "K": "\u212a"}
"""Letters to which others fold (Unicode, CaseFolding.txt): the long s, and the sign of Kelvin."""


_DIGITS = ("\u0661", "\u00b2")
"""Digits to Unicode that are none of `0-9`: one that numbers are made of in Arabic, and a power."""
_LETTERS = ("\u00e9", "\u044f", "\u65e5")
"""Letters with an accent, of another alphabet, and of a script without capitals."""
_MOST_PLACES = 4


class Family(StrEnum):
    """What is special about an input."""

    EMPTY = "empty"
    SINGLE = "a single item"
    REPEATED = "repeated items"
    ALPHABET = "characters outside ASCII"
    CASE = "upper and lower case"
    PADDED = "white space around it"
    MARK = "a mark of the encoding"
    LETTER = "a letter more or less"
    CUT = "an end that is missing"
    SEPARATOR = "a separator where none is due"
    ESCAPE = "an escape"
    MANY = "many items"
    FALSY = "falsy, but there"
    NESTED = "nested"
    ORDER = "another order"
    COLLIDE = "items that a function takes for the same"
    BOUNDARY = "one step off"
    SIGN = "another sign"
    ABSENT = "absent"
    EQUAL = "equal to another input"
    DERIVED = "an object of a derived class"
    AGAIN = "a second call"
    OPTION = "an option"
    TOGETHER = "an option and another input"
    ROW = "a row of a table"
    KIND = "another kind of value"
    FOREIGN = "a letter or digit of another alphabet in the place of one"
    UNLIKE = "unlike another input in one thing"
    COPIED = "a copy of an object"
    ONCE = "items that can be read once"
    SPREAD = "another partition of what was tried"
    BLANK = "white space of another kind"
    NUMBER = "another number in a text"
    RICH = "an input that holds much"
    SWEEP = "a text with every mark"
    WITHIN = "a part of another input"
    PAIR = "two options, or an option and another odd thing"
    GROWN = "a second odd thing"


Neighbour = tuple[Family, Recipe]


def neighbours(
    part: Recipe, hazards: Sequence[str], *, is_judged: bool = False
) -> Iterator[Neighbour]:
    """Values beside a value, each with its family; families take turns.

    Args:
        part: a literal or a container of recipes; other recipes have no neighbours.
        hazards: characters worth inserting into text, most telling first.
        is_judged: whether texts are accepted or refused: then a letter of another alphabet tells most in the
            place of one that belongs there.
    """
    match part:
        case Literal(value=bool() as value):
            yield Family.BOUNDARY, Literal(not value)
        case Literal(value=None):
            return
        case Literal(value=str() as text):
            yield from in_turn([*_texts(text, is_judged), _separated(text, hazards)])
        case Literal(value=int() | float() as number):
            yield from _numbers(number)
        case Literal(value=bytes() as data):
            yield Family.EMPTY, Literal(b"")
            yield Family.ALPHABET, Literal(data + b"\xff")
            yield Family.REPEATED, Literal(data + data)
        case Collection(kind=kind, items=items):
            yield from _collections(kind, items)
        case Mapping(pairs=pairs):
            yield from _mappings(pairs)
        case Verbatim() | Symbol() if (collapsed := collapsing(part)) is not None:
            yield Family.COLLIDE, collapsed


def _texts(text: str, is_judged: bool) -> list[Iterator[Neighbour]]:
    alike, other = [*_lookalike(text)], [*_foreign(text)]
    made = partial(_made, _limit(text))
    return [
        made(Family.EMPTY, "" if text else " "),
        made(Family.ALPHABET, *(alike + other if is_judged else other + alike)),
        made(Family.CASE, text.upper(), text.lower(), text.swapcase(), text.title()),
        made(Family.PADDED, f" {text} ", f"{text}\n", f"\n{text}", f"\t{text}"),
        made(Family.MARK, f"\ufeff{text}"),
        made(Family.REPEATED, text + text, *_joined(text)),
        made(Family.LETTER, *_misspelled(text)),
        made(Family.CUT, *_cut(text)),
        made(Family.BLANK, *_blank(text)),
        made(Family.NUMBER, *_renumbered(text)),
        made(Family.ESCAPE, *_escaped(text)),
        made(Family.MANY, (text or "a") * (_TEXT_LIMIT // max(len(text), 1))),
    ]


def _limit(text: str) -> int:
    """How long a neighbour of a text may be: one that somebody wrote at length may stay so."""
    return max(_TEXT_LIMIT, min(len(text) + _LONGER, _LONG_TEXT_LIMIT))


def _made(limit: int, family: Family, *texts: str) -> Iterator[Neighbour]:
    for each in dict.fromkeys(texts):
        if len(each) <= limit:
            yield family, Literal(each)


def _foreign(text: str) -> Iterator[str]:
    """The same text with letters of other alphabets, at the start and at the end of its words."""
    starts = [place for place in _word_starts(text) if text[place].isalpha()]
    yield f"{text} été" if text else "été"
    if starts:
        first, last = starts[0], starts[-1]
        yield f"{text[:first]}é{text[first + 1 :]}"
        yield f"{text[:last]}É{text[last + 1 :]}"
    yield f"{text}é"
    yield f"{text}ß"
    yield "".join("日" if each.isalpha() else each for each in text) or "日本"
    yield f"{text}e\u0301"


def _lookalike(text: str) -> Iterator[str]:
    """The text with a letter outside ASCII that becomes one within where case is ignored: the one whose place
    it takes, where there is such."""
    places = [place for place, each in enumerate(text) if each.isascii() and each.isalpha()]
    place = next((each for each in places if text[each] in _FOLDING), places[0] if places else None)
    if place is not None:
        yield f"{text[:place]}{_FOLDING.get(text[place], _LONG_S)}{text[place + 1 :]}"


def foreign_letters(text: str) -> Iterator[str]:
    """The text with one letter or digit outside ASCII in the place of one within, each at several places.

    Whoever decides about a text does so for each of its characters, and `\\d`, `\\w`, `str.isalpha` and the
    like mean more than ASCII (Unicode Technical Standard 18, Annex C).
    """
    edges = [
        place
        for place, each in enumerate(text)
        if each.isascii()
        and each.isalnum()
        and not (text[place - 1 : place].isalnum() and text[place + 1 : place + 2].isalnum())
    ]
    for places, others in (
        ([each for each in edges if text[each].isdigit()], _DIGITS),
        ([each for each in edges if text[each].isalpha()], (*_LETTERS, *_FOLDING.values())),
    ):
        chosen = [*places[: _MOST_PLACES - 1], *places[-1:]]
        for place in dict.fromkeys(chosen):
            for other in dict.fromkeys(others):
                if other in _FOLDING.values() and _FOLDING.get(text[place]) != other:
                    continue
                yield f"{text[:place]}{other}{text[place + 1 :]}"


def _word_starts(text: str) -> list[int]:
    return [
        place
        for place, each in enumerate(text)
        if each.isalnum() and (place == 0 or not text[place - 1].isalnum())
    ]


def _joined(text: str) -> Iterator[str]:
    """The text twice, with each of the marks between that it holds itself."""
    for mark in dict.fromkeys(each for each in text if not each.isalnum()):
        yield f"{text}{mark}{text}"
        doubled = text.replace(mark, mark * 2, 1)
        yield doubled
        tail = text.rpartition(mark)[2]
        if tail:
            yield f"{text}{mark}{tail}"


def _misspelled(text: str) -> Iterator[str]:
    """The first words with a letter more at their end, at their start, or one less.

    A keyword of which only the beginning is compared takes longer words for itself.
    """
    words = [each for each in _WORD.finditer(text) if len(each[0]) > 1][:_WORDS]
    for word in words:
        yield f"{text[: word.end()]}{word[0][-1]}{text[word.end() :]}"
    for word in words:
        yield f"{text[: word.start()]}{word[0][0]}{text[word.start() :]}"
        yield f"{text[: word.end() - 1]}{text[word.end() :]}"


def _cut(text: str) -> Iterator[str]:
    """The text without its last mark and what is behind it, and without its first: left open, or unopened."""
    marks = [place for place, each in enumerate(text) if not (each.isalnum() or each.isspace())]
    if marks and len(text) > 1:
        yield text[: marks[-1]]
        yield f"{text[: marks[0]]}{text[marks[0] + 1 :]}"


def _blank(text: str) -> Iterator[str]:
    """The text with a space that does not break in the place of its first blank between words, with two
    blanks for it, and with a tab; where there is none, with such a space where a word begins. Lines are
    indented by tabs, too, and ended as on Windows."""
    if "\n" in text.strip() and "\r" not in text:
        indented = _INDENTATION.sub("\t", text)
        yield from (each for each in (indented, text.replace("\n", "\r\n")) if each != text)
    start = len(text) - len(text.lstrip())
    place = text.strip().find(" ")
    if place >= 0:
        first, rest = text[: start + place], text[start + place + 1 :]
        yield f"{first}{_NO_BREAK}{rest}"
        yield f"{first}  {rest}"
        yield f"{first}\t{rest}"
        return
    for place in _edges(text)[:1]:
        yield f"{text[:place]}{_NO_BREAK}{text[place:]}"


def _renumbered(text: str) -> Iterator[str]:
    """The text with another number in the place of its last one, or of its first: a part of it, none, many
    digits, a zero in front."""
    numbers = list(_NUMBER.finditer(text))
    for found in dict.fromkeys([*numbers[-1:], *numbers[:1]]):
        before, after = text[: found.start()], text[found.end() :]
        part = f"{found[0]}5" if "." in found[0] else f"{found[0]}.5"
        for other in (part, "0", f"0{found[0]}", f"-{found[0]}", f"{found[0]}000000"):
            yield f"{before}{other}{after}"


def _escaped(text: str) -> Iterator[str]:
    middle = (len(text) + 1) // 2
    for escape in ("\\*", "\\\\", '\\"', "%20", "&amp;", "''", "${a}", "\\n"):
        yield f"{text[:middle]}{escape}{text[middle:]}"


def _separated(text: str, hazards: Sequence[str]) -> Iterator[Neighbour]:
    """One hazard more at the start, at the end, or where a word begins or ends."""
    places = _edges(text)
    for hazard in hazards:
        for place in places:
            new = f"{text[:place]}{hazard}{text[place:]}"
            if len(new) <= _limit(text):
                yield Family.SEPARATOR, Literal(new)


def _edges(text: str, limit: int = 6) -> list[int]:
    found = [
        place
        for place in range(1, len(text))
        if text[place].isalnum() is not text[place - 1].isalnum()
    ]
    if len(found) > limit - 2:
        step = len(found) / (limit - 2)
        found = [found[int(index * step)] for index in range(limit - 2)]
    return list(dict.fromkeys([*found, 0, len(text)]))


def _numbers(number: float) -> Iterator[Neighbour]:
    yield Family.BOUNDARY, Literal(number + 1)
    yield Family.FALSY, Literal(type(number)(0))
    yield Family.SIGN, Literal(-number)
    yield Family.BOUNDARY, Literal(number - 1)
    if isinstance(number, int):
        yield Family.MANY, Literal(max(10 * number, 100))
        yield Family.BOUNDARY, Literal(float(number) + 0.5 if abs(number) < 10**9 else 0.5)
    else:
        yield Family.MANY, Literal(number * 1000)


_FALSY: tuple[Recipe, ...] = (Literal(0), Literal(""), Literal(None), Collection("list"))


def _like(sample: Recipe) -> Sequence[Recipe]:
    """Falsy values, those of the kind of a sample first."""
    match sample:
        case Literal(value=str()):
            return (Literal(""), *_FALSY)
        case Literal(value=float() as value) if not isinstance(value, int):
            return (Literal(0.0), *_FALSY)
        case Collection(kind=kind):
            return (Collection(kind), *_FALSY)
        case Mapping():
            return (Mapping(), *_FALSY)
    return _FALSY


def _collections(kind: str, items: tuple[Recipe, ...]) -> Iterator[Neighbour]:
    def made(*parts: Recipe) -> Collection:
        return Collection(kind, parts)

    if items:
        yield Family.EMPTY, made()
        if kind in ("list", "tuple"):
            yield Family.REPEATED, made(*items, items[0])
            yield Family.ORDER, made(*items[::-1])
        if len(items) > 1:
            yield Family.SINGLE, made(items[0])
        yield Family.FALSY, made(_like(items[0])[0], *items[1:])
        yield Family.FALSY, made(*items, _like(items[0])[0])
        if kind in ("list", "tuple"):
            yield Family.NESTED, made(made(*items), *items)
            yield Family.REPEATED, made(items[0], items[0], *items[1:])
        yield Family.FALSY, made(*items, Literal(None))
        if all(_is_number(each) for each in items):
            yield Family.KIND, made(Literal(True), *items[1:])
    else:
        yield Family.SINGLE, made(Literal(1))
        yield Family.FALSY, made(Literal(0))
    if kind in ("list", "tuple", "set") and all(_is_number(each) for each in items):
        yield Family.MANY, made(*(Literal(each) for each in range(_MANY)))


def _is_number(recipe: Recipe) -> bool:
    return isinstance(recipe, Literal) and type(recipe.value) is int


def _mappings(pairs: tuple[tuple[Recipe, Recipe], ...]) -> Iterator[Neighbour]:
    if not pairs:
        yield Family.SINGLE, Mapping(((Literal("a"), Literal(1)),))
        yield Family.FALSY, Mapping(((Literal("a"), Literal(None)),))
        return
    key, value = pairs[0]
    yield Family.EMPTY, Mapping()
    for falsy in list(dict.fromkeys(_like(value)))[:3]:
        yield Family.FALSY, mapping_of([(key, falsy), *pairs[1:]])
    yield Family.NESTED, mapping_of([(key, Mapping(pairs)), *pairs[1:]])
    yield Family.FALSY, mapping_of([*pairs, (Literal(""), value)])
    if len(pairs) > 1:
        yield Family.SINGLE, Mapping((pairs[0],))
        yield Family.ORDER, Mapping(pairs[::-1])
        yield Family.REPEATED, mapping_of([(each, value) for each, _ in pairs])
    yield Family.MANY, mapping_of([*pairs, *_numbered(value)])


def _numbered(value: Recipe) -> list[tuple[Recipe, Recipe]]:
    return [(Literal(f"key{each}"), value) for each in range(_MANY)]
