"""What generation needs from the rooms beside it, as protocols that a campaign fills in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aqe.domain.candidate import Candidate, Program
from aqe.domain.mutant import Mutant, MutantResult
from aqe.domain.recipe import Recipe
from aqe.domain.run import CandidateRun

__all__ = [
    "Clock",
    "Constant",
    "ConstantFinder",
    "ParseLiteral",
    "PatternSampler",
    "Printer",
    "Runner",
    "SymbolFinder",
]

Constant = str | bytes | int | float
"""A value that stands in a source text."""

PatternSampler = Callable[[str], Sequence[str]]
"""Strings that a regular expression matches, simplest first; empty when none is known."""

ParseLiteral = Callable[[str], Recipe | None]
"""The recipe of a literal given as source text, or None when the text is no literal."""

SymbolFinder = Callable[[str], Sequence[Recipe]]
"""Importable things that an expression of the subject's source mentions by name."""

Clock = Callable[[], float]
"""Seconds on a clock that only goes forward."""


class ConstantFinder(Protocol):
    """Finds the constants of the subject's source that a mutant may show with."""

    def beside(self, mutant: Mutant) -> Sequence[Constant]:
        """Values for inputs, the most promising first."""
        ...

    def filled_by(self, qualname: str) -> Sequence[str]:
        """Names of the module that a callable fills while the import runs; none for other callables."""
        ...


class Printer(Protocol):
    """Prints candidates for the workers of one language."""

    def __call__(self, candidate: Candidate) -> Program:
        """The program of a candidate."""
        ...


class Runner(Protocol):
    """Executes programs in a worker process."""

    def run(
        self,
        programs: Sequence[Program],
        *,
        known: frozenset[int] = frozenset(),
        observe: bool = False,
        compare: bool = True,
        backwards: bool = False,
    ) -> list[CandidateRun]:
        """One result per program, in order; `backwards` turns the order of sets round."""
        ...

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
        first: Mapping[str, int] | None = None,
    ) -> list[MutantResult]:
        """What the programs' observations make of each mutant."""
        ...
