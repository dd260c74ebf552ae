from __future__ import annotations

from dataclasses import replace

import pytest
from generation_builders import parameter

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.subject import Parameter, ParameterKind, Usage
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.inputs.contradiction import contradicts, contradicts_within, is_unlikely


def _declared(*names: str, source: EvidenceSource = EvidenceSource.HINT) -> Parameter:
    types = tuple(map(TypeRef, names))
    whole = types[0] if len(types) == 1 else TypeRef("union", types)
    return parameter("given", evidence=(TypeEvidence(whole, source, 1.0),))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (Literal("a"), ("int",)),
        (Literal(1), ("str",)),
        (Literal(None), ("str",)),
        (Collection("list"), ("str", "int")),
        (Mapping(), ("demo:Order",)),
        (Call(Symbol("types", "SimpleNamespace")), ("demo:Order",)),
    ],
)
def test_a_value_of_another_type_contradicts(value: Recipe, names: tuple[str, ...]) -> None:
    assert contradicts(value, _declared(*names))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (Literal("a"), ("str",)),
        (Literal(1), ("float",)),
        (Literal(None), ("str", "none")),
        (Literal("a"), ("any",)),
        (Literal("a"), ("os:PathLike",)),
        (Collection("tuple"), ("list",)),
        (Call(Symbol("demo", "Order")), ("demo:Order",)),
        (Call(Symbol("demo", "Special")), ("demo:Order",)),
    ],
)
def test_what_may_fit_does_not_contradict(value: Recipe, names: tuple[str, ...]) -> None:
    assert not contradicts(value, _declared(*names))


def test_only_declarations_can_be_contradicted() -> None:
    assert not contradicts(Literal("a"), _declared("int", source=EvidenceSource.USAGE))


def test_a_value_that_nothing_suggests_is_unlikely() -> None:
    used = _declared("int", source=EvidenceSource.USAGE)
    assert is_unlikely(Literal("a"), used)
    assert not is_unlikely(Literal(1), used)
    assert not is_unlikely(Literal("a"), parameter("given"))
    described = _declared("dict", source=EvidenceSource.DOCSTRING)
    both = parameter(
        "given",
        evidence=(*_declared("list", source=EvidenceSource.USAGE).evidence, *described.evidence),
    )
    assert is_unlikely(Collection("list"), both)
    assert not is_unlikely(Mapping(), both)
    optional = parameter("given", default="None", evidence=used.evidence)
    assert not is_unlikely(Literal(None), optional)


def test_a_text_is_no_list_of_texts() -> None:
    texts = TypeRef("list", (TypeRef("str"),))
    several = parameter("given", evidence=(TypeEvidence(texts, EvidenceSource.HINT, 1.0),))
    assert is_unlikely(Literal("ab"), several)
    assert not is_unlikely(Collection("list", (Literal("ab"),)), several)
    either = TypeRef("union", (TypeRef("str"), texts))
    one_or_more = parameter("given", evidence=(TypeEvidence(either, EvidenceSource.HINT, 1.0),))
    assert not is_unlikely(Literal("ab"), one_or_more)
    anything = parameter("given", evidence=_declared("list").evidence)
    assert not is_unlikely(Literal("ab"), anything)


def test_texts_are_unlikely_where_truths_are_listed() -> None:
    truths = TypeRef("list", (TypeRef("bool"),))
    used = parameter("given", evidence=(TypeEvidence(truths, EvidenceSource.USAGE, 0.5),))
    assert is_unlikely(Collection("list", (Literal("a"), Literal(""))), used)
    assert not is_unlikely(Collection("list", (Literal(True),)), used)


PAIRS = TypeRef("list", (TypeRef("tuple", (TypeRef("str"), TypeRef("int"))),))


@pytest.mark.parametrize(
    ("value", "contradicted"),
    [
        (Collection("list"), False),
        (Collection("list", (Collection("tuple", (Literal("a"), Literal(1))),)), False),
        (Collection("list", (Literal(1),)), True),
        (Collection("list", (Collection("tuple", (Literal("a"),)),)), True),
        (Collection("list", (Collection("tuple", (Literal(1), Literal("a"))),)), True),
        (Literal("abc"), True),
        (Literal(1), True),
    ],
)
def test_what_is_in_a_container_contradicts_too(value: Recipe, contradicted: bool) -> None:
    declared = parameter("given", evidence=(TypeEvidence(PAIRS, EvidenceSource.HINT, 1.0),))
    assert contradicts_within(value, declared) is contradicted


def test_keys_and_values_of_mappings_are_looked_at() -> None:
    type_ = TypeRef("dict", (TypeRef("str"), TypeRef("tuple", (TypeRef("int"), TypeRef("...")))))
    declared = parameter("given", evidence=(TypeEvidence(type_, EvidenceSource.HINT, 1.0),))
    numbers, words = (Collection("tuple", (Literal(each),)) for each in (1, "a"))
    assert not contradicts_within(Mapping(((Literal("a"), numbers),)), declared)
    assert contradicts_within(Mapping(((Literal("a"), words),)), declared)
    assert contradicts_within(Mapping(((Literal(1), numbers),)), declared)


def _called(*others: str, asked: bool = False, default: str | None = None) -> Parameter:
    usage = Usage(called=1, operators=("callable",) if asked else ())
    told = [TypeEvidence(TypeRef("callable"), EvidenceSource.USAGE, 0.5)]
    told += [TypeEvidence(TypeRef(each), EvidenceSource.ISINSTANCE, 0.6) for each in others]
    named = TypeEvidence(TypeRef("str"), EvidenceSource.NAME, 0.2)
    return replace(parameter("key", evidence=(*told, named)), usage=usage, default=default)


@pytest.mark.parametrize("value", [Literal("abc"), Literal(2), Collection("list"), Mapping()])
def test_a_plain_value_where_a_function_is_called_contradicts(value: Recipe) -> None:
    assert contradicts(value, _called())
    assert contradicts_within(value, _called())


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (Symbol("builtins", "len"), _called()),
        (Call(Symbol("demo", "Order")), _called()),
        (Literal(None), _called()),
        (Literal("abc"), _called("str")),
        (Literal("abc"), _called(asked=True)),
        (Literal(0), _called(default="0")),
    ],
)
def test_what_may_be_called_or_need_not_be_does_not_contradict(
    value: Recipe, given: Parameter
) -> None:
    assert not contradicts(value, given)
    assert not contradicts_within(value, given)


def test_what_happens_to_all_further_arguments_speaks_of_each_by_their_items() -> None:
    numbers = TypeRef("list", (TypeRef("int"),))
    used = (
        TypeEvidence(numbers, EvidenceSource.USAGE, 0.5),
        TypeEvidence(TypeRef("list"), EvidenceSource.USAGE, 0.5),
    )
    rest = Parameter("places", ParameterKind.VAR_POSITIONAL, evidence=used)
    assert is_unlikely(Collection("tuple"), rest)
    assert is_unlikely(Literal("a"), rest)
    assert not is_unlikely(Literal(-1), rest)
    assert not is_unlikely(Collection("tuple"), parameter("places", evidence=used))
    assert not is_unlikely(Collection("tuple"), replace(rest, evidence=used[1:]))
