"""Which characters a pattern tells apart."""

from __future__ import annotations

import pytest

from aqe.booster.reference.alphabet import Alphabet, holds, width
from aqe.booster.reference.instructions import read_patterns
from aqe.booster.scanning import TextPattern, compile_patterns


def alphabet(pattern: str) -> Alphabet:
    (read,) = read_patterns(compile_patterns([TextPattern(pattern)]).encoded)
    return Alphabet(read)


def parts(pattern: str, characters: str) -> list[set[str]]:
    """The characters that share a cell, in the order of the first of each."""
    cells, _ = alphabet(pattern).cells(characters.encode("utf-8", "surrogateescape"))
    found: dict[int, set[str]] = {}
    for cell, character in zip(cells, characters, strict=True):
        found.setdefault(cell, set()).add(character)
    return list(found.values())


def test_what_no_instruction_tells_apart_shares_a_cell() -> None:
    assert parts("[ab]c", "abcdé") == [{"a", "b"}, {"c"}, {"d", "é"}]
    assert parts("[a-m][h-z]", "agh mnz-") == [{"a", "g"}, {"h", "m"}, {" ", "-"}, {"n", "z"}]


def test_questions_tell_words_and_line_feeds_apart() -> None:
    assert parts("x", "xa_ \né") == [{"x"}, {"a", "_", " ", "\n", "é"}]
    assert parts(r"x\b", "xa_ \né") == [{"x"}, {"a", "_"}, {" ", "é"}, {"\n"}]


def test_bytes_that_are_no_text_are_characters() -> None:
    assert parts(r"[\udc80-\udcff]", "a\udcffé\udc80") == [{"a", "é"}, set("\udcff\udc80")]


def test_readers_are_the_instructions_of_a_cell() -> None:
    found = alphabet("[ab][bc]")
    cells, _ = found.cells(b"abc!")
    assert [found.readers[each] for each in cells] == [0b01, 0b11, 0b10, 0]
    assert found.readers[found.edge] == 0


def test_very_many_cells() -> None:
    pattern = "".join(f"[{chr(0x4E00 + 2 * each)}]" for each in range(400))
    found = alphabet(pattern)
    assert found.edge == 401
    cells, _ = found.cells("a一丂七".encode())
    assert len({*cells}) == 3


@pytest.mark.parametrize("character", ["a", "\x7f", "é", "\u07ff", "€", "\uffff", "😀"])
def test_widths(character: str) -> None:
    assert width(character) == len(character.encode())


def test_the_width_of_a_byte_that_is_no_text() -> None:
    assert width("\udc80") == width("\udcff") == 1


@pytest.mark.parametrize(
    ("assertion", "yes"),
    [
        # Pairs of what stands in front and behind: nothing, line feed, word, other.
        (0, ["00", "01", "02", "03"]),
        (1, ["00", "10", "20", "30"]),
        (2, ["00", "01", "02", "03", "10", "11", "12", "13"]),
        (3, ["00", "01", "10", "11", "20", "21", "30", "31"]),
        (4, ["02", "12", "20", "21", "23", "32"]),
        (5, ["00", "01", "03", "10", "11", "13", "22", "30", "31", "33"]),
    ],
)
def test_questions(assertion: int, yes: list[str]) -> None:
    pairs = [(before, after) for before in range(4) for after in range(4)]
    assert [f"{a}{b}" for a, b in pairs if holds(assertion, a, b)] == yes
