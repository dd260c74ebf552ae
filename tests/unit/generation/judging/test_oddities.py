from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import subject_of
from generation_builders import run

from aqe.analysis.failing_lines import FailingLines
from aqe.domain.finding import Confidence, Oddity
from aqe.domain.recipe import Literal, Recipe
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.generation.judging.fitting import Fitting
from aqe.generation.judging.oddities import Judge, Suspicion, suspects_of
from aqe.generation.scenario import Argument, Scenario, Step
from aqe.syntax.python.parsing import parse_literal

SOURCE = '''\
def act(number: int, table=None) -> int:
    """Act."""
    found = [][0]
    if found:
        raise RuntimeError(number)
    assert found == number
    assert number > 0
    return found[number] / number


def promised(number: int) -> int:
    """May end with an IndexError."""
    return [][0]


def assert_small(number: int) -> None:
    rest = number + 1
    assert rest < 5


def _private(number: int) -> int:
    return [][0]


class Mixin:
    def look(self) -> int:
        return self.size


class Stack:
    def pop(self) -> int:
        return [].pop()
'''
HIGH, MEDIUM = Confidence.HIGH, Confidence.MEDIUM


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    folder: Path = tmp_path_factory.mktemp("demo")
    subject = subject_of(folder, SOURCE)
    return Judge(subject, Fitting(subject, parse_literal), FailingLines(SOURCE))


def _call(judge: Judge, name: str, *values: Recipe) -> Scenario:
    found = judge.subject.callable(name)
    assert found is not None
    pairs = zip(found.parameters, values, strict=False)
    return Scenario((Step(found, tuple(Argument(each, value) for each, value in pairs)),))


def _died(how: str) -> CandidateRun:
    failure = Failure("aqe:Lost", how, in_subject=False)
    return CandidateRun(1, CandidateOutcome.CRASHED, failure=failure)


def _raised(
    name: str,
    line: int | None = 3,
    message: str = "",
    *,
    in_subject: bool = True,
    depth: int = 1,
    failed_at: int = 0,
) -> CandidateRun:
    failure = Failure(f"builtins:{name}", message, in_subject, line, depth)
    return CandidateRun(1, CandidateOutcome.RAISED, failed_at, failure)


ONE, TEXT = Literal(1), Literal("a")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("IndexError", 3),
        ("KeyError", 3),
        ("AttributeError", 3),
        ("TypeError", 3),
        ("ZeroDivisionError", 3),
        ("StopIteration", 3),
    ],
)
def test_declared_arguments_must_not_end_in_what_nobody_promised(
    judge: Judge, name: str, line: int
) -> None:
    found = judge.suspicion(_call(judge, "act", ONE), _raised(name, line))
    assert found == Suspicion(Oddity.UNPROMISED, MEDIUM)


def test_a_none_that_nobody_expected_is_sure(judge: Judge) -> None:
    message = "'NoneType' object has no attribute 'group'"
    found = judge.suspicion(_call(judge, "act", ONE), _raised("AttributeError", 3, message))
    assert found == Suspicion(Oddity.UNPROMISED, HIGH)


@pytest.mark.parametrize(
    ("called", "values", "shown"),
    [
        ("act", (TEXT,), _raised("IndexError")),  # contradicts the hint
        ("act", (ONE, ONE), _raised("IndexError")),  # not all is declared
        ("act", (ONE,), _raised("ValueError")),  # what conversions say
        ("act", (ONE,), _raised("KeyError", 5)),  # raised by a statement
        ("act", (ONE,), _raised("IndexError", 8)),  # a look-up by a bare parameter
        ("act", (ONE,), _raised("ZeroDivisionError", 8)),  # a division by a bare parameter
        ("act", (ONE,), _raised("AssertionError", 7)),  # a precondition
        ("act", (ONE,), _raised("IndexError", in_subject=False)),  # somewhere else
        ("act", (ONE,), _raised("IndexError", failed_at=None)),  # type: ignore[arg-type]
        ("promised", (ONE,), _raised("IndexError", 13)),
        ("assert_small", (ONE,), _raised("AssertionError", 18)),
        ("_private", (ONE,), _raised("IndexError", 22)),
        ("Stack.pop", (), _raised("IndexError", 32)),
        ("Mixin.look", (), _raised("AttributeError", 27, "'Mixin' object has no attribute 'size'")),
        ("act", (ONE,), _raised("AttributeError", 3, "'super' object has no attribute 'init'")),
    ],
)
def test_the_rest_is_the_subjects_good_right(
    judge: Judge, called: str, values: tuple[Recipe, ...], shown: CandidateRun
) -> None:
    if shown.failed_at is None:  # it ended before the act
        scenario = _call(judge, called, *values)
        scenario = replace(scenario, steps=(*scenario.steps, *scenario.steps))
        assert judge.suspicion(scenario, shown) is None
        return
    assert judge.suspicion(_call(judge, called, *values), shown) is None


def test_an_assertion_about_more_than_the_parameters_contradicts_the_code(judge: Judge) -> None:
    found = judge.suspicion(_call(judge, "act", ONE), _raised("AssertionError", 6))
    assert found == Suspicion(Oddity.ASSERTION, MEDIUM)


@pytest.mark.parametrize(
    ("values", "depth", "expected"),
    [
        ((ONE,), 900, HIGH),
        ((ONE, ONE), 900, MEDIUM),
        ((TEXT,), 900, None),
        ((ONE,), 3, None),
    ],
)
def test_recursion_has_to_be_the_subjects_own(
    judge: Judge, values: tuple[Recipe, ...], depth: int, expected: Confidence | None
) -> None:
    shown = _raised("RecursionError", depth=depth)
    found = judge.suspicion(_call(judge, "act", *values), shown)
    assert found == (None if expected is None else Suspicion(Oddity.RECURSION, expected))


@pytest.mark.parametrize(
    ("called", "values", "kind", "message", "expected"),
    [
        ("_private", (TEXT,), "NameError", "name 'fuond' is not defined", HIGH),
        ("act", (ONE,), "NameError", "name 'found' is not defined", HIGH),
        ("act", (ONE, ONE), "NameError", "name 'found' is not defined", MEDIUM),
        ("act", (TEXT,), "NameError", "name 'found' is not defined", None),
        ("act", (ONE,), "UnboundLocalError", "cannot access local variable 'found'", HIGH),
        ("_private", (ONE,), "UnboundLocalError", "cannot access local variable 'found'", None),
    ],
)
def test_names_without_a_value(
    judge: Judge,
    called: str,
    values: tuple[Recipe, ...],
    kind: str,
    message: str,
    expected: Confidence | None,
) -> None:
    found = judge.suspicion(_call(judge, called, *values), _raised(kind, 3, message))
    assert found == (None if expected is None else Suspicion(Oddity.UNBOUND, expected))


def test_a_misused_interpreter_is_always_odd(judge: Judge) -> None:
    shown = _raised("SystemError", in_subject=False)
    found = judge.suspicion(_call(judge, "_private", TEXT), shown)
    assert found == Suspicion(Oddity.INTERPRETER, HIGH)


@pytest.mark.parametrize(
    ("called", "values", "how", "expected"),
    [
        ("act", "ONE", "killed by SIGSEGV", HIGH),
        ("act", "ONE", "killed by SIGABRT", HIGH),
        ("act", "ONE", "killed by SIGKILL", None),
        ("act", "ONE", "exited with status 3", None),
        ("act", "TEXT", "killed by SIGSEGV", None),
        ("_private", "ONE", "killed by SIGSEGV", None),
    ],
)
def test_the_death_of_the_interpreter_is_odd(
    judge: Judge, called: str, values: str, how: str, expected: Confidence | None
) -> None:
    scenario = _call(judge, called, {"ONE": ONE, "TEXT": TEXT}[values])
    found = judge.suspicion(scenario, _died(how))
    assert found == (None if expected is None else Suspicion(Oddity.CRASH, expected))


def test_who_sends_signals_dies_as_was_meant(tmp_path: Path) -> None:
    source = "import os\n\n\ndef leave(code: int) -> None:\n    os.abort()\n"
    subject = subject_of(tmp_path, source)
    judge = Judge(subject, Fitting(subject, parse_literal), FailingLines(source))
    assert judge.suspicion(_call(judge, "leave", ONE), _died("killed by SIGABRT")) is None


def test_a_death_is_told_of_the_call_that_it_came_with(judge: Judge) -> None:
    first, second = _call(judge, "act", ONE), _call(judge, "promised", ONE)
    both = Scenario((*first.steps, *second.steps))
    died = _died("killed by SIGSEGV")
    (alone,) = suspects_of(judge, [(both, died)])
    assert (alone.subject, alone.message) == ("promised", "the interpreter is killed by SIGSEGV")
    assert alone.line == 11
    assert alone.still(died)
    assert not alone.still(_died("killed by SIGABRT"))
    assert [each.subject for each in suspects_of(judge, [(first, died), (second, died)])] == [
        "act",
        "promised",
    ]


def test_exceptions_of_the_subject_itself_are_no_oddities(judge: Judge) -> None:
    failure = Failure("demo:NameError", "mine", True, 3, 1)
    shown = CandidateRun(1, CandidateOutcome.RAISED, 0, failure)
    assert judge.suspicion(_call(judge, "act", ONE), shown) is None


def test_a_line_is_suspected_once_and_by_the_surest_witness(judge: Judge) -> None:
    message = "name 'found' is not defined"
    shown = _raised("NameError", 3, message)
    doubtful, sure = _call(judge, "act", ONE, ONE), _call(judge, "act", ONE)
    other = _raised("IndexError", 3)
    found = suspects_of(judge, [(doubtful, shown), (sure, shown), (sure, shown), (sure, other)])
    assert [(each.suspicion.confidence, each.scenario) for each in found] == [
        (HIGH, sure),
        (MEDIUM, sure),
    ]
    assert found[0].message == f"NameError: {message}"
    assert found[1].message == "IndexError: found = [][0]"
    assert found[0].still(shown)
    assert not found[0].still(other)
    assert not found[0].still(run())
