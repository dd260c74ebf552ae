"""What was missing around a call is there the next time."""

from __future__ import annotations

import pytest

from aqe.domain.reading import Reading
from aqe.domain.recipe import Call, Literal, Mapping, Variable
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.generation.scenario import Argument, Scenario, Step
from aqe.generation.world.missing import Missing
from aqe.generation.world.surroundings import prepared

TEXT = Parameter("name", ParameterKind.POSITIONAL_OR_KEYWORD, default="'PREFIX'")
READ = CallableSubject("read", "read", CallableKind.FUNCTION, None, (TEXT,))
LOAD = CallableSubject("load", "load", CallableKind.FUNCTION, None, ())
SCENARIO = Scenario((Step(LOAD),))
PAYLOAD = Mapping(((Literal("size"), Literal(2)),))


def _raised(message: str, type: str = "builtins:FileNotFoundError") -> CandidateRun:
    failure = Failure(type, message, in_subject=True)
    return CandidateRun(1, CandidateOutcome.RAISED, 0, failure)


def _no_file(path: str) -> CandidateRun:
    return _raised(f"[Errno 2] No such file or directory: '{path}'")


def test_a_file_is_put_where_it_was_looked_for() -> None:
    found = Missing([Reading("load", payload=PAYLOAD)]).scenarios(SCENARIO, _no_file("a/plan.json"))
    assert all(each.steps == SCENARIO.steps for each in found)
    assert "a/plan.json" in str(found[0].setup)
    assert '{"size": 2}' in str(found[0].setup)
    assert len({each.setup for each in found}) == len(found) > 1


@pytest.mark.parametrize("path", ["/etc/plan.json", "../plan.json", "a/b/c/d/e.json", "a\\nb", "."])
def test_no_file_is_put_outside_of_the_folder(path: str) -> None:
    assert Missing([]).scenarios(SCENARIO, _no_file(path)) == []


def test_other_failures_miss_nothing() -> None:
    missing = Missing([])
    assert missing.scenarios(SCENARIO, _raised("nothing here")) == []
    assert missing.scenarios(SCENARIO, _raised("[Errno 2] 'a'", "builtins:OSError")) == []


def test_a_callable_is_provided_for_a_few_times() -> None:
    missing = Missing([])
    found = [missing.scenarios(SCENARIO, _no_file(f"{number}.txt")) for number in range(9)]
    assert all(found[:6])
    assert not any(found[6:])


def test_who_reads_the_standard_input_gets_one_of_its_own() -> None:
    missing = Missing([])
    run = CandidateRun(1, CandidateOutcome.COMPLETED, unstable=("input",))
    assert missing.is_input(SCENARIO, run)
    found = missing.scenarios(SCENARIO, run)
    assert len(found) > 3
    assert not any(missing.is_input(each, run) for each in found)
    for _ in range(9):
        last = missing.scenarios(SCENARIO, run)
    assert last == found[-1:]
    assert "StringIO" in str(last[0].setup)
    assert str(last[0].setup).count("Literal(value='')") == 1


@pytest.mark.parametrize(
    ("given", "named"), [((), "PREFIX"), ((Argument(TEXT, Literal("MODE")),), "MODE")]
)
def test_variables_that_a_call_names_are_set(given: tuple[Argument, ...], named: str) -> None:
    run = CandidateRun(1, CandidateOutcome.COMPLETED, unstable=("environment",))
    found = Missing([]).scenarios(Scenario((Step(READ, given),)), run)
    texts = [str(each.setup) for each in found]
    assert f"'setenv'), arguments=(Literal(value='{named}')" in texts[0].replace("name=", "")
    assert any(f"'{named}_NAME'" in each for each in texts)


@pytest.mark.parametrize("text", ["", "no name", "a=b", "1st"])
def test_what_cannot_be_a_variable_is_not_set(text: str) -> None:
    run = CandidateRun(1, CandidateOutcome.COMPLETED, unstable=("environment",))
    scenario = Scenario((Step(READ, (Argument(TEXT, Literal(text)),)),))
    assert Missing([]).scenarios(scenario, run) == []
    assert Missing([]).scenarios(SCENARIO, run) == []


def _harmed(*labels: str) -> CandidateRun:
    return CandidateRun(1, CandidateOutcome.COMPLETED, unstable=labels)


def test_who_closes_a_stream_gets_a_file_of_its_own() -> None:
    (found,) = Missing([]).scenarios(SCENARIO, _harmed("clock", "stdout-closed"))
    first, second = map(prepared, found.setup)
    assert first.target == "stdout_file"
    assert "stdout.txt" in str(first.expression)
    assert isinstance(second.expression, Call)
    assert second.expression.arguments == (Literal("sys.stdout"), Variable("stdout_file"))


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_who_wraps_a_stream_gets_one_of_bytes(name: str) -> None:
    (found,) = Missing([]).scenarios(SCENARIO, _harmed(f"{name}-wrapped"))
    stream, patch = found.setup
    assert prepared(stream).target == f"{name}_stream"
    assert "BytesIO" in str(stream)
    assert isinstance(patch, Call)
    assert patch.arguments == (Literal(f"sys.{name}"), Variable(f"{name}_stream"))


@pytest.mark.parametrize("label", ["stderr-replaced", "stdin-closed", "stdin-replaced"])
def test_who_only_replaces_a_stream_gets_one_in_memory(label: str) -> None:
    (found,) = Missing([]).scenarios(SCENARIO, _harmed(label))
    (setup,) = found.setup
    assert isinstance(setup, Call)
    assert setup.arguments[0] == Literal(f"sys.{label.partition('-')[0]}")
    assert "StringIO" in str(setup.arguments[1])


def test_several_streams_are_replaced_together() -> None:
    (found,) = Missing([]).scenarios(SCENARIO, _harmed("stderr-closed", "stdout-replaced"))
    assert [name for name in ("sys.stderr", "sys.stdout") if name in str(found.setup)] == [
        "sys.stderr",
        "sys.stdout",
    ]


def test_the_standard_input_comes_before_other_streams() -> None:
    missing = Missing([])
    run = _harmed("input", "stdout-closed")
    found = missing.scenarios(SCENARIO, run)
    assert len(found) > 3
    assert all("sys.stdin" in str(each.setup) for each in found)
    assert all("sys.stdout" in str(missing.scenarios(each, run)[0].setup) for each in found)


def test_nothing_helps_who_has_a_stream_of_its_own_or_leaves_it_open() -> None:
    missing = Missing([])
    (found,) = missing.scenarios(SCENARIO, _harmed("stdout-closed"))
    assert missing.scenarios(found, _harmed("stdout-closed")) == []
    assert missing.scenarios(found, _harmed("stdout-open")) == []
