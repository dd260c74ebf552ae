"""Tests as programs whose last line tells which of their demands hold."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from known_mutants import known_mutant

from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Symbol, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.suite import RESULT, Assertion, AssertionKind, OracleBasis, TestCase
from aqe.execution.workers import Worker
from aqe.generation.observing.demanding import demanding
from aqe.syntax.python import Printer, program_of

SOURCE = """
class Box:
    def __init__(self, size):
        self.size = size
        self.held = []


def pairs(size):
    return {"a": 1, "b": size}


def boxes(size):
    return [Box(size), Box(size)]
"""


SHOWN = Snapshot("opaque", "y")


def _case(name: str, *assertions: Assertion, target: str | None = "found") -> TestCase:
    call = Call(Symbol("boxes", name), (Literal(2),))
    return TestCase(
        Candidate(0, name, (Statement(call, target, is_act=True),)),
        CandidateRun(0, CandidateOutcome.COMPLETED, after=(("x", SHOWN),)),
        OracleBasis.RECORDED,
        frozenset(),
        assertions=assertions,
    )


PAIRS = Mapping(((Literal("b"), Literal(2)), (Literal("a"), Literal(1))))
EQUAL = Assertion(AssertionKind.EQUAL, 0, RESULT, PAIRS)


def _lines(case: TestCase) -> list[str]:
    printed = program_of(demanding(case), "boxes", Printer())
    return [f"{each.target} = {each.source}" for each in printed.lines]


def test_the_answers_to_all_demands_are_the_result_of_the_last_line() -> None:
    size = Attribute(Variable("found"), "size")
    case = _case(
        "Box",
        Assertion(AssertionKind.INSTANCE, 0, RESULT, Symbol("boxes", "Box")),
        Assertion(AssertionKind.EQUAL, 0, size, Literal(2)),
        Assertion(AssertionKind.IDENTICAL, 0, Attribute(RESULT, "held"), Literal(None)),
        Assertion(AssertionKind.TRUE, 0, size),
        Assertion(AssertionKind.OUTPUT, 0, expected=Literal("seen by the worker")),
    )
    assert _lines(case) == [
        "found = Box(2)",
        "aqe_met_0 = isinstance(found, Box)",
        "aqe_met_1 = bool(found.size == 2)",
        "aqe_met_2 = found.held is None",
        "aqe_met_3 = bool(found.size)",
        "None = [aqe_met_0, aqe_met_1, aqe_met_2, aqe_met_3]",
    ]


def test_what_nobody_named_gets_a_name_to_be_asked_about() -> None:
    assert _lines(_case("pairs", EQUAL, target=None))[0] == "aqe_result = pairs(2)"
    assert _lines(_case("pairs", target=None)) == ["None = pairs(2)", "None = []"]


@pytest.mark.parametrize("kind", ["approximate", "warns", "quiet"])
def test_demands_that_are_no_expressions_leave_a_candidate_as_it_is(kind: str) -> None:
    case = _case("pairs", EQUAL, replace(EQUAL, kind=AssertionKind(kind)))
    assert demanding(case) is case.candidate


def test_what_ends_with_an_exception_or_inside_a_context_stays_as_it_is() -> None:
    case = _case("pairs", EQUAL)
    raised = replace(case, run=replace(case.run, outcome=CandidateOutcome.RAISED))
    assert demanding(raised) is raised.candidate
    within = replace(case.candidate.statements[0], form=StatementForm.WITH)
    entered = replace(case, candidate=replace(case.candidate, statements=(within,)))
    assert demanding(entered) is entered.candidate


PLAIN = Assertion(AssertionKind.EQUAL, 0, RESULT, Literal(1))


@pytest.mark.parametrize(
    ("source", "assertion", "beside", "is_whole"),
    [
        ("1", PLAIN, {}, True),
        ("None", replace(PLAIN, kind=AssertionKind.IDENTICAL), {}, True),
        ("1", replace(PLAIN, place=Attribute(RESULT, "size")), {}, False),
        ("1", replace(PLAIN, kind=AssertionKind.TRUE), {}, False),
        ("{'a': 1}", PLAIN, {}, False),  # its order is not demanded
        (repr("a" * 300), PLAIN, {}, False),  # held by its beginning and its length
        ("1", PLAIN, {"after": (("box", SHOWN),)}, False),
        ("1", PLAIN, {"files": (("a.txt", "x"),)}, False),
        ("1", replace(PLAIN, kind=AssertionKind.APPROXIMATE), {}, True),  # judged by what is seen
    ],
)
def test_only_a_short_plain_result_is_demanded_whole(
    source: str, assertion: Assertion, beside: dict[str, object], is_whole: bool
) -> None:
    case = _case("pairs", assertion)
    observation = Observation(0, Snapshot("literal", "builtins:object", source))
    run = CandidateRun(0, CandidateOutcome.COMPLETED, observations=(observation,), **beside)  # type: ignore[arg-type]
    shown = replace(case, run=run)
    assert (demanding(shown) is case.candidate) is is_whole


def test_a_worker_sees_what_a_test_would_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "boxes.py"
    path.write_text(SOURCE, encoding="utf-8")
    turned = known_mutant(SOURCE, '"a": 1, "b": size', '"b": size, "a": 1')
    other = known_mutant(SOURCE, '"b": size', '"b": 1')
    fewer = known_mutant(SOURCE, "[Box(size), Box(size)]", "[Box(size)]")
    larger = known_mutant(SOURCE, "[Box(size), Box(size)]", "[Box(size), Box(size + 1)]")
    length = Call(Symbol("builtins", "len"), (RESULT,))
    cases = [
        _case("pairs", EQUAL),
        _case("boxes", Assertion(AssertionKind.EQUAL, 0, length, Literal(2))),
    ]
    with Worker(Path(sys.executable), "boxes", path, [tmp_path]) as worker:

        def states(candidates: list[Candidate]) -> list[str]:
            programs = [program_of(each, "boxes", Printer()) for each in candidates]
            results = worker.run_mutants([turned, other, fewer, larger], programs)
            return [each.state.value for each in results]

        assert states([each.candidate for each in cases]) == ["killed"] * 4
        asked = [demanding(each) for each in cases]
        assert states(asked) == ["survived", "killed", "killed", "survived"]


def test_an_unmet_demand_differs_from_one_that_cannot_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "boxes.py"
    path.write_text(SOURCE, encoding="utf-8")
    held = Attribute(RESULT, "held")
    case = _case("Box", Assertion(AssertionKind.EQUAL, 0, held, Collection("list")))
    mutants = [known_mutant(SOURCE, "self.held = []", text) for text in ("self.held = [1]", "pass")]
    with Worker(Path(sys.executable), "boxes", path, [tmp_path]) as worker:
        program = program_of(demanding(case), "boxes", Printer())
        results = worker.run_mutants(mutants, [program])
    assert [each.state.value for each in results] == ["killed", "killed"]
