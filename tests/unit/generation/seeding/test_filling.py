"""Objects with something in the lists that they hold."""

from __future__ import annotations

from pathlib import Path

from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Call, Symbol
from aqe.domain.subject import Subject
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Step, step_reference
from aqe.generation.seeding.filling import Filling
from aqe.generation.seeding.seeds import Seeder
from aqe.syntax.python.expressions import Printer

SOURCE = """\
class Text:
    def __init__(self, words: str): self.words = words

class Rule: ...

class Page:
    def __init__(self, title: str):
        self.title = title
        self.parts = []
        self.notes = []

    @property
    def rules(self):
        return [each for each in self.parts if isinstance(each, Rule)]

    def words(self):
        return [each.words for each in self.parts if isinstance(each, Text)]

def rendered(page: Page, width: int):
    found = []
    for part in page.parts:
        if isinstance(part, Text):
            found.append(part.words[:width])
        elif isinstance(part, Rule):
            found.append("-" * width)
    return found

def ruled(page: Page):
    return [1 for each in page.rules]

def titled(page: Page):
    return page.title
"""


def _bench(folder: Path) -> tuple[Subject, Seeder]:
    subject = subject_of(folder, SOURCE)
    seeder = seeder_of(subject)
    for name in ("Text", "Rule", "Page"):
        made = seeder.constructions(next(e for e in subject.classes if e.qualname == name))
        seeder.learn_receiver(name, made[0].steps, 1.0)
    return subject, seeder


def _lines(folder: Path, qualname: str) -> list[list[str]]:
    subject, seeder = _bench(folder)
    found = subject.callable(qualname)
    assert found is not None
    return [
        [each.source for each in Printer().program(candidate_of(made, "demo", 1), "demo").lines]
        for made in Filling(subject, seeder).scenarios(found)
    ]


def test_each_sort_of_element_is_put_in_by_itself_and_then_together(tmp_path: Path) -> None:
    texts = _lines(tmp_path, "rendered")
    put = [[line for line in each if ".append(" in line] for each in texts]
    assert [len(each) for each in put[:3]] == [1, 1, 2]
    for each in texts:
        assert each[0] == 'Page("abc")'
        assert each[-1].startswith("rendered(page, ")
    assert ["page.parts.append(text)"] in put
    assert ["page.parts.append(rule)"] in put


def test_what_a_property_of_the_class_looks_for_is_put_in(tmp_path: Path) -> None:
    assert any("page.parts.append(rule)" in each for each in _lines(tmp_path, "ruled"))


def test_receivers_are_filled_too(tmp_path: Path) -> None:
    assert any("page.parts.append(text)" in each for each in _lines(tmp_path, "Page.words"))


def test_lists_that_nobody_looks_into_stay_empty(tmp_path: Path) -> None:
    assert not any("notes" in line for each in _lines(tmp_path, "rendered") for line in each)


def test_without_a_way_to_make_the_object_there_is_nothing_to_fill(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    rendered = subject.callable("rendered")
    assert rendered is not None
    assert Filling(subject, seeder_of(subject)).scenarios(rendered) == []


def test_elements_that_are_made_in_several_steps_keep_their_references(tmp_path: Path) -> None:
    subject, seeder = _bench(tmp_path)
    kind = Step(None, expression=Symbol("demo", "Rule"), name="kind")
    rule = Step(None, expression=Call(Symbol("demo", "Rule"), (step_reference(0),)), name="rule")
    seeder.learn_receiver("Rule", (kind, rule), 0.5)
    rendered = subject.callable("rendered")
    assert rendered is not None
    texts = [
        [each.source for each in Printer().program(candidate_of(made, "demo", 1), "demo").lines]
        for made in Filling(subject, seeder).scenarios(rendered)
    ]
    lines = [line for each in texts for line in each]
    assert "Rule(kind)" in lines
    assert not any("Rule(page)" in line or "@" in line for line in lines)
