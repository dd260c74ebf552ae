"""Accepted test cases with their oracles, ready for a front end to print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aqe.domain.candidate import Candidate
from aqe.domain.run import CandidateRun

__all__ = ["OracleBasis", "Suite", "TestCase", "UnreachedGoal"]


class OracleBasis(StrEnum):
    """Where an expected result comes from."""

    RECORDED = "recorded"
    """Today's behaviour."""
    DOCUMENTED = "documented"
    """A doctest or docstring says so."""


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


@dataclass(frozen=True, slots=True)
class UnreachedGoal:
    """A goal that the search gave up on."""

    line: int
    qualname: str
    side: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Suite:
    """All accepted cases of one subject."""

    module: str
    cases: tuple[TestCase, ...]
    seed: int
    unreached: tuple[UnreachedGoal, ...] = ()
