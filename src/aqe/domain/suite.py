"""Accepted test cases with their oracles, ready for a front end to print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aqe.domain.candidate import Candidate
from aqe.domain.explanation import Cause
from aqe.domain.recipe import Recipe, Variable
from aqe.domain.run import CandidateRun

__all__ = [
    "CAUGHT",
    "RESULT",
    "Assertion",
    "AssertionKind",
    "Decision",
    "OracleBasis",
    "Suite",
    "TestCase",
    "UnreachedGoal",
]

RESULT = Variable("<result>")
"""Inside an assertion: the result of the statement that the assertion is about."""
CAUGHT = Variable("caught")
"""Inside an assertion: what `pytest.raises` says of the exception that the statement ended with."""


class OracleBasis(StrEnum):
    """Where an expected result comes from."""

    RECORDED = "recorded"
    """Today's behaviour."""
    DOCUMENTED = "documented"
    """A doctest or docstring says so."""


class AssertionKind(StrEnum):
    """How an observed value is compared with what is expected."""

    EQUAL = "equal"
    IDENTICAL = "identical"
    """The very same object: for None, True and False."""
    APPROXIMATE = "approximate"
    """Equal but for rounding."""
    TRUE = "true"
    """The place itself holds, a test of the value."""
    INSTANCE = "instance"
    """Of the type `expected`, or of a type derived from it."""
    OUTPUT = "output"
    """Text written to the standard output."""
    RAISES = "raises"
    """The statement ends with an exception of the type `expected`."""
    WARNS = "warns"
    """The statement gives a warning of the category `expected`."""
    QUIET = "quiet"
    """The statement gives no warning, though its callable gives one for other inputs."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """One oracle: what a test demands after one statement of its candidate."""

    kind: AssertionKind
    statement: int
    """Index of the statement that it follows (or, for raises, warns and quiet, encloses)."""
    place: Recipe | None = None
    """What is looked at, in terms of the candidate's variables and `RESULT`."""
    expected: Recipe | None = None
    text: str | None = None
    """For raises and warns: a regular expression that the message matches; for raises without an
    importable type (`expected` is None): see `type_name`."""
    type_name: str | None = None
    """Name of the type of an exception that cannot be imported."""
    basis: OracleBasis = OracleBasis.RECORDED
    is_kept: bool = False
    """Whether it held before the call under test already: that the call leaves it so is what is demanded."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A condition of the subject that a test only met on one side."""

    line: int
    qualname: str
    """Callable that holds it."""
    text: str
    """Its source."""
    side: bool


@dataclass(frozen=True, slots=True)
class TestCase:
    """A candidate that earned its place, with what it showed when observed."""

    __test__ = False

    candidate: Candidate
    run: CandidateRun
    """An observing run whose snapshots were the same in every process that replayed it."""
    basis: OracleBasis
    reaches: frozenset[int]
    """Goals that no earlier case of the suite reaches."""
    kills: tuple[str, ...] = ()
    """Mutants that no earlier case of the suite kills."""
    note: str = ""
    """The distinguishing condition or result, in words, for the name of the test."""
    disturbed: frozenset[tuple[str, str]] = frozenset()
    """Variables and attributes in which alone mutants that it kills show, by changing what stays as it is;
    see `MutantResult.disturbed`."""
    is_by_form: bool = False
    """Whether a mutant that it kills shows in nothing but the text or the order of a mapping."""
    assertions: tuple[Assertion, ...] = ()
    """What the printed test demands, in order."""
    decisions: tuple[Decision, ...] = ()
    """Conditions that its run decided one way throughout, in the order of the source."""
    lines: frozenset[int] = frozenset()
    """Lines of the subject that its run came by."""
    idle: frozenset[str] = frozenset()
    """Parameters of the call under test whose arguments make no difference to what is demanded."""


@dataclass(frozen=True, slots=True)
class UnreachedGoal:
    """A goal that the search gave up on, in short."""

    line: int
    qualname: str
    side: bool | None
    reason: str
    cause: Cause | None = None
    """The sort of reason."""


@dataclass(frozen=True, slots=True)
class Suite:
    """All accepted cases of one subject."""

    module: str
    cases: tuple[TestCase, ...]
    seed: int
