"""A search over a subject of a few lines whose executions are played by a function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from generation_builders import call_of

from aqe.analysis.patterns import samples
from aqe.analysis.subjects import analyse
from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Literal
from aqe.domain.run import CandidateOutcome, CandidateRun, LoadedSubject
from aqe.domain.subject import Subject
from aqe.generation.exploring.exploration import Budget
from aqe.generation.exploring.search import Search, SearchSettings
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.values import Values
from aqe.generation.scenario import Scenario
from aqe.generation.seeding.seeds import Seeder
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

Play = Callable[[str], CandidateRun]


def subject_of(folder: Path, source: str) -> Subject:
    path = folder / "demo.py"
    path.write_text(source)
    return analyse(path, module="demo", import_root=folder)


def seeder_of(subject: Subject, seed: int = 0) -> Seeder:
    book = RecipeBook()
    for each in subject.classes:
        book.relate(f"{each.module}:{each.qualname}", each.bases)
    return Seeder(subject, book, Values(book, parse_literal), parse_literal, Random(seed))


def text_of(program: Program) -> str:
    """The last line of a program: the act."""
    return program.lines[-1].source


def arguments_of(text: str) -> list[object]:
    """Values of the arguments of a call; ``...`` for what is no literal."""
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call), text
    return [_value(each) for each in (*call.args, *(each.value for each in call.keywords))]


def _value(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ...


@dataclass
class FakeRunner:
    """Plays programs by their last line and remembers them."""

    play: Play
    texts: list[str] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    kills: Callable[[Mutant, str], bool] = lambda mutant, text: False

    def run(
        self,
        programs: Sequence[Program],
        *,
        known: frozenset[int] = frozenset(),
        observe: bool = False,
        compare: bool = True,
        backwards: bool = False,
    ) -> list[CandidateRun]:
        self.batches.append(len(programs))
        self.texts += [text_of(each) for each in programs]
        return [replace(self.play(text_of(each)), candidate=each.candidate) for each in programs]

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
    ) -> list[MutantResult]:
        found = []
        for mutant in mutants:
            killers = [
                str(each.candidate) for each in programs if self.kills(mutant, text_of(each))
            ]
            state = MutantState.KILLED if killers else MutantState.SURVIVED
            found.append(
                MutantResult(mutant, state, tuple(killers[:1] if stop_at_first else killers))
            )
        return found


def search_of(
    subject: Subject,
    loaded: LoadedSubject,
    runner: FakeRunner,
    *,
    executions: int = 5000,
    is_cancelled: Callable[[], bool] = lambda: False,
    **settings: object,
) -> Search:
    return Search(
        subject,
        loaded,
        runner,
        printer=lambda candidate: Printer().program(candidate, "demo"),
        parse=parse_literal,
        sample=samples,
        budget=Budget(executions, None, lambda: 0.0, is_cancelled),
        settings=SearchSettings(**settings),  # type: ignore[arg-type]
    )


def call_in(search: Search, name: str, *values: object) -> Scenario:
    """A call of a callable of the subject with literals."""
    subject = search.subject.callable(name)
    assert subject is not None
    return Scenario((call_of(subject, *map(Literal, values)),))  # type: ignore[arg-type]


def completed(goals: set[int], **facts: object) -> CandidateRun:
    return CandidateRun(1, CandidateOutcome.COMPLETED, goals=frozenset(goals), **facts)  # type: ignore[arg-type]
