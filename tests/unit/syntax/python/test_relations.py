"""What results are to inputs: claims that hold, and that say something."""

from __future__ import annotations

import pytest

from aqe.syntax.python.given import Given
from aqe.syntax.python.item_relations import change_words
from aqe.syntax.python.relations import claims, common_claim


def told(
    result: object, *inputs: object, words: tuple[str, ...] = (), word: str = "text"
) -> list[str]:
    given = [
        Given(word if not place else f"other_{place}", each) for place, each in enumerate(inputs)
    ]
    return [each.phrase for each in claims(given, result, words)]


@pytest.mark.parametrize(
    ("inputs", "result", "phrase"),
    [
        pytest.param(("Some Text",), "some text", "lowercases_text", id="lower"),
        pytest.param(("some text",), "SOME TEXT", "uppercases_text", id="upper"),
        pytest.param(("some text",), "Some text", "capitalizes_text", id="capitalize"),
        pytest.param(("some text",), "Some Text", "titlecases_text", id="title"),
        pytest.param(("abc",), "cba", "reverses_text", id="reverse"),
        pytest.param((" abc ",), "abc", "strips_whitespace_from_text", id="strip"),
        pytest.param((" abc",), "abc", "strips_leading_whitespace_from_text", id="strip-left"),
        pytest.param(("a_b_c",), "a-b-c", "replaces_underscores_with_dashes", id="replace"),
        pytest.param(("a-b-c",), "abc", "removes_dashes_from_text", id="remove"),
        pytest.param(("A_B",), "a-b", "lowercases_and_replaces_underscores_with_dashes", id="both"),
        pytest.param(("post",), "posts", "appends_s", id="append"),
        pytest.param(("post", "er"), "poster", "appends_other_1", id="append-input"),
        pytest.param(("abc",), '"abc"', "wraps_text_in_double_quotes", id="wrap"),
        pytest.param(("abcdef", 3), "abc", "cuts_text_to_other_1", id="cut"),
        pytest.param(("a,b",), ["a", "b"], "splits_text_at_commas", id="split-mark"),
        pytest.param(("a b",), ["a", "b"], "splits_text_into_words", id="split-words"),
        pytest.param(("12",), 12, "reads_number_from_text", id="number"),
        pytest.param(("abc",), b"abc", "encodes_text", id="encode"),
        pytest.param((["a", "b"],), "a, b", "joins_text_with_commas", id="join-constant"),
        pytest.param((["a", "b"], "--"), "a--b", "joins_text_with_other_1", id="join-input"),
        pytest.param(([2, 3, 1],), [1, 2, 3], "sorts_text", id="sort"),
        pytest.param(([1, 3, 2],), [2, 3, 1], "reverses_text", id="reverse-items"),
        pytest.param(([1, 2, 1, 3],), [1, 2, 3], "removes_duplicates_from_text", id="unique"),
        pytest.param(([1, None, 2],), [1, 2], "drops_none_from_text", id="none"),
        pytest.param(([1, 2], 7), [1, 2, 7], "appends_other_1", id="append-item"),
        pytest.param(([[1], [2]],), [1, 2], "flattens_text", id="flatten"),
        pytest.param(((1, 2),), [1, 2], "turns_text_into_a_list", id="list"),
        pytest.param(({"a": 1}, {"b": 2}), {"a": 1, "b": 2}, "merges_text_and_other_1", id="merge"),
        pytest.param(({"a": "xyz"}, "a"), "xyz", "looks_up_other_1", id="look-up"),
        pytest.param(({"a": 5, "b": 6}, "a"), {"b": 6}, "removes_other_1_from_text", id="without"),
        pytest.param((2.5,), 2, "rounds_text_down", id="floor"),
        pytest.param((7,), -7, "negates_text", id="negate"),
        pytest.param(("abc",), "abc", "leaves_text_unchanged", id="same"),
        pytest.param(("abc", "xyz"), "xyz", "returns_the_given_other_1", id="other-input"),
    ],
)
def test_a_relation_is_told(inputs: tuple[object, ...], result: object, phrase: str) -> None:
    assert told(result, *inputs)[0] == phrase


@pytest.mark.parametrize(
    ("inputs", "result"),
    [
        pytest.param(("a",), "A", id="one-letter-is-upper-and-title"),
        pytest.param(("aba",), "aba ", id="nothing-removed"),
        pytest.param(([2, 1],), [1, 2], id="sorted-and-reversed"),
        pytest.param(([1, 2, 3],), 3, id="last-largest-and-length"),
        pytest.param((-5,), 5, id="negated-and-absolute"),
        pytest.param((1,), 1, id="a-number-met-by-chance"),
        pytest.param(("abc", "abc"), "abc", id="either-of-two-inputs"),
        pytest.param((True,), True, id="a-flag"),
        pytest.param(("a longer argument",), "long", id="inside-of-a-word"),
    ],
)
def test_what_holds_by_chance_is_not_told(inputs: tuple[object, ...], result: object) -> None:
    assert [each for each in told(result, *inputs) if not each.startswith("appends_")] == []


def test_a_word_of_the_callable_decides_between_claims() -> None:
    assert told(3, [1, 2, 3], words=("max",)) == ["picks_the_largest_of_text"]
    assert told(3, [1, 2, 3], words=("count",)) == ["counts_text"]


def test_a_default_is_what_is_fallen_back_to() -> None:
    given = [Given("key", "abc"), Given("default", 77)]
    assert [each.phrase for each in claims(given, 77)] == ["falls_back_to_default"]


def test_what_was_handed_in_before_is_given_back() -> None:
    given = [Given("data", "abc", is_own=False)]
    assert [each.phrase for each in claims(given, "abc")] == ["gives_back_data"]


def _row(text: str, result: object) -> tuple[list[Given], object]:
    return [Given("word", text)], result


def test_rows_share_a_claim_where_it_holds_of_all_and_says_something_of_half() -> None:
    rows = [_row("a_b", "a-b"), _row("", ""), _row("_c", "-c")]
    found = common_claim(rows)
    assert found is not None
    assert found.phrase == "replaces_underscores_with_dashes"
    assert common_claim([*rows, _row("d_e", "de")]) is None
    assert common_claim([_row("", ""), _row("x", "x"), _row("a_b", "a-b")]) is None


def test_rows_decide_which_of_two_equal_inputs_it_is() -> None:
    rows = [
        ([Given("key", "abc"), Given("default", "abc")], "abc"),
        ([Given("key", "ABC"), Given("default", "abc")], "abc"),
    ]
    found = common_claim(rows)
    assert found is not None
    assert found.phrase == "falls_back_to_default"


@pytest.mark.parametrize(
    ("before", "after", "phrase"),
    [
        pytest.param([1, 2], [1, 2, 9], "appends_item", id="append"),
        pytest.param([1, 2], [9, 1, 2], "prepends_item", id="prepend"),
        pytest.param([], [9], "adds_item", id="add"),
        pytest.param([1, 9, 2], [1, 2], "removes_item", id="remove"),
        pytest.param([1, 2, 3], [2, 3], "removes_the_first_item", id="first"),
        pytest.param([1, 2, 3], [1, 2], "removes_the_last_item", id="last"),
        pytest.param([5, 5], [5], "removes_an_item", id="first-or-last"),
        pytest.param([1, 2], [], "removes_all_items", id="all"),
        pytest.param([2, 3, 1], [1, 2, 3], "sorts_items", id="sort"),
        pytest.param([1, 2], [1, 2], "leaves_items_unchanged", id="nothing"),
        pytest.param([1, 2], [7, 8], "", id="unknown"),
        pytest.param({"a": 1}, {"a": 1, "b": 2}, "adds_a_key", id="key"),
        pytest.param({"a": 1}, {"a": 2}, "replaces_the_value_of_a_key", id="value"),
        pytest.param({1}, {1, 9}, "adds_item", id="member"),
    ],
)
def test_a_change_in_place_is_told(before: object, after: object, phrase: str) -> None:
    assert change_words(before, after, [Given("item", 9)]) == phrase


def test_what_was_handed_in_as_it_is_was_not_made_from_another_input() -> None:
    assert told("a", "abc", "a") == ["returns_the_given_other_1"]
