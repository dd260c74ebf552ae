"""Tests that demand nothing but that a call comes to an end, or what no call could fail to give.

They stay where they alone reach a goal: a call that comes to an end where nothing else calls is better than
none. For mutants they do not: what ends in an accident there is seen by whoever calls it for a reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.suite import OracleBasis, TestCase
from aqe.generation.choosing.twins import is_hash_alone
from aqe.generation.scenario import EXAMPLE

__all__ = ["without_idle"]


def without_idle(cases: Sequence[TestCase]) -> list[TestCase]:
    """The cases in their order, without those that demand nothing and reach nothing alone."""
    idle = [each for each in cases if _is_idle(each)]
    if not idle:
        return list(cases)
    reached = {goal for each in cases if each not in idle for goal in each.run.goals}
    gone = set()
    for each in idle:
        if each.run.goals <= reached:
            gone.add(id(each))
        reached |= each.run.goals
    return [each for each in cases if id(each) not in gone]


def _is_idle(case: TestCase) -> bool:
    is_ours = case.basis is OracleBasis.RECORDED and case.candidate.documented is None
    if not is_ours or case.note or case.candidate.origin == EXAMPLE:
        return False
    statements = case.candidate.statements
    if not statements:
        return False
    return not case.assertions or is_hash_alone(statements[-1].expression, case.assertions)
