from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of
from generation_builders import run

from aqe.analysis.failing_lines import FailingLines
from aqe.domain.finding import Oddity
from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, Observation, Snapshot
from aqe.domain.subject import ClassSubject, Subject
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.judging.fitting import Fitting
from aqe.generation.judging.object_laws import Law, laws_of, suspect_of
from aqe.generation.scenario import Step
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

SOURCE = """\
class Plain:
    def __init__(self, size: int):
        self.size = size


class Box(Plain):
    def __eq__(self, other):
        raise TypeError

    def __hash__(self):
        return 1


class Shown:
    def __init__(self, name: str):
        self.name = name

    def __repr__(self):
        return self.name


class Mixin:
    def __repr__(self):
        return self.name


class _Half(Mixin):
    def __eq__(self, other):
        return self.name == other.name


class Loose:
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name
"""


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    folder: Path = tmp_path_factory.mktemp("demo")
    return subject_of(folder, SOURCE)


@pytest.fixture(scope="module")
def laws(subject: Subject) -> list[Law]:
    seeder = seeder_of(subject)

    def instances(owner: ClassSubject) -> list[tuple[Step, ...]]:
        return [each.steps for each in seeder.constructions(owner)[:2]]

    return list(laws_of(subject, instances, Fitting(subject, parse_literal)))


def _named(laws: list[Law], rule: Oddity, words: str = "") -> list[Law]:
    return [each for each in laws if each.rule is rule and words in each.message]


def _printed(law: Law) -> list[str]:
    program = Printer().program(candidate_of(law.scenario, "demo", 1), "demo")
    return [each.source for each in program.lines]


def _said(*sources: str) -> CandidateRun:
    found = tuple(
        Observation(number, Snapshot("literal", "builtins:bool", source))
        for number, source in enumerate(sources)
    )
    return run(observations=found)


def _raised(failed_at: int, line: int = 8, depth: int = 1) -> CandidateRun:
    failure = Failure("builtins:TypeError", "no", True, line, depth)
    return CandidateRun(1, CandidateOutcome.RAISED, failed_at, failure)


def test_only_what_a_class_defines_binds_it(laws: list[Law]) -> None:
    assert {each.owner for each in laws} == {"Box", "Shown"}
    assert [each.owner for each in _named(laws, Oddity.REPRESENTATION)] == ["Shown"]


def test_laws_are_stated_about_real_instances(laws: list[Law]) -> None:
    reflexive = _named(laws, Oddity.EQUALITY, "itself")
    assert [_printed(each) for each in reflexive] == [
        ["Box(1)", "box == box"],
        ["Box(0)", "box == box"],
    ]
    assert _printed(_named(laws, Oddity.EQUALITY, "another type")[0])[-1] == "box == object()"
    assert _printed(_named(laws, Oddity.HASH)[1]) == [
        "Box(1)",
        "Box(0)",
        "box == other_box",
        "hash(box) == hash(other_box)",
    ]
    assert _printed(_named(laws, Oddity.REPRESENTATION)[0])[-1] == "repr(shown)"


@pytest.mark.parametrize(
    ("rule", "words", "said", "is_broken"),
    [
        (Oddity.EQUALITY, "itself", ("x", "False"), True),
        (Oddity.EQUALITY, "itself", ("x", "True"), False),
        (Oddity.EQUALITY, "itself", ("x", "'False'"), False),
        (Oddity.EQUALITY, "another type", ("x", "False"), False),
        (Oddity.EQUALITY, "depends", ("x", "y", "True", "False", "False"), True),
        (Oddity.EQUALITY, "depends", ("x", "y", "True", "True", "True"), False),
        (Oddity.EQUALITY, "depends", ("x", "y", "(1,)", "(2,)", "False"), False),
        (Oddity.HASH, "", ("x", "y", "True", "False"), True),
        (Oddity.HASH, "", ("x", "y", "False", "False"), False),
        (Oddity.HASH, "", ("x", "y", "True", "True"), False),
        (Oddity.HASH, "", ("False",), False),
    ],
)
def test_answers_keep_or_break_a_law(
    laws: list[Law], rule: Oddity, words: str, said: tuple[str, ...], is_broken: bool
) -> None:
    assert _named(laws, rule, words)[0].is_broken(_said(*said)) is is_broken


@pytest.mark.parametrize(
    ("rule", "words", "failed_at", "depth", "is_broken"),
    [
        (Oddity.EQUALITY, "another type", 1, 1, True),
        (Oddity.EQUALITY, "another type", 0, 1, False),
        (Oddity.EQUALITY, "another type", 1, 0, False),
        (Oddity.EQUALITY, "itself", 1, 1, False),
        (Oddity.REPRESENTATION, "", 1, 1, True),
        (Oddity.REPRESENTATION, "", 0, 1, False),
    ],
)
def test_exceptions_break_the_laws_that_forbid_them(
    laws: list[Law], rule: Oddity, words: str, failed_at: int, depth: int, is_broken: bool
) -> None:
    law = _named(laws, rule, words)[0]
    assert law.is_broken(_raised(failed_at, depth=depth)) is is_broken


def test_a_suspect_says_what_is_broken_and_where(laws: list[Law]) -> None:
    lines = FailingLines(SOURCE)
    law = _named(laws, Oddity.HASH)[0]
    found = suspect_of(law, _said("x", "y", "True", "False"), lines)
    assert found is not None
    assert (found.subject, found.message) == ("Box", "equal instances have different hashes")
    assert found.line == 10
    assert [each.statement for each in found.demands(4)] == [2, 3]
    assert all(each.expected == Literal(True) for each in found.demands(4))
    assert suspect_of(law, _said("x", "y", "True", "True"), lines) is None


def test_what_a_class_says_itself_is_no_suspect(laws: list[Law]) -> None:
    lines = FailingLines(SOURCE)
    foreign = _named(laws, Oddity.EQUALITY, "another type")[0]
    assert suspect_of(foreign, _raised(1, line=8), lines) is None  # a raise statement
    shown = _named(laws, Oddity.REPRESENTATION)[0]
    found = suspect_of(shown, _raised(1, line=19), lines)
    assert found is not None
    assert found.message == "repr() of an instance raises TypeError: no"
    assert found.demands(2) == ()


def test_nan_is_no_witness(tmp_path: Path) -> None:
    subject = subject_of(
        tmp_path,
        "class Range:\n"
        "    def __init__(self, low: float):\n"
        "        self.low = low\n\n"
        "    def __eq__(self, other):\n"
        "        return self.low == other.low\n",
    )
    seeder = seeder_of(subject)

    def instances(owner: ClassSubject) -> list[tuple[Step, ...]]:
        return [each.steps for each in seeder.constructions(owner)]

    assert "nan" in repr(instances(subject.classes[0]))
    assert "nan" not in repr(list(laws_of(subject, instances, Fitting(subject, parse_literal))))
