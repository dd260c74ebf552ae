"""What one callable made goes to the one whose name promises to undo it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import completed, seeder_of, subject_of

from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import CallableSubject, ClassKind, ClassSubject, Subject
from aqe.generation.archive import Entry
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Scenario
from aqe.generation.seeding.undoing import Undoing
from aqe.syntax.python.expressions import Printer

SOURCE = """
class Sealer:
    def __init__(self, house: str) -> None:
        self.house = house

    def seal(self, text: str) -> str:
        return self.house + "|" + text

    def unseal(self, letter: str, strict: bool = False) -> str:
        return letter.partition("|")[2]


def encode(text: str) -> str:
    return "<" + text + ">"


def decode(text: str) -> str:
    return text[1:-1]


def measure(text: str) -> int:
    return len(text)


def unmeasure() -> int:
    return 0
"""
Pool = Callable[[str], list[Entry]]
DONE = completed(set())


def _callable(subject: Subject, name: str) -> CallableSubject:
    found = subject.callable(name)
    assert found is not None
    return found


def _pool(subject: Subject, run: CandidateRun = DONE) -> Pool:
    """Every callable was called with its first seeds, which all ended so."""
    seeder = _known(subject)

    def pool(name: str) -> list[Entry]:
        found = seeder.seeds(_callable(subject, name), 0, 9)
        return [Entry(each, run, 1.0, number) for number, each in enumerate(found)]

    return pool


def _known(subject: Subject):  # type: ignore[no-untyped-def]
    seeder = seeder_of(subject)
    for each in subject.classes:
        for made in seeder.constructions(each)[:1]:
            seeder.learn_receiver(each.qualname, made.steps, 1.0)
    return seeder


def _texts(subject: Subject, name: str, pool: Pool) -> list[str]:
    made = Undoing(subject, _known(subject), pool).scenarios(_callable(subject, name))
    return [_text(each) for each in made]


def _text(scenario: Scenario) -> str:
    program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
    return "; ".join(f"{each.target} = {each.source}" for each in program.lines)


def test_a_function_gets_what_the_other_made(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    found = _texts(subject, "decode", _pool(subject))
    assert found[0] == 'other_encode = encode("abc"); result = decode(other_encode)'
    assert len(set(found)) == len(found) == 6


def test_a_method_is_called_on_the_object_that_made_it(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    found = _texts(subject, "Sealer.unseal", _pool(subject))
    assert found[0] == (
        'sealer = Sealer("abc"); seal = sealer.seal("abc"); result = sealer.unseal(seal)'
    )


@pytest.mark.parametrize("name", ["encode", "measure", "unmeasure", "Sealer.seal"])
def test_nothing_is_made_for_what_undoes_nothing(tmp_path: Path, name: str) -> None:
    subject = subject_of(tmp_path, SOURCE)
    assert _texts(subject, name, _pool(subject)) == []


def test_calls_that_went_wrong_made_nothing(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    raised = replace(DONE, outcome=CandidateOutcome.RAISED)
    assert _texts(subject, "decode", _pool(subject, raised)) == []


def test_inherited_methods_of_other_modules_are_undone_too(tmp_path: Path) -> None:
    source = """
class Store(Base):
    def loads(self, text: str) -> object:
        return text
"""
    subject = subject_of(tmp_path, f"from kit import Base\n{source}")
    middle = ClassSubject("kit", "Base", ClassKind.PLAIN, ("kit.core:Root",), methods=("loads",))
    root = ClassSubject("kit.core", "Root", ClassKind.PLAIN, methods=("dumps", "_hidden"))
    subject = replace(subject, known_classes=(middle, root))
    assert subject.classes[0].bases == ("kit:Base",)
    found = _texts(subject, "Store.loads", lambda name: [])
    assert found[:2] == [
        'store = Store(); dumps = store.dumps("abc"); result = store.loads(dumps)',
        'store = Store(); dumps = store.dumps({"a": 1}); result = store.loads(dumps)',
    ]
