"""Names that promise that one callable undoes another."""

from __future__ import annotations

import pytest

from aqe.generation.inputs.pairs import is_undone_by, method_pairs, words_of


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("encode", "decode"),
        ("b64encode", "b64decode"),
        ("encode_key", "decode_key"),
        ("encodeKey", "decodeKey"),
        ("json_dumps", "json_loads"),
        ("to_roman", "from_roman"),
        ("as_dict", "from_dict"),
        ("escape", "unescape"),
        ("escape_html", "unescape_html"),
        ("serialize", "deserialize"),
        ("hex_to_rgb", "rgb_to_hex"),
        ("hex2rgb", "rgb2hex"),
        ("wrap", "unwrap"),
        ("transform", "inverse_transform"),
        ("rotate_left", "rotate_right"),
        ("turnLeft", "turnRight"),
    ],
)
def test_promises(name: str, other: str) -> None:
    assert is_undone_by(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("decode", "encode"),
        ("encode", "encode"),
        ("encode_key", "decode_value"),
        ("to_roman", "from_arabic"),
        ("hex_to_rgb", "rgb_to_hsl"),
        ("total", "subtotal"),
        ("code", "encode"),
        ("", "un"),
        ("_", "__"),
        ("1", "2"),
    ],
)
def test_no_promises(name: str, other: str) -> None:
    assert not is_undone_by(name, other)


def test_words_of_all_spellings() -> None:
    assert words_of("toHTMLText") == words_of("to_html_text") == ("to", "html", "text")
    assert words_of("b64encode") == ("b", "64", "encode")


def test_the_table_of_methods_has_each_pair_once_and_in_two_words() -> None:
    pairs = method_pairs()
    for table in (pairs.stores, pairs.undoes, pairs.members):
        assert len(table) == len(set(table)) > 5
        assert all(one and other and one != other for one, other in table)
