"""What becomes one parametrised test: tests that differ in a value, a key, or a class."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import (
    Attribute,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
)
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, Suite, TestCase
from aqe.syntax.python.suites import Header, PrintedSuite, print_suite

AMOUNT = Parameter("amount", ParameterKind.POSITIONAL_OR_KEYWORD)
SIZE = Parameter("size", ParameterKind.POSITIONAL_OR_KEYWORD)
F = Symbol("shop", "f")


def box(name: str, *bases: str) -> ClassSubject:
    return ClassSubject("shop", name, ClassKind.PLAIN, bases, constructor=(SIZE,))


SUBJECT = Subject(
    "shop",
    Path("shop.py"),
    Path(),
    "",
    "python",
    (CallableSubject("f", "f", CallableKind.FUNCTION, None, (AMOUNT,)),),
    (
        box("RedBox"),
        box("BlueBox"),
        box("Crate", "shop:Holder"),
        box("Sack", "shop:Holder"),
        ClassSubject("shop", "Colour", ClassKind.ENUM, members=("red", "blue", "plain")),
    ),
)


def equal(expected: Recipe, statement: int = 0, place: Recipe = RESULT) -> Assertion:
    return Assertion(AssertionKind.EQUAL, statement, place, expected)


def case(
    number: int, *statements: Statement, expected: tuple[Assertion, ...], subject: str = "f"
) -> TestCase:
    failed = next((each.statement for each in expected if each.kind is AssertionKind.RAISES), None)
    outcome = CandidateOutcome.COMPLETED if failed is None else CandidateOutcome.RAISED
    return TestCase(
        Candidate(number, subject, statements),
        CandidateRun(number, outcome, failed_at=failed),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=expected,
    )


def printed(*cases: TestCase) -> PrintedSuite:
    return print_suite(Suite("shop", cases, 0), SUBJECT, Header("1", "aqe"))


def body(*cases: TestCase) -> str:
    return printed(*cases).text.partition("\n\n\n")[2]


def returned(number: int, given: Collection | str | int, expected: Recipe) -> TestCase:
    made = given if isinstance(given, Collection) else Literal(given)
    return case(number, Statement(Call(F, (made,)), is_act=True), expected=(equal(expected),))


def texts(*values: str) -> Collection:
    return Collection("list", tuple(map(Literal, values)))


def a_box(text: str) -> Call:
    return Call(Symbol("shop", "RedBox"), (Literal(text),))


def test_expected_objects_that_differ_in_a_value_are_one_table() -> None:
    found = body(
        returned(1, texts("abc", ""), a_box("10")),
        returned(2, texts("abc", " "), a_box("11")),
        returned(3, texts("abc", "", "abc"), a_box("101")),
    )
    assert found.count("def test_") == 1
    assert "    assert f(amount) == RedBox(expected)\n" in found
    assert 'pytest.param(["abc", " "], "11", id=' in found


def test_several_values_of_an_expected_object_are_named_after_its_arguments() -> None:
    def pair(size: int, other: int) -> Call:
        return Call(
            Symbol("shop", "RedBox"), (), (("size", Literal(size)), ("depth", Literal(other)))
        )

    found = body(returned(1, "a", pair(1, 5)), returned(2, "b", pair(2, 7)))
    assert "assert f(amount) == RedBox(size=expected_size, depth=expected_depth)" in found


def test_a_value_that_nothing_can_change_is_given_once() -> None:
    def pairs(kind: str) -> list[Collection]:
        return [Collection(kind, (Literal(size), Literal("a"))) for size in (1, 2, 3)]

    once = body(*(returned(number, each, each) for number, each in enumerate(pairs("tuple"))))
    assert "assert f(amount) == amount" in once
    twice = body(*(returned(number, each, each) for number, each in enumerate(pairs("list"))))
    assert "assert f(amount) == expected" in twice


def test_keys_that_differ_are_a_column() -> None:
    def put(number: int, key: str) -> TestCase:
        made = Statement(Call(Symbol("shop", "RedBox"), (Literal(1),)), "box")
        place = Operation("getitem", (Variable("box"), Literal(key)))
        act = Statement(Literal("a"), form=StatementForm.ASSIGN, place=place, is_act=True)
        shown = Call(Symbol("builtins", "str"), (Variable("box"),))
        return case(number, made, act, expected=(equal(Literal(f"<{key}>"), 1, shown),))

    found = body(put(1, "k"), put(2, "l"))
    assert found.count("def test_") == 1
    assert '    box[key] = "a"\n' in found


def mapping(kind: str, width: str = "", **more: str | int) -> Mapping:
    values: dict[str, str | int | None] = {
        "fill": None,
        "align": None,
        "zero": False,
        "width": width,
        "type": kind,
        **more,
    }
    return Mapping(tuple((Literal(key), Literal(value)) for key, value in values.items()))


def test_of_a_long_expected_mapping_only_what_differs_is_a_column() -> None:
    found = body(*(returned(n, text, mapping(text)) for n, text in enumerate(("%p", "%z", "%U"))))
    assert found.count("def test_") == 1
    assert '        "align": None,\n' in found
    assert '        "type": amount,\n' in found
    assert 'pytest.param("%z", id="%z")' in found


def test_mappings_with_other_keys_stand_apart_from_the_table() -> None:
    long = {"comment": "a comment of several words, so that it stands in no row of a table at all"}
    found = body(
        *(returned(n, text, mapping(text, **long)) for n, text in enumerate(("%p", "%z", "%U"))),
        returned(4, "x", mapping("x", other=1, **long)),
    )
    assert found.count("def test_") == 2
    assert found.count("@pytest.mark.parametrize") == 1


def test_the_case_that_differs_where_others_are_the_same_leaves_the_table() -> None:
    def many(number: int, *values: int) -> TestCase:
        call = Call(F, tuple(map(Literal, values)))
        return case(number, Statement(call, is_act=True), expected=(equal(Literal(number)),))

    cases = [many(number, number, 0, 0, 0, 0, 0) for number in (11, 12, 13)]
    found = body(*cases, many(14, 5, 1, 2, 3, 4, 6))
    assert found.count("def test_") == 2
    assert "f(amount, 0, 0, 0, 0, 0)" in found
    assert "f(5, 1, 2, 3, 4, 6) == 14" in found


def test_a_case_that_shows_a_value_only_joins_another() -> None:
    pair = (returned(1, "é?", Literal("e!")), returned(2, "abc", Literal("abc")))
    assert body(*pair).count("def test_") == 1


# -- classes --------------------------------------------------------------------------------------------


def shown(number: int, name: str, text: str | None = None, size: int = 1) -> TestCase:
    """That an object of the class says what it is, whatever its ``drop`` did."""
    word = {"RedBox": "red_box", "BlueBox": "blue_box"}.get(name, name.lower())
    made = Statement(Call(Symbol("shop", name), (Literal(size),)), word)
    act = Statement(Call(Symbol("builtins", "len"), (Variable(word),)), is_act=True)
    text = f"{name}({size})" if text is None else text
    place = Call(Symbol("builtins", "str"), (Variable(word),))
    return case(
        number, made, act, expected=(equal(Literal(text), 1, place),), subject=f"{name}.__len__"
    )


def raising(number: int, name: str) -> TestCase:
    made = Statement(Call(Symbol("shop", name), (Literal(-1),)), is_act=True)
    error = Assertion(AssertionKind.RAISES, 0, expected=Symbol("builtins", "KeyError"), text="^-1$")
    return case(number, made, expected=(error,), subject=f"{name}.__init__")


def test_what_is_the_same_for_several_classes_is_one_test_of_them() -> None:
    suite = printed(raising(1, "RedBox"), raising(2, "BlueBox"))
    assert '@pytest.mark.parametrize("box_class", [RedBox, BlueBox])' in suite.text or (
        '@pytest.mark.parametrize("box_class", [BlueBox, RedBox])' in suite.text
    )
    assert "        box_class(-1)\n" in suite.text
    (first, other) = sorted(suite.tests)
    assert first[0].startswith("test_box_construction_raises_key_error")
    assert (first[0].partition("[")[2], first[1]) == ("BlueBox]", (2,))
    assert (other[0].partition("[")[2], other[1]) == ("RedBox]", (1,))


def test_texts_that_name_the_class_are_a_column() -> None:
    found = body(shown(1, "RedBox"), shown(2, "BlueBox"))
    assert found.count("def test_") == 1
    assert 'pytest.param(RedBox, "RedBox(1)", id="RedBox")' in found
    assert "    box = box_class(1)\n" in found
    assert "    assert str(box) == expected_text\n" in found


def test_a_class_that_differs_stays_alone() -> None:
    found = body(shown(1, "RedBox"), shown(2, "BlueBox"), shown(3, "Crate", "something else"))
    assert found.count("def test_") == 2
    assert 'assert str(crate) == "something else"' in found


def test_tables_of_several_classes_are_one() -> None:
    cases = [
        shown(10 * place + size, name, size=size)
        for place, name in enumerate(("RedBox", "BlueBox"))
        for size in (1, 2, 3)
    ]
    found = body(*cases)
    assert found.count("def test_") == 1
    assert 'pytest.param(BlueBox, 2, "BlueBox(2)", id="BlueBox-2")' in found


def test_classes_are_named_after_their_common_base_where_their_names_have_no_common_end() -> None:
    suite = printed(raising(1, "Crate"), raising(2, "Sack"))
    assert "holder_class" in suite.text
    assert suite.tests[0][0].startswith("test_holder_construction_raises_key_error")


def test_classes_with_nothing_in_common_keep_their_tests() -> None:
    assert body(raising(1, "Crate"), raising(2, "RedBox")).count("def test_") == 2


def test_inputs_that_name_the_class_are_no_text_about_it() -> None:
    def named(number: int, name: str) -> TestCase:
        found = raising(number, name)
        act = Statement(Call(Symbol("shop", name), (Literal(name),)), is_act=True)
        return replace(found, candidate=replace(found.candidate, statements=(act,)))

    assert body(named(1, "RedBox"), named(2, "BlueBox")).count("def test_") == 2


# -- members of enumerations, and objects ------------------------------------------------------------------


def described(number: int, member: str, expected: Recipe) -> TestCase:
    """``colour = Colour.member`` with what its method says."""
    made = Attribute(Symbol("shop", "Colour"), member)
    asked = Call(Attribute(Variable("colour"), "text"))
    statements = (Statement(made, "colour"), Statement(asked, is_act=True))
    return case(number, *statements, expected=(equal(expected, 1),), subject="Colour.text")


def test_tests_that_differ_in_a_member_of_an_enumeration_are_one() -> None:
    found = body(
        described(1, "red", Literal("r/#")),
        described(2, "blue", Literal("b?")),
        described(3, "plain", Literal("")),
    )
    assert found.count("def test_") == 1
    assert 'pytest.param(Colour.red, "r/#", id="red")' in found
    assert "def test_colour_text(colour, expected):\n    assert colour.text() == expected" in found


def test_expected_members_of_an_enumeration_stand_in_rows() -> None:
    members = [Attribute(Symbol("shop", "Colour"), each) for each in ("red", "blue", "plain")]
    found = body(*(returned(place, place, each) for place, each in enumerate(members)))
    assert 'pytest.param(1, Colour.blue, id="1")' in found
    assert "def test_f_returns_colour(amount, expected):" in found


def test_what_is_no_member_of_an_enumeration_is_no_value() -> None:
    found = body(
        *(
            returned(place, place, Attribute(Symbol("shop", "RedBox"), each))
            for place, each in enumerate(("top", "low"))
        )
    )
    assert found.count("def test_") == 2


def test_a_member_tells_tests_apart_before_a_spelled_result_does() -> None:
    one, other = described(1, "red", Literal("r/#")), described(2, "blue", Literal("b?"))
    length = equal(Literal(2), 1, Call(Symbol("builtins", "len"), (RESULT,)))
    apart = replace(other, assertions=(*other.assertions, length))
    assert [name for name, _ in printed(one, apart).tests] == [
        "test_colour_text",
        "test_colour_text_for_blue",
    ]


def made(number: int, size: int) -> TestCase:
    values = [("size", size), ("depth", 2 * size), ("height", 3 * size)]
    keywords = tuple((name, Literal(value)) for name, value in values)
    return returned(number, f"{size}x", Call(Symbol("shop", "RedBox"), (), keywords))


def test_an_expected_object_of_which_much_differs_is_one_column() -> None:
    found = body(made(1, 1), made(2, 2))
    assert found.count("def test_") == 1
    assert 'pytest.param("2x", RedBox(size=2, depth=4, height=6), id="2x")' in found
    assert "assert f(amount) == expected" in found


def test_the_parts_of_an_object_are_not_what_all_cases_return() -> None:
    same = [returned(n, n, Call(Symbol("shop", "RedBox"), (Literal("ink"),))) for n in (1, 2, 3)]
    assert {name.partition("[")[0] for name, _ in printed(*same).tests} == {
        "test_f_returns_red_box"
    }


# -- ids ------------------------------------------------------------------------------------------------


def ids(*rows: tuple[str | int | float, ...]) -> list[str]:
    """The ids of cases in which ``f`` is given these."""
    cases = [
        case(
            number,
            Statement(Call(F, tuple(map(Literal, row))), is_act=True),
            expected=(equal(Literal("same")),),
        )
        for number, row in enumerate(rows)
    ]
    return sorted(name.partition("[")[2][:-1] for name, _ in printed(*cases).tests)


def test_numbers_are_given_in_digits_and_by_name_where_there_are_several() -> None:
    assert ids((0.5,), (2,), (1,)) == ["0.5", "1", "2"]
    assert ids((0.5, "a"), (2, "b"), (3, "a")) == ["amount=0.5", "amount=2", "amount=3"]


def test_what_differs_from_most_rows_tells_a_row_apart() -> None:
    assert ids((1, "a"), (1, "b"), (1, ""), (2, "a")) == ["amount=1", "amount=2", "b", "empty"]


def test_the_sort_of_a_text_comes_before_it_and_a_number_speaks_for_itself() -> None:
    assert ids(("",), (" abc",), ("abc",)) == ["abc", "empty", "padded"]
    assert ids((-2.5,), (0,), (4,)) == ["-2.5", "0", "4"]


def test_short_texts_without_blanks_are_given_as_they_are() -> None:
    assert ids(("%a",), ("%A",), ("%p",)) == ["%A", "%a", "%p"]
    assert ids(("51_5",), ("_1111",), ("pen-1.0-py3-none-any.whl",)) == [
        "51_5",
        "_1111",
        "pen-1.0-py3-none-any.whl",
    ]
    assert ids(("{}",), ("a,b=1_2",), ("Pen",)) == ["Pen", "a,b=1_2", "{}"]


def test_texts_that_would_hide_in_the_address_of_a_test_are_given_in_words() -> None:
    assert ids(("a::b 2",), ("c[1]",), ("d\\e",)) == ["a-b-2", "c-1", "d-e"]


def test_numbers_in_longer_texts_and_inside_of_values_are_given_in_digits() -> None:
    assert ids(("pen 10 and 20 more pens for the shop",), ("ink 3",), ("",)) == [
        "empty",
        "ink-3",
        "pen-10-and-20-more-pens-for",
    ]
    pairs = [Collection("tuple", (Literal("pen"), Literal(each))) for each in (2, -2, 3)]
    suite = printed(*(returned(place, each, Literal(1)) for place, each in enumerate(pairs)))
    assert [name.partition("[")[2] for name, _ in suite.tests] == [
        "pen-2]",
        "pen-3]",
        "pen-minus-two]",
    ]


def test_numbers_of_a_list_are_given_in_digits_too() -> None:
    lists = [Collection("list", tuple(map(Literal, row))) for row in ((1, 2), (2, 0), (7, 8, 9))]
    suite = printed(*(returned(place, each, Literal(1)) for place, each in enumerate(lists)))
    assert [name.partition("[")[2] for name, _ in suite.tests] == ["1-2]", "7-8-9]", "2-0]"]
