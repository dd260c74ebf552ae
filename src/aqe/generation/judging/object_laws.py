"""What every class promises by defining ``__eq__``, ``__hash__`` or ``__repr__``: the laws of the data model.

Equality is reflexive and symmetric, equal values have equal hashes, no comparison with a foreign value
raises, and a representation can always be had. Only Booleans count as answers: a class whose ``==`` builds
an expression has other plans. Values that hold a NaN are no witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from aqe.domain.finding import Confidence, Oddity
from aqe.domain.recipe import Call, Literal, Operation, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.domain.subject import ClassKind, ClassSubject, Subject
from aqe.domain.suite import RESULT, Assertion, AssertionKind
from aqe.generation.judging.fitting import Fitting, Standing
from aqe.generation.judging.oddities import Lines, Suspect, Suspicion
from aqe.generation.judging.own_methods import sets_itself_up, special_methods
from aqe.generation.scenario import (
    Scenario,
    Step,
    Use,
    moved,
    step_reference,
    walk,
)

__all__ = ["Law", "laws_of", "suspect_of"]

_INSTANCES = 8
"""Different instances of a class that are compared with one another."""
_TRUE = Literal(True)
_FOREIGN = Call(Symbol("builtins", "object"))
_LAWFUL = frozenset({"__eq__", "__repr__", "__str__"})
_UNLAWFUL = (ClassKind.ENUM, ClassKind.PROTOCOL, ClassKind.TYPED_DICT)

Instances = Callable[[ClassSubject], Sequence[tuple[Step, ...]]]
"""Ways to instances of a class, simplest first; some may fail."""


@dataclass(frozen=True, slots=True)
class Law:
    """One law for certain instances: the last step says whether it holds."""

    rule: Oddity
    confidence: Confidence
    owner: str
    """Qualified name of the class or callable."""
    message: str
    line: int
    scenario: Scenario
    steps: int = 1
    """How many of the last steps state something."""
    evidence: int = 0
    """How many steps before these show that the class answers with Booleans."""
    needs_evidence: bool = False
    """Whether it says something only where all of these hold."""
    forbids_errors: bool = False
    """Whether an exception breaks it, and not an answer."""

    def is_broken(self, run: CandidateRun) -> bool:
        """Whether a run that was observed contradicts it."""
        if run.outcome is CandidateOutcome.RAISED:
            failure = run.failure
            is_last = run.failed_at == len(self.scenario.steps) - 1
            return self.forbids_errors and is_last and failure is not None and failure.depth > 0
        said = [each.value.source if each.value else None for each in run.observations]
        count = self.evidence + self.steps
        if self.forbids_errors or len(said) < count:
            return False
        shown, held = said[-count : -self.steps], said[-self.steps : -1]
        answers = ("True",) if self.needs_evidence else ("True", "False")
        is_answered = all(each in answers for each in shown)
        return is_answered and said[-1] == "False" and all(each == "True" for each in held)

    def demands(self, statements: int) -> tuple[Assertion, ...]:
        """What a test of so many statements demands."""
        if self.rule is Oddity.REPRESENTATION:
            return ()
        expected = Literal(False) if self.forbids_errors else _TRUE
        return tuple(
            Assertion(AssertionKind.IDENTICAL, statements - self.steps + index, RESULT, expected)
            for index in range(self.steps)
        )


def laws_of(subject: Subject, instances: Instances, fitting: Fitting) -> Iterator[Law]:
    """All laws that the subject's classes have signed, with instances to try them on."""
    for owner in subject.classes:
        if owner.kind in _UNLAWFUL or not owner.is_public:
            continue  # what is private may be half of something
        defined = special_methods(subject, owner)
        if not defined.keys() & _LAWFUL:
            continue
        made = [steps for steps in instances(owner) if _is_witness(steps, fitting)][:_INSTANCES]
        if made and "__eq__" in defined:
            yield from _of_equality(owner.qualname, defined, made)
        declared = [steps for steps in made if _standing(steps, fitting) is Standing.DECLARED]
        if declared and sets_itself_up(subject, owner):
            yield from _of_texts(owner.qualname, defined, declared[0])


def _of_equality(
    owner: str, defined: dict[str, int], made: Sequence[tuple[Step, ...]]
) -> Iterator[Law]:
    line = defined["__eq__"]
    for steps in made:
        itself = step_reference(len(steps) - 1)
        yield Law(
            *(Oddity.EQUALITY, Confidence.HIGH, owner, "an instance is not equal to itself", line),
            _stating(steps, Operation("eq", (itself, itself))),
        )
    itself = step_reference(len(made[0]) - 1)
    yield Law(
        *(Oddity.EQUALITY, Confidence.MEDIUM, owner),
        "comparing an instance with a value of another type raises",
        line,
        _stating(made[0], Operation("eq", (itself, _FOREIGN))),
        forbids_errors=True,
    )
    for one, other in combinations_with_replacement(made, 2):
        both = (*one, *moved(other, len(one)))
        first, second = step_reference(len(one) - 1), step_reference(len(both) - 1)
        equal, converse = (
            Operation("eq", (first, second)),
            Operation("eq", (second, first)),
        )
        yield Law(
            *(Oddity.EQUALITY, Confidence.HIGH, owner),
            "whether two instances are equal depends on which of them is asked",
            line,
            _stating(both, equal, converse, Operation("eq", (equal, converse))),
            evidence=2,
        )
        if "__hash__" in defined:
            hashes = Operation("eq", (_hash(first), _hash(second)))
            yield Law(
                *(Oddity.HASH, Confidence.HIGH, owner, "equal instances have different hashes"),
                defined["__hash__"],
                _stating(both, equal, hashes),
                steps=2,
            )


def _of_texts(owner: str, defined: dict[str, int], steps: tuple[Step, ...]) -> Iterator[Law]:
    itself = step_reference(len(steps) - 1)
    for method, name in (("__repr__", "repr"), ("__str__", "str")):
        if method in defined:
            yield Law(
                *(Oddity.REPRESENTATION, Confidence.HIGH, owner),
                f"{name}() of an instance raises",
                defined[method],
                _stating(steps, Call(Symbol("builtins", name), (itself,))),
                forbids_errors=True,
            )


def suspect_of(law: Law, run: CandidateRun, lines: Lines) -> Suspect | None:
    """The suspect that a run makes of a law, or None where the law holds."""
    if not law.is_broken(run):
        return None
    message, line = law.message, law.line
    if run.failure is not None:
        if lines.at(run.failure.line).is_raise:  # it says so itself
            return None
        name = run.failure.type.partition(":")[2]
        message, line = f"{message} {name}: {run.failure.message}", run.failure.line or line
    return Suspect(
        Suspicion(law.rule, law.confidence),
        law.owner,
        message,
        line,
        law.scenario,
        run,
        law.is_broken,
        is_law=True,
        evidence=law.evidence,
        steps=law.steps,
        demands=law.demands,
    )


# -- instances -------------------------------------------------------------------------------------


def _is_witness(steps: tuple[Step, ...], fitting: Fitting) -> bool:
    if any(step.use is not Use.PLAIN for step in steps):
        return False
    if any(_is_nan(part) for step in steps for each in step.recipes for _, part in walk(each)):
        return False
    return _standing(steps, fitting) is not Standing.DOUBTFUL


def _standing(steps: tuple[Step, ...], fitting: Fitting) -> Standing:
    return fitting.standing(Scenario(steps))


def _is_nan(part: Recipe) -> bool:
    return isinstance(part, Literal) and isinstance(part.value, float) and part.value != part.value


def _stating(steps: tuple[Step, ...], *statements: Recipe) -> Scenario:
    return Scenario((*steps, *(Step(None, expression=each) for each in statements)))


def _hash(value: Recipe) -> Call:
    return Call(Symbol("builtins", "hash"), (value,))
