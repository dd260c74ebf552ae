from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import call_of, function, parameter, scenario

from aqe.domain.goal import Condition
from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.run import Comparison
from aqe.domain.subject import CallableKind, ParameterKind
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.exploring.edits import Editor
from aqe.generation.exploring.shared_objects import shared
from aqe.generation.scenario import step_reference
from aqe.syntax.python.parsing import parse_literal

ACT = function("act", parameter("first"))


def _copied(
    value: Recipe, operator: str, left: str, right: str, text: str = "condition"
) -> set[Recipe]:
    editor = Editor(parse_literal, lambda pattern: ["abc-1"])
    condition = Condition(0, 1, "act", operator, text, 0, 1)
    found = editor.copied(
        scenario(call_of(ACT, value)), condition, Comparison(0, False, left, right)
    )
    return {each.act.arguments[0].recipe for each in found}


def test_equal_copies_the_other_operand() -> None:
    assert Literal("magic") in _copied(Literal("abc"), "eq", "'abc'", "'magic'")


def test_order_copies_the_boundary_and_its_neighbours() -> None:
    assert {Literal(59), Literal(60), Literal(61)} <= _copied(Literal(3), "lt", "3", "60")


def test_operand_inside_a_string_is_replaced_in_place() -> None:
    assert Literal("x=magic") in _copied(Literal("x=abc"), "eq", "'abc'", "'magic'")


def test_lower_cased_operand_is_found_too() -> None:
    assert Literal("magic") in _copied(Literal("ABC"), "eq", "'abc'", "'magic'")


def test_an_operand_is_found_in_the_text_that_it_was_encoded_from() -> None:
    assert Literal("data") in _copied(Literal("abc"), "eq", "b'abc'", "b'data'")
    assert Literal("data:x") in _copied(Literal("abc:x"), "eq", "b'abc'", "b'data'")


def test_an_operand_is_found_in_the_bytes_that_it_was_decoded_from() -> None:
    assert Literal(b"data:x") in _copied(Literal(b"abc:x"), "eq", "'abc'", "'data'")
    assert Literal(b"data:x") in _copied(Literal(b"ABC:x"), "eq", "b'abc'", "b'data'")


def test_an_operand_that_no_encoding_explains_is_copied_into_nothing() -> None:
    found = _copied(Literal("abc"), "eq", "b'abc'", "b'\\xff'")
    assert all(isinstance(each, Literal) and isinstance(each.value, str) for each in found)


@pytest.mark.parametrize(
    ("value", "left", "right", "text", "wanted"),
    [
        ("abc", "b'abc'", "b'#!'", "line.startswith(b'#!')", "#!abc"),
        (b"abc", "b'abc'", "b'#!'", "line.startswith(b'#!')", b"#!abc"),
        (b"abc", "'abc'", "'.py'", "name.endswith('.py')", b"abc.py"),
    ],
)
def test_bytes_get_the_start_or_the_end_that_was_asked_for(
    value: str | bytes, left: str, right: str, text: str, wanted: str | bytes
) -> None:
    assert Literal(wanted) in _copied(Literal(value), "call", left, right, text)


def test_length_is_changed_where_a_length_was_compared() -> None:
    found = _copied(Literal("ab"), "ge", "2", "5")
    assert 5 in {len(each.value) for each in found if isinstance(each, Literal) and each.value}


def test_elements_of_a_set_come_in_the_same_order_in_every_process() -> None:
    editor = Editor(parse_literal, lambda pattern: [])
    condition = Condition(0, 1, "act", "in", "condition", 0, 1)
    words = [f"word{number}" for number in range(20)]
    met = Comparison(0, False, "'abc'", "{" + ", ".join(map(repr, reversed(words))) + "}")
    found = editor.copied(scenario(call_of(ACT, Literal("abc"))), condition, met)
    taken = [each.act.arguments[0].recipe for each in found]
    assert taken == [Literal(each) for each in sorted(words, key=repr)[:6]]


def test_length_of_a_piece_is_changed_inside_the_text() -> None:
    # The subject compared the length of what stands behind the slash.
    found = _copied(Literal("abcd/xy:z"), "eq", "4", "6")
    assert Literal("abcdab/xy:z") in found
    assert _copied(Literal("abcd/xy"), "eq", "3", "6") == set()


def test_empty_piece_is_filled_where_its_truth_was_asked() -> None:
    found = _copied(Literal("abc/"), "truth", "''", "''")
    assert Literal("abc/abc") in found
    assert Literal("abc-abc") in _copied(Literal("-abc"), "truth", "''", "''")
    assert _copied(Literal("abc"), "truth", "''", "''") == set()


def test_computed_operand_is_shifted() -> None:
    # The subject compared value * 10 with 500.
    assert Literal(50) in _copied(Literal(3), "eq", "30", "500")


def test_membership_takes_an_element() -> None:
    assert Literal("red") in _copied(Literal("abc"), "in", "'abc'", "['red', 'blue']")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name.startswith('http')", "httpabc"),
        ("name.endswith('http')", "abchttp"),
        ("re.match('http', name)", "abc-1"),
    ],
)
def test_called_conditions_are_satisfied(text: str, expected: str) -> None:
    assert Literal(expected) in _copied(Literal("abc"), "call", "'abc'", "'http'", text)


def test_truth_toggles_full_and_empty() -> None:
    full = Collection("list", (Literal(1),))
    assert Collection("list") in _copied(full, "truth", "[1]", "''")


def test_the_piece_that_was_asked_gets_what_it_has_to_begin_with() -> None:
    found = _copied(Literal("ship;x"), "call", "'x'", "('sail',)", "part.startswith('sail')")
    assert {Literal("ship;sail"), Literal("ship;sailx")} <= found


def test_what_was_looked_for_becomes_a_part_of_the_text() -> None:
    # The subject compared with what an object holds: ``code.startswith(self.selected)``.
    found = _copied(Literal("W"), "call", "'E12'", "(('W',),)", "code.startswith(self.selected)")
    assert {Literal("E12"), Literal("E")} <= found


def test_membership_in_a_piece_puts_a_separator_behind_it() -> None:
    found = _copied(Literal("ship;sail"), "in", "'='", "'sail'", "'=' in part")
    assert {Literal("ship;sail="), Literal("ship;sail=1")} <= found
    assert Literal("ship;sail") in _copied(Literal("ship;sa=il"), "not_in", "'='", "'sa=il'")


def test_bytes_are_made_for_patterns_of_bytes() -> None:
    found = _copied(Literal(b"x"), "call", "re.compile(b'ab')", "(b'x',)", "SEAL.search(letter)")
    assert Literal(b"abc-1") in found
    assert Literal("abc-1") not in found


def test_what_is_asked_of_a_match_is_decided_by_other_texts_for_its_pattern() -> None:
    editor = Editor(parse_literal, lambda pattern: [f"{pattern}1", f"{pattern}2"])
    condition = Condition(0, 1, "act", "call", 'match.group("a")', 0, 1)
    met = Comparison(0, False, "re.compile('p').search('x')", "('a',)")
    found = editor.copied(scenario(call_of(ACT, Literal("<x>"))), condition, met)
    taken = [each.act.arguments[0].recipe for each in found]
    assert taken[-2:] == [Literal("<p1>"), Literal("<p2>")]


def test_ways_come_from_the_patterns_that_a_run_tried() -> None:
    editor = Editor(parse_literal, lambda pattern: [f"{pattern}1"])
    base = scenario(call_of(ACT, Literal("<x>")))
    tried = Comparison(0, True, "re.compile('p')", "('<x>',)")
    other = Comparison(1, True, "None", "''")
    found = editor.ways(base, [other, tried])
    assert [each.act.arguments[0].recipe for each in found] == [Literal("p1")]
    assert editor.ways(base, [other]) == []


def test_an_item_is_copied_into_the_place_where_it_is_looked_for() -> None:
    act = function("act", parameter("item"), parameter("place"))
    condition = Condition(0, 1, "act", "not_in", "item not in place", 0, 1)
    one = scenario(call_of(act, Literal("abc"), Collection("list", (Literal(1),))))
    found = Editor(parse_literal, lambda pattern: []).copied(
        one, condition, Comparison(0, True, "'abc'", "[1]")
    )
    places = [each.act.arguments[1].recipe for each in found]
    assert Collection("list", (Literal(1), Literal("abc"))) in places


@pytest.mark.parametrize(
    ("value", "left", "right", "text", "wanted"),
    [
        ("ab", "''", "':x'", "value[1:3] == ':x'", "a:x"),
        ("", "''", "'c'", "value[2:] == 'c'", "aac"),
        ("abc", "'c'", "'!'", "value[-1] == '!'", "ab!"),
        ("", "''", "'c'", "value[12] == 'c'", "aaaaaaaaaaaac"),
        ("abcd", "'cd'", "'='", "value[-2:] == '='", "ab=a"),
        (b"", "0", "128", "data[1] == 128", b"a\x80"),
        (b"abc", "b'a'", "b'BM'", "data[:2] == b'BM'", b"BMc"),
        ('""', "''", "':x'", "value[1:3] == ':x'", '"a:x"'),
    ],
)
def test_what_was_looked_for_is_put_where_a_condition_looks(
    value: str | bytes, left: str, right: str, text: str, wanted: str | bytes
) -> None:
    assert Literal(wanted) in _copied(Literal(value), "eq", left, right, text)


def test_places_that_the_condition_does_not_name_are_left_alone() -> None:
    assert _copied(Literal("ab"), "eq", "''", "'x'", "value[other] == 'x'") == {
        Literal("axb"),
        Literal("axab"),  # what is asked for and one more: "xa"
        Literal("abx"),
        Literal("abxa"),
    }


def test_a_text_of_which_something_longer_was_made_grows() -> None:
    assert Literal("ababa") in _copied(Literal("ab"), "gt", "7", "10", "len(name) > 10")
    assert Literal("ababa") not in _copied(Literal("ab"), "gt", "7", "10", "size > 10")


def _options(left: str, right: str, text: str, operator: str = "eq") -> set[tuple[str, Recipe]]:
    act = function(
        "act",
        parameter("first"),
        parameter("mode", default="'fast'"),
        parameter("on", default="False"),
        parameter("to", default="None"),
    )
    editor = Editor(parse_literal, lambda pattern: [])
    found = editor.copied(
        scenario(call_of(act, Literal(7))),
        Condition(0, 1, "act", operator, text, 0, 1),
        Comparison(0, False, left, right),
    )
    return {(each.parameter.name, each.recipe) for one in found for each in one.act.arguments[1:]}


def test_an_option_that_is_left_out_is_given_where_its_default_was_met() -> None:
    assert ("mode", Literal("slow")) in _options("'fast'", "'slow'", "kind == 'slow'")
    assert ("on", Literal(True)) in _options("False", "None", "self.on", "truth")
    assert ("to", Literal("abc")) in _options("None", "None", "to is not None", "is_not")
    assert _options("False", "None", "self.other", "truth") == set()
    assert _options("'other'", "'slow'", "mode == 'slow'") == set()


@pytest.mark.parametrize("met", ["-1", str(-(10**20)), "100000"])
def test_only_lengths_are_made_longer(met: str) -> None:
    assert len(str(_copied(Literal("ab"), "gt", met, "0", "len(a) - limit > 0"))) < 500


def test_places_that_are_no_places_are_no_crash() -> None:
    text = f"value[{'9' * 5000}] == 'x' or value in [3] or value[300] == 'x'"
    assert not {Literal("aaax"), Literal("a" * 30 + "x")} & _copied(
        Literal("ab"), "eq", "''", "'x'", text
    )


def test_an_option_that_only_its_place_tells_is_not_given_behind_a_gap() -> None:
    kind = ParameterKind.POSITIONAL_ONLY
    act = function(
        "act",
        parameter("first", kind=kind),
        parameter("size", default="0", kind=kind),
        parameter("mode", default="'fast'", kind=kind),
    )
    step = call_of(act, Literal(7))
    assert [each.name for each in step.left_out] == ["size"]
    whole = call_of(act, Literal(7), Literal(1))
    assert [each.name for each in whole.left_out] == ["mode"]


def test_one_object_is_handed_in_twice_where_two_were_held_together() -> None:
    act = function("act", parameter("first"), parameter("second"), parameter("third"))
    made = Collection("list", (Literal(1),))
    tried = scenario(call_of(act, made, Collection("list"), Literal(3)))
    editor = Editor(parse_literal, lambda pattern: [])
    condition = Condition(0, 1, "act", "is", "first is second", 0, 1)
    (found,) = editor.copied(tried, condition, Comparison(0, False, "<A>", "<B>"))
    assert found.steps[0].expression == made
    assert [each.recipe for each in found.act.arguments] == [
        step_reference(0),
        step_reference(0),
        Literal(3),
    ]


def test_no_object_is_handed_in_where_it_is_not_welcome() -> None:
    kinds = [
        parameter("one", evidence=(TypeEvidence(TypeRef(name), EvidenceSource.HINT, 1.0),))
        for name in ("list", "dict")
    ]
    tried = scenario(call_of(function("act", *kinds), Collection("list"), Mapping()))
    assert [each.steps[0].expression for each in shared(tried)] == [Mapping()]


def test_the_receiver_is_handed_to_itself_where_it_was_held_against_another() -> None:
    method = function("Box.same", parameter("other"), kind=CallableKind.METHOD, owner="Box")
    other = Call(Symbol("demo", "Box"), ())
    make = function("Box", kind=CallableKind.CONSTRUCTOR, owner="Box")
    tried = scenario(call_of(make), replace(call_of(method, other), receiver=0))
    editor = Editor(parse_literal, lambda pattern: [])
    condition = Condition(0, 1, "Box.same", "is", "self is other", 0, 1)
    (found,) = editor.copied(tried, condition, Comparison(0, False, "<A>", "<B>"))
    assert found.act.arguments[0].recipe == step_reference(0)
    assert found.act.receiver == 0
