"""Tries laws in a worker: on all inputs tried so far and on drawn ones. One refutation is enough.

A law that does not hold on all inputs may hold on narrower ones that have a name: ASCII, numbers that
are not negative, values that are not empty. It is then offered for those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from aqe.domain.candidate import Candidate, Definition, Statement
from aqe.domain.law import Inputs, Law, LawKind, NearMiss, UnionInputs
from aqe.domain.recipe import Call, Collection, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.properties.narrowing import naturally_narrower, stepwise
from aqe.generation.properties.profiles import Bench, Row, is_clean
from aqe.generation.properties.sampling import Sampler
from aqe.generation.scenario import size

__all__ = ["Define", "Held", "Trial", "question"]

Define = Callable[[Law], Definition]
"""The law as a function of its variables in the subject's language: true, false, or None where the law
could not be looked at because something was raised."""

_SCREEN = 24
"""Inputs of the first trial, which most conjectures do not survive."""
_FULL = 300
"""Inputs of the second."""
_TOGETHER = 30
"""Inputs in one program: one each would cost more than all else."""
_NARROWINGS = 4
_NEAR_SHARE = 0.34
"""A law that fails on more than this share of its inputs is no near miss. Inputs that hold words of the
source are drawn often, and hit weak spots more often than chance would."""
_NEAR_LEAST = 50
"""Inputs on which a near miss has to hold at least."""


class _Verdict(StrEnum):
    HOLDS = "True"
    FAILS = "False"
    REFUSED = "None"
    """Something was raised, or it took too long."""
    HOPELESS = "hopeless"
    """It reaches beyond its inputs."""


@dataclass(frozen=True, slots=True)
class Held:
    """A law that held on every input tried."""

    law: Law
    rows: tuple[Row, ...]
    """The inputs."""
    lines: frozenset[int] = frozenset()
    """Lines of the subject that ran."""


@dataclass(slots=True)
class Trial:
    """Tries laws of one subject.

    Args:
        bench: Executes.
        sampler: Draws inputs.
        define: Prints a law as a function.
        tried: Rows on which the first callable of a law came to a good end.
        lines: Line of each goal.
    """

    bench: Bench
    sampler: Sampler
    define: Define
    tried: Callable[[Law], Sequence[Row]]
    lines: Mapping[int, int]
    doubtful: list[Law] = field(default_factory=list)
    """Laws that names promise and that do not hold on all inputs."""

    def screened(self, laws: Sequence[Law]) -> list[Held]:
        """Laws that hold on a few inputs, each for the widest inputs for which it does."""
        held = self._settled(laws, _SCREEN)
        contrasts = [each.law.contrast for each in held if each.law.contrast is not None]
        judged = self._judged(contrasts, _SCREEN)
        empty = {id(each) for each, (also, _, _) in zip(contrasts, judged, strict=True) if also}
        return [each for each in held if id(each.law.contrast) not in empty]

    def tested(self, held: Sequence[Held]) -> list[Held]:
        """Laws that hold on some hundred inputs, likewise."""
        return self._settled([each.law for each in held], _FULL)

    def _settled(self, laws: Sequence[Law], count: int) -> list[Held]:
        found: list[Held] = []
        waiting = [(law, [law, *_narrowed(law)]) for law in laws]
        while waiting and not self.bench.is_over():
            turn = [(law, options.pop(0), options) for law, options in waiting]
            judged = self._judged([option for _, option, _ in turn], count)
            waiting = []
            for (law, option, options), (held, verdicts, _) in zip(turn, judged, strict=True):
                if held is not None:
                    found.append(held)
                    continue
                is_promised = law.kind is LawKind.ROUND_TRIP and law.is_named
                if option is law and is_promised and _Verdict.HOLDS in verdicts:
                    self.doubtful.append(law)
                if options and _may_go_on(law, verdicts):
                    waiting.append((law, options))
        return found

    def near_misses(self) -> list[NearMiss]:
        """Doubtful laws that hold on nearly all of some hundred inputs."""
        found = []
        for law, (_, verdicts, rows) in zip(
            self.doubtful, self._judged(self.doubtful, _FULL), strict=True
        ):
            held = verdicts.count(_Verdict.HOLDS)
            failed = [
                row for row, each in zip(rows, verdicts, strict=True) if each is not _Verdict.HOLDS
            ]
            if held >= _NEAR_LEAST and 0 < len(failed) <= _NEAR_SHARE * len(rows):
                shortest = min(failed, key=lambda row: sum(map(size, row)))
                found.append(NearMiss(law, shortest, held, len(failed)))
        return found

    def _judged(
        self, laws: Sequence[Law], count: int
    ) -> list[tuple[Held | None, list[_Verdict], list[Row]]]:
        plans: list[tuple[Law, list[list[Row]]]] = []
        candidates: list[Candidate] = []
        for law in laws:
            inputs = [each.inputs for each in law.variables]
            rows = self.sampler.rows(inputs, count, self.tried(law))
            chunks = [rows[start : start + _TOGETHER] for start in range(0, len(rows), _TOGETHER)]
            plans.append((law, chunks))
            definition = self.define(law)
            about = f"{law.callables} {law.variables}"
            candidates += [question(definition, chunk, about) for chunk in chunks]
        runs = iter(self.bench.observed(candidates))
        found = []
        for law, chunks in plans:
            shown = [next(runs) for _ in chunks]
            verdicts = [
                verdict
                for chunk, run in zip(chunks, shown, strict=True)
                for verdict in _verdicts(len(chunk), run)
            ]
            rows = [row for chunk in chunks for row in chunk]
            held = None
            if rows and all(each is _Verdict.HOLDS for each in verdicts):
                goals = {goal for run in shown for goal in run.goals}
                lines = frozenset(self.lines[each] for each in goals if each in self.lines)
                held = Held(law, tuple(rows), lines)
            found.append((held, verdicts, rows))
        return found


def question(definition: Definition, rows: Iterable[Row], about: str, number: int = 0) -> Candidate:
    """A candidate whose result says for each row whether a law holds."""
    asked = (Call(Symbol("", definition.name), row) for row in rows)
    answers = Collection("list", tuple(asked))
    return Candidate(number, about, (Statement(answers, is_act=True),), (definition,))


def _narrowed(law: Law) -> list[Law]:
    inputs = [each.inputs for each in law.variables]
    ladders: list[list[Inputs]] = [naturally_narrower(each) for each in inputs]
    return [law.with_inputs(each) for each in stepwise(inputs, ladders)][:_NARROWINGS]


def _may_go_on(law: Law, verdicts: Sequence[_Verdict]) -> bool:
    """Whether narrower inputs are worth a try: it holds on some, or some are of another sort."""
    has_sorts = any(isinstance(each.inputs, UnionInputs) for each in law.variables)
    return (has_sorts or _Verdict.HOLDS in verdicts) and _Verdict.HOPELESS not in verdicts


def _verdicts(count: int, run: CandidateRun) -> list[_Verdict]:
    """One verdict for each row of a program."""
    if not is_clean(run):
        return [_Verdict.HOPELESS] * count
    shown = run.observations[-1].value if run.observations else None
    if run.outcome is not CandidateOutcome.COMPLETED or shown is None or shown.source is None:
        return [_Verdict.REFUSED] * count
    words = shown.source.strip("[]").split(", ")
    known = {each.value: each for each in _Verdict}
    return [known.get(each, _Verdict.FAILS) for each in words]
