"""Runs programs about a module of a few lines in this very process: for code that the tests wrote."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from generation_bench import subject_of

from aqe.domain.candidate import Program
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import (
    CandidateOutcome,
    CandidateRun,
    Failure,
    LoadedSubject,
    Observation,
    Snapshot,
)
from aqe.domain.subject import Subject
from aqe.generation.archive import Archive
from aqe.generation.properties.profiles import Bench
from aqe.generation.properties.profiling import Profiler
from aqe.generation.properties.sampling import Sampler
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

MODULE = "demo"


@dataclass
class PlainRunner:
    """A worker without a process; `hangs` names what a line mentions that would not end."""

    source: str
    hangs: str = "\0"
    unstable: str = "\0"
    kills: dict[str, str] = field(default_factory=dict)
    """Mutant -> text of a program that notices it."""
    requests: list[int] = field(default_factory=list)

    def run(
        self,
        programs: Sequence[Program],
        *,
        known: frozenset[int] = frozenset(),
        observe: bool = False,
        compare: bool = True,
        backwards: bool = False,
    ) -> list[CandidateRun]:
        self.requests.append(len(programs))
        return [self._one(each) for each in programs]

    def _one(self, program: Program) -> CandidateRun:
        text = "\n".join([*program.definitions, *(each.source for each in program.lines)])
        if self.hangs in text:
            return CandidateRun(program.candidate, CandidateOutcome.TIMEOUT)
        module = types.ModuleType(MODULE)
        exec(self.source, module.__dict__)
        sys.modules[MODULE] = module
        namespace: dict[str, object] = {}
        bound: dict[str, str] = {}
        observations: list[Observation] = []
        kinds: list[str] = []
        outcome, failure = CandidateOutcome.COMPLETED, None
        try:
            for source in (*program.imports, *program.definitions):
                exec(source, namespace)
            for place, line in enumerate(program.lines):
                value: object = None
                if line.form == "statement":
                    exec(line.source, namespace)
                else:
                    value = eval(line.source, namespace)
                if line.target:
                    namespace[line.target] = value
                    bound[line.target] = repr(value)
                kind = f"{type(value).__module__}:{type(value).__qualname__}"
                kinds.append(kind)
                observations.append(Observation(place, Snapshot("literal", kind, repr(value))))
        except Exception as error:
            outcome = CandidateOutcome.RAISED
            failure = Failure(f"builtins:{type(error).__name__}", str(error), True)
        finally:
            del sys.modules[MODULE]
        after = tuple(
            (name, Snapshot("literal", "", repr(namespace[name])))
            for name, before in bound.items()
            if repr(namespace[name]) != before
        )
        return CandidateRun(
            program.candidate,
            outcome,
            failure=failure,
            goals=frozenset({0}),
            result_types=tuple(kinds),
            unstable=("clock",) if self.unstable in text else (),
            observations=tuple(observations),
            after=after,
        )

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
            text = self.kills.get(mutant.id, "\0")
            noticed = [each for each in programs if text in "".join(each.definitions)]
            state = MutantState.KILLED if noticed else MutantState.SURVIVED
            found.append(
                MutantResult(mutant, state, tuple(str(each.candidate) for each in noticed))
            )
        return found


@dataclass
class LawBench:
    """Everything that laws of a few lines are tried with."""

    subject: Subject
    runner: PlainRunner
    bench: Bench
    sampler: Sampler
    profiler: Profiler


def law_bench(folder: Path, source: str, *, seed: int = 0, **runner: str) -> LawBench:
    subject = subject_of(folder, source)
    plain = PlainRunner(source, **runner)  # type: ignore[arg-type]
    printer = Printer()
    bench = Bench(plain, lambda candidate: printer.program(candidate, MODULE))
    loaded = LoadedSubject(
        MODULE, "3.11", (Goal(0, GoalKind.LINE, 1, "act"),), (), frozenset(), (), "ast"
    )
    words = [
        recipe
        for each in subject.callables
        for constant in each.constants
        if (recipe := parse_literal(constant)) is not None
    ]
    sampler = Sampler(Random(seed), words)
    profiler = Profiler(subject, Archive(loaded), bench, sampler, parse_literal)
    return LawBench(subject, plain, bench, sampler, profiler)
