from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import parameter

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol, Verbatim
from aqe.domain.subject import ParameterKind, Usage
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.values import Values
from aqe.generation.inputs.vocabulary import STANDARD_CLASSES, kind_of
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

INT, STR = TypeRef("int"), TypeRef("str")


@pytest.fixture
def book() -> RecipeBook:
    return RecipeBook()


@pytest.fixture
def values(book: RecipeBook) -> Values:
    return Values(book, parse_literal)


def _texts(recipes: list[Recipe]) -> list[str]:
    return [Printer().expression(each) for each in recipes]


@pytest.mark.parametrize(
    ("type_ref", "kind"),
    [
        (TypeRef("none"), "NoneType"),
        (TypeRef("bool"), "bool"),
        (INT, "int"),
        (TypeRef("float"), "float"),
        (TypeRef("complex"), "complex"),
        (STR, "str"),
        (TypeRef("bytes"), "bytes"),
        (TypeRef("list", (INT,)), "list"),
        (TypeRef("tuple", (INT, TypeRef("..."))), "tuple"),
        (TypeRef("tuple", (INT, STR)), "tuple"),
        (TypeRef("dict", (STR, INT)), "dict"),
        (TypeRef("set", (INT,)), "set"),
        (TypeRef("frozenset", (INT,)), "frozenset"),
        (TypeRef("literal", (), ("1", "2")), "int"),
        (TypeRef("record", (INT, STR), ("'a'", "'b'")), "dict"),
        (TypeRef("builtins:int"), "int"),
    ],
)
def test_every_value_of_a_type_is_of_that_type(
    values: Values, type_ref: TypeRef, kind: str
) -> None:
    found = values.of_type(type_ref)
    assert found
    assert {kind_of(each) for each in found} == {kind}
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "name",
    ["callable", "iterator", "async_iterator", "awaitable", "type", "any", *STANDARD_CLASSES],
)
def test_there_are_values_of_every_name(values: Values, name: str) -> None:
    assert values.of_type(TypeRef(name))


def test_unknown_classes_have_no_values(values: Values) -> None:
    assert values.of_type(TypeRef("demo:Unknown")) == []


def test_members_of_a_union_take_turns(values: Values) -> None:
    union = values.of_type(TypeRef("union", (INT, STR)))
    assert [kind_of(each) for each in union[:4]] == ["int", "str", "int", "str"]


def test_literals_are_exactly_the_members(values: Values) -> None:
    found = values.of_type(TypeRef("literal", (), ("'r'", "'w'", "None")))
    assert found == [Literal("r"), Literal("w"), Literal(None)]


def test_records_have_their_keys_and_are_varied_one_value_at_a_time(values: Values) -> None:
    found = values.of_type(TypeRef("record", (INT, STR), ("'size'", "'name'")))
    first = found[0]
    assert isinstance(first, Mapping)
    assert first.pairs == ((Literal("size"), Literal(1)), (Literal("name"), Literal("abc")))
    assert Mapping(first.pairs[:1]) in found
    assert Mapping(first.pairs[1:]) in found
    assert Mapping() in found
    assert Mapping((first.pairs[0], (Literal("name"), Literal("")))) in found


def test_ducks_have_attributes_of_the_types_asked_for(values: Values) -> None:
    duck = TypeRef("duck", (INT, TypeRef("callable")), ("colour", "paint"))
    first = values.of_type(duck)[0]
    assert isinstance(first, Call)
    assert first.callee == Symbol("types", "SimpleNamespace")
    attributes = dict(first.keywords)
    assert kind_of(attributes["colour"]) == "int"
    assert kind_of(attributes["paint"]) == "function"


def test_ducks_that_a_built_in_type_is_are_that(values: Values) -> None:
    found = values.of_type(TypeRef("duck", (), ("startswith", "upper")))
    assert {kind_of(each) for each in found[:5]} <= {"str", "bytes"}


def test_nested_types_are_built_down_to_the_leaves(values: Values) -> None:
    nested = TypeRef("dict", (STR, TypeRef("list", (TypeRef("tuple", (INT, STR)),))))
    assert "{'abc': [(1, 'abc'), (0, '')]}" in [
        each.replace('"', "'") for each in _texts(values.of_type(nested))
    ]


def test_depth_has_an_end(values: Values) -> None:
    type_ref = INT
    for _ in range(12):
        type_ref = TypeRef("list", (type_ref,))
    assert all(len(each) < 400 for each in _texts(values.of_type(type_ref)))


def test_classes_are_built_by_learned_recipes_of_theirs_and_of_subclasses(
    values: Values, book: RecipeBook
) -> None:
    plain = Call(Symbol("demo", "Box"), (Literal(1),))
    special = Call(Symbol("demo", "Crate"), (Literal(2),))
    book.relate("demo:Crate", ["demo:Box"])
    book.learn("demo:Crate", special)
    assert values.of_type(TypeRef("demo:Box")) == [special]
    book.learn("demo:Box", plain)
    assert values.of_type(TypeRef("demo:Box")) == [plain, special]
    assert values.of_type(TypeRef("demo:Crate")) == [special]


def test_callables_have_the_arity_and_result_that_is_asked_for(values: Values) -> None:
    found = values.of_type(TypeRef("callable", (INT, STR, TypeRef("bool"))))
    assert Verbatim("lambda first, second: True") in found
    assert all(
        each.source.startswith("lambda first, second:")
        for each in found
        if isinstance(each, Verbatim)
    )


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (Usage(keys=("'name'", "'size'")), "{'name': 'abc', 'size': 'def'}"),
        (Usage(keys=("0", "2")), "[1, 2, 3]"),
        (Usage(called=2), "lambda first, second: True"),
        (Usage(unpacked=2), "('a', 'b')"),
        (Usage(iterated=True, element_unpacked=2), "[('a', 'b')]"),
        (Usage(iterated=True), "[1, 0]"),
        (Usage(isinstance_types=(TypeRef("bytes"),)), "b'abc'"),
        (Usage(attributes=("colour",)), "SimpleNamespace(colour='abc')"),
        (Usage(attributes=("start", "stop", "step")), "slice(1, 3)"),
        (Usage(entered=True), "nullcontext(1)"),
        (Usage(awaited=True), "answer_later(1)"),
        (Usage(passed_to=(("json.loads", 0),)), "'[1, 2]'"),
        (Usage(passed_to=(("int", 0),)), "'42'"),
    ],
)
def test_usage_gives_shapes(values: Values, usage: Usage, expected: str) -> None:
    found = [each.replace('"', "'") for each in _texts(values.of_usage(usage, Usage()))]
    assert expected in found


def test_what_is_called_and_asked_for_its_fields_is_a_class(values: Values) -> None:
    inspected = Usage(passed_to=(("dataclasses.fields", 0),))
    found = _texts(values.of_usage(inspected, Usage()))
    assert [each for each in found if each.startswith("Item(")]
    found = _texts(values.of_usage(replace(inspected, called=1), Usage()))
    assert {"Item", "Record"} <= set(found)
    assert not [each for each in found if each.startswith("Item(")]


def test_nothing_is_known_without_usage(values: Values) -> None:
    assert values.of_usage(Usage(), Usage()) == []


def test_a_declared_type_outweighs_everything_else(values: Values) -> None:
    declared = TypeEvidence(INT, EvidenceSource.HINT, 1.0)
    guessed = TypeEvidence(STR, EvidenceSource.NAME, 0.3)
    known = parameter("count", evidence=(declared, guessed), constants=("77",))
    choices = values.of_parameter(known)
    assert {kind_of(each.recipe) for each in choices[:6]} == {"int"}
    assert Literal(77) in [each.recipe for each in choices[:3]]
    assert [each.weight for each in choices] == sorted(
        (each.weight for each in choices), reverse=True
    )
    swapped = replace(
        known, evidence=(replace(declared, type=STR), replace(guessed, type=INT)), constants=()
    )
    assert {kind_of(each.recipe) for each in values.of_parameter(swapped)[:6]} == {"str"}


def test_what_a_name_tells_comes_behind_what_the_code_says(values: Values) -> None:
    named = parameter(
        "url",
        evidence=(TypeEvidence(STR, EvidenceSource.HINT, 1.0),),
        constants=("'ftp:'",),
        usual_values=("'https://example.com'",),
    )
    ranked = [each.recipe for each in values.of_parameter(named)]
    assert ranked[0] == Literal("ftp:")
    assert ranked.index(Literal("https://example.com")) > ranked.index(Literal("abc"))


def test_what_a_name_suggests_comes_before_values_of_other_kinds(values: Values) -> None:
    evidence = (TypeEvidence(TypeRef("int"), EvidenceSource.NAME, 0.2),)
    ranked = [each.recipe for each in values.of_parameter(parameter("ttl", evidence=evidence))]
    assert {kind_of(each) for each in ranked[:3]} == {"int"}
    assert Literal("abc") in ranked


def test_rest_parameters_are_not_none(values: Values) -> None:
    rest = parameter("rest", kind=ParameterKind.VAR_POSITIONAL)
    assert Literal(None) not in [each.recipe for each in values.of_parameter(rest)]
    plain = parameter("plain")
    assert Literal(None) in [each.recipe for each in values.of_parameter(plain)]


def test_collections_have_empty_single_and_several_items(values: Values) -> None:
    found = values.of_type(TypeRef("list", (STR,)))
    lengths = {len(each.items) for each in found if isinstance(each, Collection)}
    assert {0, 1, 2, 3} <= lengths


def test_keys_have_the_values_that_stand_under_them_elsewhere() -> None:
    values = Values(RecipeBook(), parse_literal, [("path", ("'/foo'", "'/bar'"))])
    record = TypeRef("record", (TypeRef("any"), TypeRef("str")), ("'op'", "'path'"))
    found = values.of_type(record)
    assert isinstance(found[0], Mapping)
    assert dict(found[0].pairs)[Literal("path")] == Literal("/foo")
    assert any(Literal("/bar") in dict(each.pairs).values() for each in found[1:])  # type: ignore[union-attr]
    (first, *_) = values.of_usage(Usage(keys=("'op'", "'path'")), Usage())
    assert first == Mapping(((Literal("path"), Literal("/foo")),))


def test_what_goes_through_all_further_arguments_takes_items_not_lists(values: Values) -> None:
    numbers = TypeRef("list", (TypeRef("int"),))
    rest = parameter(
        "numbers",
        kind=ParameterKind.VAR_POSITIONAL,
        evidence=(TypeEvidence(numbers, EvidenceSource.USAGE, 0.5),),
        usage=Usage(iterated=True),
    )
    choices = values.of_parameter(rest)
    assert choices[0].recipe == Literal(1)
    assert any(isinstance(each.recipe, Collection) for each in choices), "tried all the same"
    named = replace(rest, kind=ParameterKind.POSITIONAL_OR_KEYWORD)
    assert isinstance(values.of_parameter(named)[0].recipe, Collection)
