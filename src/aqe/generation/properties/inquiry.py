"""The inquiry into the laws of one subject: profiles, conjectures, trials, worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from aqe.domain.candidate import Candidate, Program
from aqe.domain.law import Law, NearMiss
from aqe.domain.mutant import Mutant
from aqe.domain.recipe import Literal, Recipe
from aqe.domain.subject import Subject
from aqe.generation.archive import Archive
from aqe.generation.ports import ParseLiteral, Runner
from aqe.generation.properties.conjectures import conjectures
from aqe.generation.properties.methods import ObjectLaws
from aqe.generation.properties.profiles import Bench, Row
from aqe.generation.properties.profiling import Profiler
from aqe.generation.properties.sampling import Sampler
from aqe.generation.properties.trial import Define, Held, Trial
from aqe.generation.properties.worth import Worth, chosen, worths

__all__ = ["Findings", "Inquiry"]

_WORDS = 24
_MOST_LAWS = 8
"""Tests that one module is offered: more than a reviewer reads at once help nobody."""


@dataclass(slots=True)
class Findings:
    """What became of the conjectures about one subject."""

    conjectured: int = 0
    held: int = 0
    """How many held on every input tried."""
    laws: tuple[Law, ...] = ()
    """Those of them that were tried on some hundred inputs, since they may notice a mutant."""
    worths: tuple[Worth, ...] = ()
    """Those that notice mutants which the recorded tests let live, most valuable first."""
    near_misses: tuple[NearMiss, ...] = ()
    survivors: tuple[Mutant, ...] = ()
    """Mutants that no recorded test tells apart."""
    executions: int = 0
    was_cut: bool = False
    """Whether time ended before every law was tried."""


@dataclass(slots=True)
class Inquiry:
    """Looks for laws in two steps, so that time can be set aside once there is something to look for.

    Args:
        subject: What is known of the subject.
        archive: Scenarios that were executed.
        runner: Executes.
        printer: Prints candidates.
        define: Prints laws as functions.
        parse: Reads literals of the source.
        seed: Of everything that is drawn.
        only: Qualified names to look at, or None for all.
        is_over: Whether to stop.
    """

    subject: Subject
    archive: Archive
    runner: Runner
    printer: Callable[[Candidate], Program]
    define: Define
    parse: ParseLiteral
    seed: int
    only: frozenset[str] | None = None
    is_over: Callable[[], bool] = lambda: False
    findings: Findings = field(default_factory=Findings)
    _held: list[Held] = field(default_factory=list)
    _trial: Trial | None = None

    def screen(self) -> bool:
        """Conjecture, and try each conjecture on a few inputs; whether any law is left."""
        bench = Bench(self.runner, self.printer, lambda: self.is_over())
        chance = Random(f"{self.subject.module}:{self.seed}:laws")
        sampler = Sampler(chance, self._words())
        profiler = Profiler(self.subject, self.archive, bench, sampler, self.parse, self.only)
        profiles = profiler.profiles()
        results = [one.result for each in profiles for one in each.examples]
        found = [self.parse(each) for each in results if each is not None]
        sampler.learn(each for each in found if each is not None)
        laws = conjectures(profiles, profiler.partners())
        laws += ObjectLaws(self.subject, profiler, bench, sampler).conjectures(self.only)
        lines = {each.id: each.line for each in self.archive.loaded.goals}

        def tried(law: Law) -> Sequence[Row]:
            return profiler.tried(law.callables[0])

        self._trial = Trial(bench, sampler, self.define, tried, lines)
        self._held = _first_of_each(self._trial.screened(laws))
        self.findings.conjectured = len(laws)
        return bool(self._held)

    @property
    def lines(self) -> frozenset[int]:
        """Lines of the subject that laws ran through: a mutant elsewhere is of no interest."""
        return frozenset(line for each in self._held for line in each.lines)

    def conclude(self, survivors: Sequence[Mutant]) -> Findings:
        """Try the laws that are left on some hundred inputs, and hold them against the survivors."""
        trial = self._trial
        if trial is None:
            return self.findings
        lines = {each.line for each in survivors}
        near = [each for each in self._held if each.lines & lines]
        named = [each for each in self._held if each.law.is_named and each not in near]
        tested = trial.tested([*near, *named])
        found = worths(tested, survivors, trial.bench, self.define, self.is_over)
        self.findings = Findings(
            conjectured=self.findings.conjectured,
            held=len(self._held) - len(near) - len(named) + len(tested),
            laws=tuple(each.law for each in tested),
            worths=tuple(chosen(found, _MOST_LAWS)),
            near_misses=tuple(trial.near_misses()),
            survivors=tuple(survivors),
            executions=trial.bench.executions,
            was_cut=bool(self._held) and self.is_over(),
        )
        return self.findings

    def _words(self) -> list[Recipe]:
        """Literals of the source, the same ones the search tries."""
        found: dict[Recipe, None] = {}
        for each in self.subject.callables:
            for source in each.constants:
                recipe = self.parse(source)
                if isinstance(recipe, Literal) and recipe.value is not None:
                    found.setdefault(recipe)
        return list(found)[:_WORDS]


def _first_of_each(held: Sequence[Held]) -> list[Held]:
    """Each law once, for the likeliest inputs on which it holds."""
    found: dict[tuple[object, ...], Held] = {}
    for each in held:
        found.setdefault((each.law.body, each.law.claim), each)
    return list(found.values())
