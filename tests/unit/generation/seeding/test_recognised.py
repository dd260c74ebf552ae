"""Expressions that documentation shows are calls of the subject, from which the search goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of

from aqe.campaign.drafting.examples import documented_scenarios
from aqe.domain.recipe import Call, Literal
from aqe.domain.subject import CallableKind
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.scenario import Scenario, Step
from aqe.generation.seeding.recognised import recognised
from aqe.syntax.python.expressions import Printer

SOURCE = '''
"""Labels.

{lines}
"""


class Tag:
    def __init__(self, text, size=1):
        self.text = text
        self.size = size

    def wide(self, by=2):
        return self.text * by

    @property
    def length(self):
        return len(self.text)

    @classmethod
    def of(cls, *words):
        return cls(" ".join(words))


class Mark(Tag):
    pass


def only(a, /, **named):
    return a, named


def joined(*words, end=""):
    return " ".join(words) + end


COUNT = 1


def between(low, high):
    return (low + high) // 2


def label(text, before="", after=""):
    return before + text + after
'''


def _recognised(folder: Path, *lines: str) -> Scenario:
    subject = subject_of(folder, SOURCE.replace("{lines}", "\n".join(lines)))
    (found,) = documented_scenarios(subject)
    return recognised(found, subject, seeder_of(subject).constructor_called)


def _text(scenario: Scenario) -> list[str]:
    program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
    return [each.source for each in program.lines]


def _called(step: Step) -> str | None:
    return None if step.subject is None else step.subject.qualname


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("label('a', '<', after='>')", "label"),
        ("Tag.of('a', 'b')", "Tag.of"),
        ("Mark('a', 3)", "Mark"),
        ("label(before='<', text='a')", "label"),
        ("only(1, a=2)", "only"),
        ("joined('a', 'b', end='c')", "joined"),
    ],
)
def test_a_call_stays_as_somebody_wrote_it(tmp_path: Path, call: str, name: str) -> None:
    found = _recognised(tmp_path, f">>> {call}", "'<a>'")
    assert _called(found.act) == name
    assert found.documented == "'<a>'"
    assert [each.replace('"', "'") for each in _text(found)] == [call]


def test_members_of_an_object_are_called_on_it(tmp_path: Path) -> None:
    found = _recognised(tmp_path, ">>> tag = Mark('a')", ">>> tag.wide(3)", "'aaa'")
    assert [_called(each) for each in found.steps] == ["Mark", "Tag.wide"]
    assert found.act.receiver == 0
    assert _text(found) == ['Mark("a")', "tag.wide(3)"]


def test_what_is_read_of_an_object_is_a_property(tmp_path: Path) -> None:
    found = _recognised(tmp_path, ">>> tag = Tag('abc')", ">>> tag.length", "3")
    assert found.act.subject is not None
    assert found.act.subject.kind is CallableKind.PROPERTY
    assert _text(found) == ['Tag("abc")', "tag.length"]


@pytest.mark.parametrize(
    "call",
    ["label('a').upper()", "label('a', none=1)", "len(label('a'))", "Tag('a').wide()"],
    ids=["of another result", "unknown option", "inside", "of what no step made"],
)
def test_other_expressions_stay_what_they_are(tmp_path: Path, call: str) -> None:
    found = _recognised(tmp_path, f">>> {call}", "'A'")
    assert found.act.subject is None
    assert isinstance(found.act.expression, Call)


@pytest.mark.parametrize("read", ["words[0]", "Tag.size", "COUNT"])
def test_what_is_read_before_a_call_that_may_change_it_stays_in_its_place(
    tmp_path: Path, read: str
) -> None:
    found = _recognised(
        tmp_path, ">>> words = ['a', 'b']", f">>> label({read}, words.pop(0))", "'aa'"
    )
    assert found.act.subject is None


def test_a_named_argument_keeps_its_name_when_another_is_changed(tmp_path: Path) -> None:
    found = _recognised(tmp_path, ">>> between(high=9, low=1)", "5")
    changed = with_part(found, (0, 0, ()), Literal(7))
    assert _text(changed) == ["between(1, 7)"]


def test_with_another_value_it_is_no_longer_documented(tmp_path: Path) -> None:
    found = _recognised(tmp_path, ">>> label('a', '<')", "'<a'")
    place, part = next(parts_of(found))
    assert part == Literal("a")
    changed = with_part(found, place, Literal("b"))
    assert (changed.documented, changed.origin, changed.about) == (None, "search", "")
    assert _text(changed) == ['label("b", before="<")']
