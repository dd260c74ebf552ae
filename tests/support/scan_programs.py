"""Programs of searches that no front end would write, and a plain search by trial and error."""

from __future__ import annotations

import random

from aqe.booster.encoding import Writer
from aqe.booster.reference.instructions import (
    ASSERT,
    CHARACTER,
    JUMP,
    MATCH,
    SAVE,
    SPLIT,
    Pattern,
)

CLASSES = (
    ((0x61, 0x61),),
    ((0x61, 0x62),),
    ((0, 0x60), (0x62, 0x10FFFF)),
    ((10, 10), (0x20, 0x7E)),
    ((0xE9, 0x20AC), (0xDC80, 0xDCFF)),
    (),
)
ALPHABET = ("a", "a", "b", "_", " ", "\n", "é", "€", "😀", "\udcff", "\udce2")


def drawn_text(chance: random.Random, most: int = 12) -> bytes:
    """A text of the alphabet; parts of it need not be UTF-8."""
    drawn = chance.choices(ALPHABET, k=chance.randrange(most + 1))
    return "".join(drawn).encode("utf-8", "surrogateescape")


def drawn_program(chance: random.Random, *, literals: bool) -> bytes:
    """A program of one or two patterns; some are refused."""
    count = chance.choice((1, 1, 2))
    writer = Writer().byte(1).number(count)
    for _ in range(count):
        _draw_pattern(chance, writer, literals)
    return writer.done()


def _draw_pattern(chance: random.Random, writer: Writer, literals: bool) -> None:
    writer.number(1).number(len(CLASSES))
    for ranges in CLASSES:
        writer.number(len(ranges))
        for low, high in ranges:
            writer.number(low).number(high)
    length = chance.randrange(2, 14)
    writer.number(length)
    kinds = (CHARACTER,) * 6 + (SPLIT,) * 4 + (JUMP, SAVE, SAVE, ASSERT, MATCH)
    for number in range(length):
        kind = chance.choice(kinds) if number < length - 1 else MATCH
        writer.byte(kind)
        if kind == SPLIT:
            ways = [chance.randrange(length), min(number + 1, length - 1)]
            chance.shuffle(ways)
            writer.number(ways[0]).number(ways[1])
        elif kind != MATCH:
            writer.number(
                chance.randrange({CHARACTER: len(CLASSES), JUMP: length, SAVE: 2, ASSERT: 6}[kind])
            )
    drawn = [drawn_text(chance, 2) for _ in range(chance.randrange(3) if literals else 0)]
    drawn = [each for each in drawn if each]
    writer.number(len(drawn))
    for literal in drawn:
        writer.block(literal)


def found_by_trial(pattern: Pattern, text: bytes) -> list[tuple[int, ...]]:
    """Start, end and places saved of the matches, in characters: preferred ways first, going back."""
    characters = text.decode("utf-8", "surrogateescape")
    found, start = [], 0
    while start <= len(characters):
        way = _way(pattern, characters, start)
        if way is None:
            start += 1
        else:
            found.append((start, *way))
            start = way[0]
    return found


def _way(pattern: Pattern, text: str, start: int) -> tuple[int, ...] | None:
    failed = set()
    open_ = [(0, start, (-1,) * (2 * pattern.groups))]
    while open_:
        number, place, slots = open_.pop()
        if (number, place) in failed:
            continue
        failed.add((number, place))
        kind, first, second = pattern.code[number]
        if kind == MATCH:
            return (place, *slots)
        if kind == SPLIT:
            open_ += [(second, place, slots), (first, place, slots)]
        elif kind == JUMP:
            open_.append((first, place, slots))
        elif kind == SAVE:
            changed = (*slots[:first], place, *slots[first + 1 :])
            open_.append((number + 1, place, changed))
        elif kind == ASSERT:
            if _holds(first, text[place - 1 : place] if place else "", text[place : place + 1]):
                open_.append((number + 1, place, slots))
        elif place < len(text) and any(
            low <= ord(text[place]) <= high for low, high in pattern.classes[first]
        ):
            open_.append((number + 1, place + 1, slots))
    return None


def _holds(assertion: int, before: str, after: str) -> bool:
    is_edge = _is_word(before) != _is_word(after)
    return (
        before == "",
        after == "",
        before in ("", "\n"),
        after in ("", "\n"),
        is_edge,
        not is_edge,
    )[assertion]


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
