from __future__ import annotations

import pytest

from aqe.domain.recipe import Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.generation.inputs.families import Family, foreign_letters, in_turn, neighbours


def _of(part: Recipe, family: Family, hazards: str = "") -> list[Recipe]:
    return [new for each, new in neighbours(part, hazards) if each is family]


def _texts(text: str, family: Family, hazards: str = "") -> list[object]:
    return [each.value for each in _of(Literal(text), family, hazards) if isinstance(each, Literal)]


def test_a_word_gets_letters_outside_ascii_at_its_start_and_behind_it() -> None:
    found = _texts("un mot", Family.ALPHABET)
    assert {"un mot été", "én mot", "un Éot", "un moté"} <= set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("desk", ["de\u017fk"]),
        ("Ask", ["A\u017fk"]),
        ("ink 1", ["in\u212a 1"]),
        ("7 abc", ["7 \u017fbc"]),
        ("7", []),
        ("", []),
    ],
)
def test_a_letter_becomes_one_that_folds_to_ascii(text: str, expected: list[str]) -> None:
    for is_judged in (False, True):
        found = [
            each.value
            for family, each in neighbours(Literal(text), "", is_judged=is_judged)
            if family is Family.ALPHABET and isinstance(each, Literal)
        ]
        assert [each for each in found if {"\u017f", "\u212a"} & {*str(each)}] == expected
        first = found[: len(expected)]
        assert first == expected if is_judged else first != expected or not expected


def test_an_end_is_missing_behind_the_last_mark_or_the_beginning_at_the_first() -> None:
    assert _texts('<a b="c">d', Family.CUT) == ['<a b="c"', 'a b="c">d']
    assert _texts("[1, 2", Family.CUT) == ["[1", "1, 2"]
    assert _texts("a b", Family.CUT) == []
    assert _texts("<", Family.CUT) == []


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (Verbatim("lambda value: value"), [Verbatim("lambda value: 0")]),
        (Verbatim("lambda first, second: first"), [Verbatim("lambda first, second: 0")]),
        (Verbatim("lambda value: None"), []),
        (Verbatim("list[int]"), []),
        (Symbol("builtins", "len"), [Verbatim("lambda value: 0")]),
        (Symbol("builtins", "sum"), []),
    ],
)
def test_all_is_the_same_to_another_function(function: Recipe, expected: list[Recipe]) -> None:
    assert _of(function, Family.COLLIDE) == expected


def test_a_separator_is_inserted_where_a_word_begins_or_ends() -> None:
    found = _texts("a://b.c", Family.SEPARATOR, "-")
    assert set(found) == {"a-://b.c", "a://-b.c", "a://b-.c", "a://b.-c", "-a://b.c", "a://b.c-"}


def test_text_is_padded_marked_escaped_and_repeated() -> None:
    assert " ab " in _texts("ab", Family.PADDED)
    assert _texts("ab", Family.MARK) == ["\ufeffab"]
    assert "a\\*b" in _texts("ab", Family.ESCAPE)
    assert {"a,ba,b", "a,,b", "a,b,a,b", "a,b,b"} <= set(_texts("a,b", Family.REPEATED))
    assert _texts("ab", Family.EMPTY) == [""]


def test_words_get_a_letter_more_or_one_less() -> None:
    found = _texts("data:x, note", Family.LETTER)
    assert found[:2] == ["dataa:x, note", "data:x, notee"]
    assert {"ddata:x, note", "dat:x, note", "data:x, not"} <= set(found)
    assert _texts("1:2", Family.LETTER) == []


def test_numbers_step_off_their_boundary_and_change_their_sign() -> None:
    assert _of(Literal(7), Family.BOUNDARY)[:2] == [Literal(8), Literal(6)]
    assert _of(Literal(7), Family.SIGN) == [Literal(-7)]
    assert _of(Literal(7), Family.FALSY) == [Literal(0)]


@pytest.mark.parametrize("kind", ["list", "tuple"])
def test_sequences_are_repeated_reversed_nested_and_emptied(kind: str) -> None:
    part = Collection(kind, (Literal("a"), Literal("b")))

    def made(*values: object) -> Collection:
        return Collection(kind, tuple(Literal(each) for each in values))  # type: ignore[arg-type]

    assert _of(part, Family.EMPTY) == [made()]
    assert made("a", "b", "a") in _of(part, Family.REPEATED)
    assert _of(part, Family.ORDER) == [made("b", "a")]
    assert _of(part, Family.SINGLE) == [made("a")]
    assert made("", "b") in _of(part, Family.FALSY)


def test_a_mapping_gets_falsy_values_of_the_kind_that_it_holds_first() -> None:
    part = Mapping(((Literal("a"), Literal("b")),))
    assert _of(part, Family.FALSY)[0] == Mapping(((Literal("a"), Literal("")),))
    many = _of(part, Family.MANY)[0]
    assert isinstance(many, Mapping)
    assert len(many.pairs) > 20


def test_families_take_turns() -> None:
    families = [family for family, _ in neighbours(Literal("abc"), ".")]
    assert len(set(families[:8])) == 8


def test_values_without_parts_have_no_neighbours() -> None:
    assert list(neighbours(Literal(None), "")) == []


def test_in_turn_takes_one_of_each() -> None:
    assert list(in_turn([iter("ab"), iter("c"), iter("def")])) == ["a", "c", "d", "b", "e", "f"]


def test_letters_and_digits_of_other_alphabets_take_the_place_of_those_at_the_edges() -> None:
    found = list(foreign_letters("ab-12"))
    assert "\u0661" in {each[3] for each in found}
    assert "ab-1\u00b2" in found
    assert {"\u00e9b-12", "a\u044f-12"} <= {*found}
    assert all(len(each) == 5 and sum(not char.isascii() for char in each) == 1 for each in found)
    assert "\u017f" in {each[0] for each in foreign_letters("so")}
    assert not any("\u017f" in each for each in found)
    assert list(foreign_letters("")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un mot", ["un\u00a0mot", "un  mot", "un\tmot"]),
        ("$12", ["$\u00a012"]),
        ("abc", ["\u00a0abc"]),
        (" a b", [" a\u00a0b", " a  b", " a\tb"]),
    ],
)
def test_a_blank_is_another_kind_of_white_space(text: str, expected: list[str]) -> None:
    assert _texts(text, Family.BLANK) == expected


def test_lines_are_indented_by_tabs_and_ended_as_on_windows() -> None:
    text = "Options:\n    -a\n  -b\n"
    found = _texts(text, Family.BLANK)
    assert found[:2] == ["Options:\n\t-a\n\t-b\n", text.replace("\n", "\r\n")]
    assert not any("\r" in each for each in _texts("one line\n", Family.BLANK))


def test_what_somebody_wrote_at_length_has_neighbours_as_long() -> None:
    text = "".join(f"option {number}\n" for number in range(40))
    assert len(text) > 300
    found = _texts(text, Family.BLANK)
    assert text.replace(" ", "\t", 1) in found
    assert max(map(len, _texts(text, Family.PADDED))) == len(text) + 2
    assert _texts(text * 3, Family.PADDED) == []


def test_a_number_in_a_text_is_another_one() -> None:
    found = _texts("3 of 10 kg", Family.NUMBER)
    assert found[:3] == ["3 of 10.5 kg", "3 of 0 kg", "3 of 010 kg"]
    assert {"3 of -10 kg", "3.5 of 10 kg", "3 of 10000000 kg"} <= set(found)
    assert _texts("kg", Family.NUMBER) == []
    assert _texts("1.5 h", Family.NUMBER)[:2] == ["1.55 h", "0 h"]


def test_one_of_several_numbers_is_true() -> None:
    numbers = Collection("list", (Literal(5), Literal(2)))
    assert _of(numbers, Family.KIND) == [Collection("list", (Literal(True), Literal(2)))]
    assert _of(Collection("list", (Literal("a"),)), Family.KIND) == []
