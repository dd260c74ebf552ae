"""A mutant counts as killed only by a test that is in the suite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.campaign.drafting.kills import mutation_score, of_kept_tests, told_apart_again
from aqe.domain.candidate import Candidate, Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.domain.suite import OracleBasis, TestCase


class _Runner:
    """Candidate n kills mutant m when (n, m) is in the table."""

    def __init__(self, *table: tuple[int, str]) -> None:
        self.table = set(table)
        self.tried: list[str] = []

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        first: Mapping[str, int],
        **_: object,
    ) -> list[MutantResult]:
        self.tried += [each.id for each in mutants]
        return [
            self._judged(
                each, sorted(programs, key=lambda one: one.candidate != first.get(each.id))
            )
            for each in mutants
        ]

    def _judged(self, mutant: Mutant, programs: Sequence[Program]) -> MutantResult:
        killers = [
            str(each.candidate) for each in programs if (each.candidate, mutant.id) in self.table
        ]
        return _result(mutant.id, *killers[:1])


def _result(name: str, *killers: str) -> MutantResult:
    state = MutantState.KILLED if killers else MutantState.SURVIVED
    return MutantResult(Mutant(name, "constant", "f", 1, 0, 1, "1", "2"), state, killers)


def _case(number: int, *kills: str) -> TestCase:
    run = CandidateRun(number, CandidateOutcome.COMPLETED)
    return TestCase(Candidate(number, "f", ()), run, OracleBasis.RECORDED, frozenset(), kills)


def _program(candidate: Candidate) -> Program:
    return Program(candidate.id, (), (), ())


def _again(
    results: list[MutantResult], cases: list[TestCase], runner: _Runner, *, stop: bool = False
) -> tuple[list[TestCase], dict[str, MutantState]]:
    kept, judged = told_apart_again(
        {each.mutant.id: each for each in results},
        cases,
        runner,  # type: ignore[arg-type]
        _program,
        is_cancelled=lambda: stop,
    )
    return kept, {each.mutant.id: each.state for each in judged}


def test_mutants_meet_the_test_that_told_them_first_and_then_all_others() -> None:
    results = [_result("a", "0"), _result("b", "1"), _result("c", "1"), _result("d")]
    results += [_result("e", "0"), _result("f", "0")]
    runner = _Runner((0, "a"), (0, "b"), (2, "a"), (2, "e"))

    kept, states = _again(results, [_case(2), _case(0, "a", "e", "f")], runner)

    assert runner.tried == ["b", "c", "a", "e", "f"]
    killed, survived = MutantState.KILLED, MutantState.SURVIVED
    assert states == {
        "a": killed,
        "b": killed,  # though its test was left out
        "c": survived,
        "d": survived,
        "e": killed,  # by the demands of another test than that which saw a difference
        "f": survived,  # all that differs is what no test demands
    }
    assert [sorted(each.kills) for each in kept] == [["e"], ["a", "b"]]


def test_what_a_test_demands_whole_need_not_be_looked_at_again() -> None:
    case = _case(0, "a")
    failure = Failure("builtins:ValueError", "", in_subject=True)
    raised = replace(case.run, outcome=CandidateOutcome.RAISED, failure=failure)
    runner = _Runner()

    kept, states = _again([_result("a", "0")], [replace(case, run=raised)], runner)

    assert runner.tried == []
    assert states == {"a": MutantState.KILLED}
    assert kept[0].kills == ("a",)


def test_a_mutant_that_hangs_in_a_test_need_not_do_so_twice() -> None:
    hanging = replace(_result("a", "0"), state=MutantState.TIMEOUT)
    lost = replace(_result("b", "1"), state=MutantState.TIMEOUT)
    runner = _Runner()

    kept, states = _again([hanging, lost], [_case(0, "a")], runner)

    assert runner.tried == ["b"]
    assert states == {"a": MutantState.TIMEOUT, "b": MutantState.SURVIVED}
    assert kept[0].kills == ("a",)


def test_what_cannot_be_tried_again_is_left_out_unless_a_test_of_the_suite_told_it() -> None:
    kept, states = _again(
        [_result("a", "0"), _result("b", "1")], [_case(0, "a")], _Runner(), stop=True
    )
    assert states == {"a": MutantState.KILLED}
    assert kept[0].kills == ("a",)


def test_an_empty_suite_kills_nothing() -> None:
    _, states = _again([_result("a", "0")], [], _Runner())
    assert states == {"a": MutantState.SURVIVED}


def test_a_test_that_verification_rejects_takes_its_kills_with_it() -> None:
    left = of_kept_tests([_result("a", "0"), _result("b", "1")], [_case(1, "b")])
    assert [(each.mutant.id, each.state) for each in left] == [
        ("a", MutantState.SURVIVED),
        ("b", MutantState.KILLED),
    ]
    assert left[0].killed_by == ()
    assert "rejected" in left[0].detail


def test_the_score_tells_how_many_mutants_were_never_tried() -> None:
    measure = mutation_score([_result("a", "0"), _result("b")], 7, "r1")
    assert (measure.value, measure.runs) == (0.5, ("r1",))
    assert "1 of 2" in measure.detail
    assert "5 more were not tried" in measure.detail
    assert "not tried" not in mutation_score([_result("a", "0")], 1, "r1").detail


def test_no_mutant_is_no_score() -> None:
    assert mutation_score([], 0, "r1").value is None
    assert "3 more" in mutation_score([], 3, "r1").detail


def test_where_time_is_short_counted_mutants_go_first() -> None:
    other = _result("other", "1")
    other = replace(other, mutant=replace(other.mutant, is_counted=False))
    runner = _Runner((1, "other"), (1, "counted"))
    _again([other, _result("counted", "1")], [_case(1)], runner)
    assert runner.tried == ["counted", "other"]
