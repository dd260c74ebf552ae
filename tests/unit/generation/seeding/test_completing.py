from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Symbol
from aqe.domain.subject import ClassKind, ClassSubject, Subject
from aqe.generation.scenario import Step
from aqe.generation.seeding.completing import completing

SOURCE = "class Speaker:\n    def greet(self):\n        return self.greeting\n"


def _class(qualname: str, *bases: str) -> ClassSubject:
    return ClassSubject("talk", qualname, ClassKind.PLAIN, bases)


def _subject(folder: Path) -> Subject:
    half, polite = _class("Half", "demo:Speaker"), _class("Polite", "talk:Half")
    other = _class("Other", "elsewhere:Speaker")
    return replace(subject_of(folder, SOURCE), known_classes=(half, polite, other))


def test_classes_of_other_modules_complete_what_they_derive_from(tmp_path: Path) -> None:
    assert completing(_subject(tmp_path)) == {"Speaker": ["Half", "Polite"]}


def test_instances_of_subclasses_elsewhere_are_the_first_receivers(tmp_path: Path) -> None:
    seeder = seeder_of(_subject(tmp_path))
    own = (Step(None, expression=Symbol("demo", "own")),)
    polite = (Step(None, expression=Symbol("talk", "polite")),)
    seeder.learn_receiver("Speaker", own, 1.0)
    seeder.learn_receiver("Polite", polite, 2.0)
    assert seeder.receivers("Speaker") == [polite, own]
