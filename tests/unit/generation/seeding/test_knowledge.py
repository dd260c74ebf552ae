"""What searches pass on, and what they take."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from aqe.domain.recipe import Attribute, Call, Collection, Literal, Recipe, Symbol, Verbatim
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.domain.types import EvidenceSource, TypeEvidence, TypeRef
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.values import Values
from aqe.generation.seeding.knowledge import Knowledge, learned, teach, united
from aqe.generation.seeding.seeds import Seeder
from aqe.syntax.python.parsing import parse_literal


def built(name: str, *arguments: object) -> Recipe:
    module, _, qualname = name.partition(":")
    return Call(Symbol(module, qualname), tuple(Literal(each) for each in arguments))  # type: ignore[arg-type]


def subject(*types: str, names: tuple[str, ...] = ()) -> Subject:
    parameters = tuple(
        Parameter(
            f"p{place}",
            ParameterKind.POSITIONAL_OR_KEYWORD,
            evidence=(TypeEvidence(TypeRef("list", (TypeRef(each),)), EvidenceSource.HINT, 1.0),),
        )
        for place, each in enumerate(types)
    )
    function = CallableSubject("f", "f", CallableKind.FUNCTION, None, parameters)
    return Subject(
        module="mine",
        path=Path("mine.py"),
        import_root=Path(),
        source="",
        language="python",
        callables=(function,),
        classes=(),
        names=tuple((each.partition(":")[2], each) for each in names),
    )


def test_the_simplest_recipes_are_passed_on() -> None:
    book = RecipeBook()
    texts = ["x" * length for length in (40, 1, 20, 30, 8, 50, 14)]
    for text in texts:
        book.learn("m:A", built("m:A", text))
    simplest = sorted(texts, key=len)[:6]
    assert learned(book).recipes["m:A"] == tuple(built("m:A", text) for text in simplest)


def test_what_others_cannot_use_is_kept_back() -> None:
    book = RecipeBook()
    book.learn("m:A", Call(Symbol("", "MadeUp")))
    book.learn("m:B", built("m:_secret"))
    book.learn("m:C", Call(Attribute(Symbol("m", "C"), "_build")))
    book.learn("m:D", Call(Symbol("m", "D"), (Verbatim("lambda: x()", (Symbol("m", "_x"),)),)))
    book.learn("m:E", Call(Symbol("m", "E"), (Collection("list", (Literal(1),) * 20),)))
    book.learn("m:F", Call(Attribute(Symbol("m", "F"), "build")))
    assert list(learned(book).recipes) == ["m:F"]


def test_several_are_united_whatever_their_order() -> None:
    one = Knowledge({"m:A": (built("m:A", "long text here"),)}, {"m:Base": frozenset({"m:A"})})
    two = Knowledge({"m:A": (built("m:A", 1),)}, {"m:Base": frozenset({"m:B"})})
    both = united([one, two])
    assert both == united([two, one])
    assert both.recipes["m:A"] == (built("m:A", 1), built("m:A", "long text here"))
    assert both.bases["m:Base"] == {"m:A", "m:B"}


@dataclass
class Learner:
    """A search that only learns."""

    subject: Subject
    book: RecipeBook = field(default_factory=RecipeBook)
    seeder: Seeder = field(init=False)

    def __post_init__(self) -> None:
        values = Values(self.book, parse_literal)
        self.seeder = Seeder(self.subject, self.book, values, parse_literal, Random(0))


def test_only_what_the_subject_mentions_is_taken() -> None:
    knowledge = Knowledge(
        {name: (built(name, 1),) for name in ("m:Hinted", "m:Imported", "m:Other")}
    )
    search = Learner(subject("m:Hinted", names=("m:Imported",)))
    assert teach(search, knowledge) == 2
    assert search.book.types() == ["m:Hinted", "m:Imported"]


def test_values_of_a_subtype_serve_for_its_base() -> None:
    knowledge = Knowledge(
        {"m:Leaf": (built("m:Leaf", 1),)},
        {"m:Base": frozenset({"m:Middle"}), "m:Middle": frozenset({"m:Leaf"})},
    )
    search = Learner(subject("m:Base"))
    teach(search, knowledge)
    assert search.book.recipes("m:Base") == [built("m:Leaf", 1)]


def test_what_was_taught_need_not_be_found_out_again() -> None:
    search = Learner(subject("m:A"))
    assert search.seeder.receivers("A") == []
    teach(search, Knowledge({"m:A": (built("m:A", 1),)}))
    assert [steps[0].expression for steps in search.seeder.receivers("A")] == [built("m:A", 1)]


def test_a_class_of_its_own_is_not_taken_for_a_foreign_one_of_that_name() -> None:
    own = ClassSubject("mine", "A", ClassKind.PLAIN)
    search = Learner(replace(subject("m:A"), classes=(own,)))
    teach(search, Knowledge({"m:A": (built("m:A", 1),)}))
    assert search.seeder.receivers("A") == []
    assert search.book.recipes("m:A") == [built("m:A", 1)]


def test_what_was_taught_is_passed_on_in_turn() -> None:
    first, second = RecipeBook(), Learner(subject("m:A"))
    first.learn("m:A", built("m:A", 1))
    teach(second, learned(first))
    assert learned(second.book).recipes["m:A"] == (built("m:A", 1),)
