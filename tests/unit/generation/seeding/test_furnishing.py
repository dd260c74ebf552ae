"""Objects that hold something, for calls that are refused for want of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, seeder_of, subject_of

from aqe.domain.candidate import Program
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.recipe import Call, Literal, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure, LoadedSubject
from aqe.domain.subject import Subject
from aqe.generation.scenario import Argument, Scenario, Step
from aqe.generation.seeding.furnishing import furnished

SOURCE = """\
class Account:
    def __init__(self, owner: str, balance: int = 0):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount: int) -> None:
        if amount > self.balance:
            raise ValueError("not enough money")


def pay(giver: Account, amount: int) -> None:
    giver.withdraw(amount)
"""
ACCOUNT = Call(Symbol("demo", "Account"), (Literal("abc"),))


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _paid(subject: Subject, giver: Recipe) -> Scenario:
    pay = subject.callable("pay")
    assert pay is not None
    values = (giver, Literal(1))
    return Scenario((Step(pay, tuple(map(Argument, pay.parameters, values))),), documented="None")


def test_options_of_constructors_are_given(subject: Subject) -> None:
    found = list(furnished(_paid(subject, ACCOUNT), seeder_of(subject)))
    givers = [each.act.arguments[0].recipe for each in found]
    assert len(set(givers)) == len(givers) > 2
    for giver in givers:
        assert isinstance(giver, Call)
        assert giver.arguments == ACCOUNT.arguments
        assert [name for name, _ in giver.keywords] == ["balance"]
    assert {each.documented for each in found} == {None}
    assert {each.act.arguments[1].recipe for each in found} == {Literal(1)}


@pytest.mark.parametrize(
    "giver",
    [
        pytest.param(Literal(1), id="no-object"),
        pytest.param(Call(Symbol("demo", "make")), id="no-class"),
        pytest.param(Call(ACCOUNT.callee, (Literal("abc"), Literal(3))), id="given-by-place"),
        pytest.param(
            Call(ACCOUNT.callee, ACCOUNT.arguments, (("balance", Literal(3)),)), id="given-by-name"
        ),
    ],
)
def test_there_is_nothing_to_add(subject: Subject, giver: Recipe) -> None:
    assert list(furnished(_paid(subject, giver), seeder_of(subject))) == []


class _Remembering(FakeRunner):
    """Keeps all lines of what it played."""

    def run(self, programs: Sequence[Program], **options: bool) -> list[CandidateRun]:  # type: ignore[override]
        self.lines = [*self.lines, *(line.source for each in programs for line in each.lines)]
        return super().run(programs, **options)  # type: ignore[arg-type]

    lines: Sequence[str] = ()


def test_only_calls_that_never_end_well_get_better_objects(
    tmp_path: Path, subject: Subject
) -> None:
    def poor(text: str) -> CandidateRun:
        if text.startswith("pay("):
            failure = Failure("builtins:ValueError", "not enough money", True, line=8)
            return CandidateRun(1, CandidateOutcome.RAISED, failed_at=1, failure=failure)
        return rich(text)

    def rich(text: str) -> CandidateRun:
        return completed({1}, result_types=("demo:Account",))

    goals = (Goal(1, GoalKind.LINE, 11, "pay"),)
    loaded = LoadedSubject("demo", "3.11", goals, (), frozenset(), (), "ast")
    counts = []
    for play in (rich, poor):
        runner = _Remembering(play)
        search_of(subject, loaded, runner, executions=400).run()
        counts.append(len({each for each in runner.lines if "balance=" in each}))
    assert counts[0] + 2 < counts[1]
