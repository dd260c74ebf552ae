from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of
from generation_builders import run

from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.subject import Subject
from aqe.generation.archive import Entry
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.judging.fitting import Fitting
from aqe.generation.judging.object_laws import Law
from aqe.generation.judging.serialisers import laws_of_serialisers, serialiser_pairs
from aqe.generation.scenario import Scenario, Step
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

SOURCE = """\
def dumps(value: str) -> str:
    return value


def loads(text: str) -> str:
    return text


def decode(text: str) -> str:
    return text


async def encode(text: str) -> str:
    return text


def set(value: str) -> str:
    return value


def get(value: str) -> str:
    return value


def format_pair(one: str, other: str) -> str:
    return one + other


def parse_pair(text: str) -> str:
    return text


class Money:
    def __init__(self, amount: int, unit: str = ""):
        self.amount = amount
        self.unit = unit

    def to_text(self) -> str:
        return str(self.amount)

    def to_file(self, name: str) -> None:
        pass

    @classmethod
    def from_text(cls, text: str) -> "Money":
        return cls(int(text))

    @classmethod
    def from_file(cls, name: str) -> "Money":
        return cls(0)
"""


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder: Path = tmp_path_factory.mktemp("demo")
    return subject_of(folder, SOURCE)


def _entries(subject: Subject, name: str, outcome: CandidateOutcome) -> list[Entry]:
    seeder = seeder_of(subject)
    callee = next(each for each in subject.callables if each.qualname == name)
    if callee.owner is None:
        scenarios = seeder.seeds(callee, 0, 3)
    else:
        owner = next(each for each in subject.classes if each.qualname == callee.owner)
        made = seeder.constructions(owner)[0].steps
        scenarios = [Scenario((*made, Step(callee, (), receiver=len(made) - 1)))]
    return [Entry(each, run(outcome=outcome), 1.0, place) for place, each in enumerate(scenarios)]


def _laws(
    subject: Subject, outcome: CandidateOutcome = CandidateOutcome.COMPLETED
) -> dict[str, list[Law]]:
    found: dict[str, list[Law]] = {}
    laws = laws_of_serialisers(
        subject,
        lambda name: _entries(subject, name, outcome),
        Fitting(subject, parse_literal),
    )
    for law in laws:
        found.setdefault(law.owner, []).append(law)
    return found


def _printed(law: Law) -> list[str]:
    program = Printer().program(candidate_of(law.scenario, "demo", 1), "demo")
    return [each.source for each in program.lines]


def test_pairs_are_told_by_their_names_and_by_what_they_take(subject: Subject) -> None:
    assert [(each.writer.qualname, each.reader.qualname) for each in serialiser_pairs(subject)] == [
        ("dumps", "loads"),
        ("Money.to_text", "Money.from_text"),
    ]


def test_what_was_written_is_read_and_written_again(subject: Subject) -> None:
    laws = _laws(subject)
    written, *stated = _printed(laws["dumps"][0])
    assert stated == [
        "isinstance(other_dumps, (str, bytes))",
        f"{written} == other_dumps",
        "dumps(loads(other_dumps)) == other_dumps",
    ]
    assert _printed(laws["Money"][0])[2:] == [
        "isinstance(to_text, (str, bytes))",
        "money.to_text() == to_text",
        "Money.from_text(to_text).to_text() == to_text",
    ]


def test_texts_that_have_to_be_protected_are_written_too(subject: Subject) -> None:
    given = {each.scenario.steps[0].recipes[0] for each in _laws(subject)["dumps"]}
    assert {Literal("a\\b"), Literal("a\nb"), Literal("")} <= given


def test_what_failed_is_no_witness(subject: Subject) -> None:
    assert _laws(subject, CandidateOutcome.RAISED) == {}


def test_what_contradicts_a_hint_is_no_witness(subject: Subject) -> None:
    (first, *_) = _entries(subject, "dumps", CandidateOutcome.COMPLETED)
    [argument] = first.scenario.act.arguments
    step = first.scenario.act.with_argument(0, replace(argument, recipe=Literal(1)).recipe)
    entry = replace(first, scenario=Scenario((step,)))
    fitting = Fitting(subject, parse_literal)
    assert not list(laws_of_serialisers(subject, lambda name: [entry], fitting))


@pytest.mark.parametrize(
    ("said", "is_broken"),
    [
        (("'x'", "True", "True", "False"), True),
        (("'x'", "True", "True", "True"), False),
        (("1", "False", "True", "False"), False),
        (("'x'", "True", "False", "False"), False),
        (("'x'", "True", "True", "'False'"), False),
        (("'x'",), False),
    ],
)
def test_only_texts_that_are_written_alike_twice_can_break_it(
    subject: Subject, said: tuple[str, ...], is_broken: bool
) -> None:
    observed = tuple(
        Observation(number, Snapshot("literal", "builtins:bool", source))
        for number, source in enumerate(said)
    )
    shown: CandidateRun = run(observations=observed)
    assert _laws(subject)["dumps"][0].is_broken(shown) is is_broken
