"""Names that a reader understands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.syntax.python.names import (
    NameSupply,
    callable_words,
    is_opaque,
    number_words,
    result_word,
    slug,
    snake,
    value_words,
    variable_word,
)

OPAQUE = re.compile(
    r"^(?:[a-z]|[a-z_]*?_\d+|(?:var|obj|arg|tmp|val|value|res|result|x|v|a|o|s|p)\d+)$"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("HTTPServer", "http_server"),
        ("readLine", "read_line"),
        ("__x y__", "x_y"),
        ("Ünits", "units"),
    ],
)
def test_snake(text: str, words: str) -> None:
    assert snake(text) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero"), (-3, "minus_three"), (21, "twenty_one"), (90, "ninety"), (300, "300")],
)
def test_number_words(number: int, words: str) -> None:
    assert number_words(number) == words


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Literal(None), "none"),
        (Literal(""), "empty_text"),
        (Literal("2 days"), "two_days"),
        (Literal(","), "comma"),
        (Literal("   "), "blank_text"),
        (Literal(2.5), "2_point_5"),
        (Literal(2.0), "two"),
        (Literal(b""), "empty_bytes"),
        (Collection("list"), "empty_list"),
        (Collection("tuple", (Literal(1), Literal(2))), "one_two"),
        (Collection("list", tuple(Literal("some text") for _ in range(5))), "five_items"),
        (Mapping(), "empty_mapping"),
        (Mapping(((Literal("a"), Literal(1)),)), "a_one"),
        (Symbol("m", "Color.RED"), "red"),
        (Call(Symbol("m", "HTTPError"), (Literal(404),)), "http_error_404"),
        (Verbatim("lambda x: x"), "function"),
        (Verbatim("lambda: [True]"), "function_returning_true"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_value_words(recipe: Recipe, words: str) -> None:
    assert value_words(recipe) == words


@pytest.mark.parametrize(
    ("callee", "type_name", "word"),
    [
        ("parse_date", "datetime:date", "date"),
        ("to_dict", "builtins:dict", "mapping"),
        ("spell", "builtins:str", "text"),
        ("flatten", "builtins:list", "items"),
        ("open_box", "shop.boxes:SmallBox", "small_box"),
        ("", "", "result"),
    ],
)
def test_result_word(callee: str, type_name: str, word: str) -> None:
    assert result_word(callee, type_name) == word


@pytest.mark.parametrize(
    ("qualname", "words"),
    [
        ("spell", "spell"),
        ("Box.push", "box_push"),
        ("Box.__len__", "box_length"),
        ("_make.<locals>.inner", "make_inner"),
        ("<module>", "module"),
    ],
)
def test_callable_words(qualname: str, words: str) -> None:
    assert callable_words(qualname) == words


@given(st.text(max_size=20))
def test_variable_word_is_never_opaque(text: str) -> None:
    word = variable_word(text)
    assert word.isidentifier()
    assert not OPAQUE.match(word)
    assert not is_opaque(word)


@given(st.lists(st.sampled_from(["queue", "x", "list", "result", "value_1"]), max_size=30))
def test_supply_never_hands_out_a_name_twice(words: list[str]) -> None:
    supply = NameSupply({"box"})
    names = [supply.take(variable_word(word)) for word in words]
    assert len(set(names)) == len(names)
    assert "box" not in names
    assert not [name for name in names if OPAQUE.match(name)]


@given(st.text(max_size=60))
def test_slug_is_part_of_an_identifier(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_]{0,30}", slug(text))
