from __future__ import annotations

from generation_builders import call_of, function, parameter, scenario

from aqe.domain.recipe import Call, Literal, Recipe, Symbol, Variable, Verbatim
from aqe.domain.subject import CallableKind, CallableSubject, Parameter
from aqe.generation.inputs.families import Family
from aqe.generation.partitioning.partitions import keyed, partitions, rows
from aqe.generation.scenario import Scenario, Step

MAKE = function("__init__", kind=CallableKind.CONSTRUCTOR, owner="Shelf")
SET = function("set", parameter("key"), parameter("value"), kind=CallableKind.METHOD, owner="Shelf")
KEYS = function("keys", kind=CallableKind.METHOD, owner="Shelf")


def _set(key: str, value: object) -> Step:
    return call_of(SET, Literal(key), Literal(value), receiver=0)  # type: ignore[arg-type]


def _steps(found: Scenario) -> list[tuple[str, tuple[object, ...]]]:
    return [
        (
            step.subject.name if step.subject else "",
            tuple(each.recipe.value for each in step.arguments if isinstance(each.recipe, Literal)),
        )
        for step in found.steps[1:]
    ]


def _of(base: Scenario, family: Family, **options: object) -> list[Scenario]:
    found = partitions(base, "demo", **options)  # type: ignore[arg-type]
    return [each for kind, each in found if kind is family]


def test_the_same_key_comes_again_with_a_falsy_value_behind_another_key() -> None:
    base = scenario(call_of(MAKE), _set("abc", "x"))
    found = [_steps(each) for each in _of(base, Family.AGAIN)]
    assert any(
        len(each) == 3 and each[0] == each[2] == ("set", ("abc", "")) and each[1][1][0] != "abc"
        for each in found
    )
    assert any(len(each) == 2 and each[0] == each[1] for each in found)


def test_a_look_at_the_state_follows_where_something_shows_it() -> None:
    base = scenario(call_of(MAKE), _set("abc", "x"))
    found = _of(base, Family.AGAIN, observers=[KEYS])
    assert found
    assert all(_steps(each)[-1] == ("keys", ()) for each in found)


def test_an_argument_becomes_equal_to_the_receiver_and_to_another_argument() -> None:
    place = function("__init__", parameter("path"), kind=CallableKind.CONSTRUCTOR, owner="Place")
    holds = function("contains", parameter("other"), kind=CallableKind.METHOD, owner="Place")
    other = Call(Symbol("demo", "Place"), (Literal("b"),))
    base = scenario(call_of(place, Literal("a")), call_of(holds, other, receiver=0))
    twin = Call(Symbol("demo", "Place"), (Literal("a"),))
    assert [each.act.arguments[0].recipe for each in _of(base, Family.EQUAL)] == [twin]

    both = function("both", parameter("one"), parameter("two"))
    base = scenario(call_of(both, Literal("a"), Literal("b")))
    assert [each.act.arguments[1].recipe for each in _of(base, Family.EQUAL)] == [Literal("a")]


def test_an_object_of_a_derived_class_is_compared_with_its_like() -> None:
    make = function("__init__", parameter("size"), kind=CallableKind.CONSTRUCTOR, owner="Box")
    child = Symbol("", "DerivedBox")

    def variants(name: str, **options: object) -> list[Scenario]:
        compare = function(name, parameter("other"), kind=CallableKind.METHOD, owner="Box")
        base = scenario(call_of(make, Literal(1)), call_of(compare, Literal("a"), receiver=0))
        return _of(base, Family.DERIVED, **options)

    (found,) = variants("__eq__", derived=lambda owner: child if owner == "Box" else None)
    assert found.steps[0].expression == child
    assert found.act.arguments[0].recipe == Call(Symbol("demo", "Box"), (Literal(1),))
    assert variants("__eq__") == []
    (other,) = variants("add", derived=lambda owner: child)
    assert (other.steps[0].expression, other.act.arguments[0].recipe) == (child, Literal("a"))


def test_an_option_that_was_left_out_is_given() -> None:
    joined = function("joined", parameter("words"), parameter("separator", default="' '"))
    base = scenario(call_of(joined, Literal("a")))

    def options(subject: CallableSubject, each: Parameter) -> list[Recipe]:
        return [Literal("|")]

    (found,) = _of(base, Family.OPTION, options=options)
    assert [(each.parameter.name, each.recipe) for each in found.act.arguments] == [
        ("words", Literal("a")),
        ("separator", Literal("|")),
    ]


def test_options_take_turns_and_behind_a_function_comes_one_for_which_all_is_the_same() -> None:
    ordered = function(
        "ordered",
        parameter("items"),
        parameter("key", default="None"),
        parameter("end", default="''"),
    )
    base = scenario(call_of(ordered, Literal("a")))
    values: dict[str, list[Recipe]] = {
        "key": [Symbol("builtins", "len"), Symbol("builtins", "str")],
        "end": [Literal("x"), Literal("y")],
    }

    def options(subject: CallableSubject, each: Parameter) -> list[Recipe]:
        return values.get(each.name, [])

    found = [
        (family, each.act.arguments[1].parameter.name, each.act.arguments[1].recipe)
        for family, each in partitions(base, "demo", options=options)
        if family in (Family.OPTION, Family.COLLIDE)
    ]
    assert found == [
        (Family.OPTION, "key", Symbol("builtins", "len")),
        (Family.OPTION, "end", Literal("x")),
        (Family.COLLIDE, "key", Verbatim("lambda value: 0")),
        (Family.OPTION, "end", Literal("y")),
        (Family.OPTION, "key", Symbol("builtins", "str")),
    ]


def test_a_constructor_gets_two_values_of_an_option_and_none_that_is_its_default() -> None:
    make = function(
        "__init__", parameter("size", default="1"), kind=CallableKind.CONSTRUCTOR, owner="Box"
    )
    base = scenario(call_of(make), call_of(KEYS, receiver=0))

    def options(subject: CallableSubject, each: Parameter) -> list[Recipe]:
        return [Literal(1), Literal(2), Literal(3), Literal(4)] if each.name == "size" else []

    found = _of(base, Family.OPTION, options=options)
    given = [each.steps[0].arguments[0].recipe for each in found]
    assert given == [Literal(2), Literal(3)]


def test_what_collides_in_an_object_meets_what_is_there_already() -> None:
    make = function(
        "__init__", parameter("key", default="None"), kind=CallableKind.CONSTRUCTOR, owner="Shelf"
    )
    add = function("add", parameter("item"), kind=CallableKind.METHOD, owner="Shelf")
    base = scenario(call_of(make), call_of(add, Literal("ab"), receiver=0))

    def options(subject: CallableSubject, each: Parameter) -> list[Recipe]:
        return [Symbol("builtins", "len")] if each.name == "key" else []

    (found,) = _of(base, Family.COLLIDE, options=options)
    assert found.steps[0].arguments[0].recipe == Verbatim("lambda value: 0")
    (first, second) = _steps(found)
    assert (first[0], second) == ("add", ("add", ("ab",)))
    assert first != second


def test_each_key_of_a_table_takes_the_place_of_what_is_looked_up_there() -> None:
    shown = function(
        "shown",
        parameter("rows"),
        parameter("form", default="'plain'"),
        parameter("end", default="''"),
    )

    def forms(base: Scenario, name: str = "form") -> list[list[tuple[str, Recipe]]]:
        found = list(keyed(base, name, ["grid", "html"]))
        assert all(family is Family.ROW for family, _ in found)
        return [
            [(given.parameter.name, given.recipe) for given in each.act.arguments]
            for _, each in found
        ]

    rows = ("rows", Literal("a"))
    expected = [[rows, ("form", Literal("grid"))], [rows, ("form", Literal("html"))]]
    assert forms(scenario(call_of(shown, Literal("a")))) == expected
    assert forms(scenario(call_of(shown, Literal("a"), Literal("plain")))) == expected
    assert forms(scenario(call_of(shown, Literal("a"))), "other") == []


def test_anything_goes_where_nothing_asks_for_a_type() -> None:
    removed = function("removed", parameter("name"))
    base = scenario(call_of(removed, Literal("a")))
    kinds = {type(each.act.arguments[0].recipe).__name__ for each in _of(base, Family.KIND)}
    assert "Collection" in kinds


def test_each_word_of_a_table_takes_the_place_of_the_first_text() -> None:
    plural = function("plural", parameter("count"), parameter("word"))
    base = scenario(call_of(plural, Literal(2), Literal("x")))
    found = [each.act.arguments[1].recipe for _, each in rows(base, ["ox", "quiz"])]
    assert found == [Literal("ox"), Literal("quiz")]


def test_what_a_test_calls_its_own_file_has_no_neighbours() -> None:
    count = function("count", parameter("path"))
    written = Call(
        Symbol("", "written_file"),
        (Variable("tmp_path"), Literal("data.txt"), Literal("one two")),
    )
    found = [
        each.act.arguments[0].recipe
        for _, each in partitions(scenario(call_of(count, written)), "demo")
    ]
    names = {
        each.arguments[1] for each in found if isinstance(each, Call) and len(each.arguments) == 3
    }
    texts = {
        each.arguments[2] for each in found if isinstance(each, Call) and len(each.arguments) == 3
    }
    assert names == {Literal("data.txt")}
    assert len(texts) > 3


def test_what_only_asks_does_not_come_again() -> None:
    shown = function("__repr__", kind=CallableKind.METHOD, owner="Shelf")
    asked = scenario(call_of(MAKE), call_of(shown, receiver=0))
    assert _of(asked, Family.AGAIN) == []
    left = function("__exit__", parameter("kind"), kind=CallableKind.METHOD, owner="Shelf")
    assert (
        _of(scenario(call_of(MAKE), call_of(left, Literal(None), receiver=0)), Family.AGAIN) == []
    )
    assert _of(scenario(call_of(MAKE), call_of(KEYS, receiver=0)), Family.AGAIN) != []
