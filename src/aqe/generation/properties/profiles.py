"""What callables do with drawn inputs, as values, and the bench where programs run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aqe.domain.candidate import Candidate, Program, Statement
from aqe.domain.law import LawVariable
from aqe.domain.recipe import Attribute, Call, Recipe, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import CallableSubject
from aqe.generation.ports import Runner

__all__ = ["Bench", "Example", "Profile", "Row", "is_clean"]

_FIRST, _MOST = 4, 200
"""Programs of the first request, and of later ones when nothing hangs."""

Row = tuple[Recipe, ...]
"""A value for each variable."""


@dataclass(slots=True)
class Bench:
    """Where laws are tried: a worker, the printer of its programs, and when to stop."""

    runner: Runner
    printer: Callable[[Candidate], Program]
    is_over: Callable[[], bool] = lambda: False
    executions: int = 0

    def observed(self, candidates: Sequence[Candidate]) -> list[CandidateRun]:
        """What candidates show, in order; those that are left when time is up count as too slow.

        Programs that hang cost a second each, and nobody can stop a request: the first ones are few, and
        a callable that hangs is not tried again before the next call.
        """
        found: dict[int, CandidateRun] = {}
        waiting = list(range(len(candidates)))
        size = _FIRST
        while waiting and not self.is_over():
            turn, waiting = waiting[:size], waiting[size:]
            programs = [self.printer(candidates[place]) for place in turn]
            runs = self.runner.run(programs, observe=True, compare=False)
            found.update(zip(turn, runs, strict=True))
            hanging = {
                candidates[place].subject
                for place, run in zip(turn, runs, strict=True)
                if run.outcome is CandidateOutcome.TIMEOUT
            }
            waiting = [each for each in waiting if candidates[each].subject not in hanging]
            size = 1 if hanging else min(2 * size, _MOST)
        self.executions += len(found)
        late = CandidateRun(0, CandidateOutcome.TIMEOUT)
        return [found.get(place, late) for place in range(len(candidates))]


@dataclass(frozen=True, slots=True)
class Example:
    """What a callable did with one row of inputs."""

    row: Row
    result: str | None
    """Source of the result, where it has one."""
    is_change: bool
    """Whether the result is not the first argument."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A callable on inputs that it takes: it came to a good end with all that were tried."""

    subject: CallableSubject
    module: str
    variables: tuple[LawVariable, ...]
    """The receiver first, where it is drawn; then the arguments."""
    receiver: Recipe | None = None
    body: tuple[Statement, ...] = ()
    """Makes the receiver, where it needs no arguments."""
    keywords: tuple[str, ...] = ()
    """Of the last arguments, those that are passed by name."""
    examples: tuple[Example, ...] = ()
    """What it did with the inputs that were tried."""
    result_types: frozenset[str] = frozenset()
    is_narrowed: bool = False
    """Whether it refuses some values of the sort that its arguments have."""
    lines: frozenset[int] = frozenset()
    """Lines of the subject that it ran through."""

    @property
    def is_identity(self) -> bool:
        """Whether it returned its first argument for every input."""
        return bool(self.examples) and not any(each.is_change for each in self.examples)

    @property
    def is_constant(self) -> bool:
        """Whether it returned the same for every input."""
        shown = {each.result for each in self.examples}
        return len(self.examples) > 1 and len(shown) == 1 and None not in shown

    @property
    def is_received(self) -> bool:
        """Whether the first variable is the receiver."""
        return isinstance(self.receiver, Variable) and not self.body

    @property
    def arguments(self) -> tuple[LawVariable, ...]:
        """The variables that are arguments."""
        return self.variables[1:] if self.is_received else self.variables

    @property
    def result_type(self) -> str:
        """The one type of all results; empty where there are several."""
        return next(iter(self.result_types)) if len(self.result_types) == 1 else ""

    def call(self, *arguments: Recipe) -> Recipe:
        """A call with these arguments."""
        count = len(arguments) - len(self.keywords)
        positional = arguments[:count]
        named = tuple(zip(self.keywords, arguments[count:], strict=True))
        if self.receiver is None:
            callee: Recipe = Symbol(self.module, self.subject.qualname)
        else:
            callee = Attribute(self.receiver, self.subject.name)
        made = Call(callee, positional, named)
        return Call(Symbol("builtins", "list"), (made,)) if self.subject.is_generator else made


def is_clean(run: CandidateRun) -> bool:
    """Whether a run touched nothing but its arguments, and said nothing on the side."""
    return not (
        run.unstable
        or run.refused
        or run.files
        or any(each.stdout or each.warnings for each in run.observations)
    )
