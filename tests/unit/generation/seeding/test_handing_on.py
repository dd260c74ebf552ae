"""Arguments that did something new, handed to callers."""

from __future__ import annotations

from pathlib import Path
from random import Random

from generation_bench import subject_of

from aqe.domain.recipe import Collection, Literal, Recipe
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.values import Values
from aqe.generation.scenario import Argument, Scenario, Step, step_reference
from aqe.generation.seeding.handing_on import HandingOn
from aqe.generation.seeding.seeds import Seeder
from aqe.syntax.python.parsing import parse_literal

SOURCE = """\
class Parser:
    def parse(self, text):
        return self._parse(text)

    def _parse(self, text):
        return text.upper()


def checked(code):
    return code[0]


def direct(name, code):
    return checked(code)


def by_name(value):
    return checked(code=value)


def each_of(codes):
    return [checked(each) for each in codes]


def all_of(*codes):
    return [checked(each) for each in codes]


def whole(*codes):
    return checked(codes)


def named(**codes):
    return checked(codes)


def again(code):
    return again(code)


def unrelated(code):
    return code
"""


def _bench(folder: Path) -> tuple[Seeder, HandingOn]:
    subject = subject_of(folder, SOURCE)
    book = RecipeBook()
    seeder = Seeder(subject, book, Values(book, parse_literal), parse_literal, Random(0))
    return seeder, HandingOn(subject, seeder)


def _handed(
    seeder: Seeder, handing_on: HandingOn, qualname: str, value: Recipe
) -> dict[str, tuple[Recipe, ...]]:
    subject = seeder._subject.callable(qualname)
    assert subject is not None
    act = Step(subject, (Argument(subject.parameters[0], value),))
    found = handing_on.scenarios(Scenario((act,)))
    return {
        each.subject: tuple(argument.recipe for argument in each.act.arguments) for each in found
    }


def test_callers_get_what_the_callee_took(tmp_path: Path) -> None:
    value = Literal("XK-42")
    found = _handed(*_bench(tmp_path), "checked", value)
    assert set(found) == {"direct", "by_name", "each_of", "all_of"}
    assert found["direct"][1] == value
    assert found["by_name"] == (value,)
    assert found["each_of"] == (Collection("list", (value,)),)
    assert found["all_of"] == (value,)


def test_the_public_method_gets_what_the_private_one_took(tmp_path: Path) -> None:
    seeder, handing_on = _bench(tmp_path)
    parser = seeder._subject.callable("Parser.parse")
    assert parser is not None
    assert _handed(seeder, handing_on, "Parser._parse", Literal("a")) == {}  # no receiver known yet
    seeder.learn_receiver("Parser", (Step(None, expression=Literal(1)),), 1.0)
    assert _handed(seeder, handing_on, "Parser._parse", Literal("b")) == {
        "Parser.parse": (Literal("b"),)
    }


def test_what_refers_to_a_step_stays_in_its_scenario(tmp_path: Path) -> None:
    assert _handed(*_bench(tmp_path), "checked", step_reference(0)) == {}
    listed = Collection("list", (step_reference(0),))
    assert _handed(*_bench(tmp_path), "checked", listed) == {}


def test_nothing_is_handed_on_for_ever(tmp_path: Path) -> None:
    seeder, handing_on = _bench(tmp_path)
    counts = [
        len(_handed(seeder, handing_on, "checked", Literal(str(number)))) for number in range(30)
    ]
    assert counts[:3] == [4, 4, 4]
    assert counts[-1] == 0
    assert _handed(seeder, handing_on, "again", Literal("a")) == {}
