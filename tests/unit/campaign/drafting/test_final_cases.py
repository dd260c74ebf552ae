"""What is left out of chosen scenarios before they become tests."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from aqe.campaign.drafting import final_cases
from aqe.domain.candidate import Candidate, StatementForm
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Call, Collection, Literal, Operation, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind
from aqe.generation.archive import Entry
from aqe.generation.choosing.operators import with_operators
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Argument, Scenario, Step


def _step(name: str, receiver: int | None = None) -> Step:
    kind = CallableKind.CONSTRUCTOR if name == "__init__" else CallableKind.METHOD
    qualname = "Box" if name == "__init__" else f"Box.{name}"
    return Step(CallableSubject(qualname, name, kind, "Box", ()), (), receiver)


ASKED = Scenario((_step("__init__"), _step("__repr__", 0), _step("size", 0)))
SHOWN = Snapshot("literal", "builtins:int", "1")
RUN = CandidateRun(
    0, CandidateOutcome.COMPLETED, goals=frozenset({1, 2}), observations=(Observation(2, SHOWN),)
)
OTHER = Snapshot("literal", "builtins:int", "2")


SEEDER = SimpleNamespace(
    surroundings=SimpleNamespace(with_variables_unset=lambda scenario: scenario)
)
"""Nothing that the subject reads."""


def _candidates(
    strengthened: Strengthened,
    reaches: dict[Scenario, frozenset[int]],
    replayer: Any,
    search: Any,
) -> list[Candidate]:
    places = range(len(strengthened.scenarios))
    disturbed = {each: final_cases._disturbed(strengthened, each) for each in places}
    return final_cases._candidates(strengthened, reaches, replayer, search, disturbed)


@pytest.mark.parametrize(
    ("bare", "count"),
    [
        (replace(RUN, observations=(Observation(1, SHOWN),)), 2),
        (replace(RUN, goals=frozenset({1})), 2),
        (replace(RUN, goals=frozenset({2})), 3),
        (replace(RUN, observations=(Observation(1, OTHER),)), 3),
        (replace(RUN, observations=(Observation(1, SHOWN, stdout="x"),)), 3),
        (replace(RUN, observations=(Observation(1, SHOWN, warnings=("UserWarning",)),)), 3),
        (replace(RUN, after=(("box", OTHER),)), 3),
        (replace(RUN, files=(("a.txt", "x"),)), 3),
        (replace(RUN, outcome=CandidateOutcome.RAISED), 3),
        (None, 3),
    ],
)
def test_idle_questions_are_left_out_where_the_test_demands_and_reaches_the_same(
    bare: CandidateRun | None, count: int
) -> None:
    replayer: Any = SimpleNamespace(
        observed_programs=lambda programs: [RUN if len(each) == 3 else bare for each in programs]
    )
    search: Any = SimpleNamespace(
        subject=SimpleNamespace(module="shop"),
        exploration=SimpleNamespace(printer=lambda candidate: candidate.statements),
        seeder=SEEDER,
    )
    (found,) = _candidates(Strengthened([ASKED]), {ASKED: frozenset({1})}, replayer, search)
    assert len(found.statements) == count


def _reflected(name: str = "__rsub__") -> Scenario:
    subject = CallableSubject(
        f"Box.{name}",
        name,
        CallableKind.METHOD,
        "Box",
        (Parameter("other", ParameterKind.POSITIONAL_OR_KEYWORD),),
    )
    asked = Step(subject, (Argument(subject.parameters[0], Literal(1)),), 0)
    return Scenario((_step("__init__"), asked))


@pytest.mark.parametrize(
    ("natural", "is_operator"),
    [
        (RUN, True),
        (replace(RUN, goals=frozenset({1})), False),
        (replace(RUN, observations=(Observation(1, OTHER),)), False),
        (None, False),
    ],
)
def test_a_reflected_method_is_called_by_its_operator_where_that_does_the_same(
    natural: CandidateRun | None, is_operator: bool
) -> None:
    def observed(programs: list[Any]) -> list[CandidateRun | None]:
        return [natural if isinstance(each[-1].expression, Operation) else RUN for each in programs]

    search: Any = SimpleNamespace(
        subject=SimpleNamespace(module="shop"),
        exploration=SimpleNamespace(printer=lambda candidate: candidate.statements),
        seeder=SEEDER,
    )
    replayer: Any = SimpleNamespace(observed_programs=observed)
    (found,) = _candidates(Strengthened([_reflected()]), {}, replayer, search)
    assert isinstance(found.statements[-1].expression, Operation) is is_operator


HELD = Snapshot("object", "shop:Box", attributes=(("size", SHOWN),))
GROWN = Snapshot("object", "shop:Box", attributes=(("size", OTHER),))
NOTHING = Snapshot("literal", "builtins:NoneType", "None")
RETURNED = replace(RUN, observations=(Observation(0, HELD), Observation(1, GROWN)))
AUGMENTED = replace(RUN, observations=(Observation(0, HELD), Observation(1, GROWN)))


@pytest.mark.parametrize(
    ("called", "stated", "is_augmented"),
    [
        pytest.param(replace(RETURNED, after=(("box", GROWN),)), AUGMENTED, True, id="returns-it"),
        pytest.param(RETURNED, AUGMENTED, True, id="returns-another"),
        pytest.param(
            replace(RETURNED, after=(("box", NOTHING),)),
            AUGMENTED,
            False,
            id="changes-it-and-returns-another",
        ),
        pytest.param(
            replace(RETURNED, after=(("box", GROWN),)),
            replace(AUGMENTED, observations=(Observation(0, HELD), Observation(1, HELD))),
            False,
            id="changes-nothing",
        ),
        pytest.param(
            replace(RETURNED, after=(("box", GROWN),)),
            replace(AUGMENTED, goals=frozenset({1})),
            False,
            id="another-method-answers",
        ),
        pytest.param(
            replace(RETURNED, observations=(Observation(0, HELD), Observation(1, HELD))),
            replace(AUGMENTED, observations=(Observation(0, HELD), Observation(1, HELD))),
            True,
            id="nothing-to-change",
        ),
    ],
)
def test_a_method_that_changes_its_object_is_called_by_its_operator_where_that_does_the_same(
    called: CandidateRun, stated: CandidateRun, is_augmented: bool
) -> None:
    def observed(programs: list[Any]) -> list[CandidateRun]:
        return [stated if each[-1].form is StatementForm.AUGMENT else called for each in programs]

    search: Any = SimpleNamespace(
        subject=SimpleNamespace(module="shop"),
        exploration=SimpleNamespace(printer=lambda candidate: candidate.statements),
        seeder=SEEDER,
    )
    replayer: Any = SimpleNamespace(observed_programs=observed)
    scenario = _reflected("__iadd__")
    (found,) = _candidates(Strengthened([scenario]), {}, replayer, search)
    assert (found.statements[-1].form is StatementForm.AUGMENT) is is_augmented


def test_a_variable_stands_for_what_its_operator_bound_it_to() -> None:
    grown = replace(_reflected("__iadd__").steps[1], name="")
    scenario = Scenario((_step("__init__"), grown, _step("size", 1)))
    named, augmented = (
        final_cases._statements(each, "shop") for each in (scenario, with_operators(scenario))
    )
    alias = named[1].target
    assert alias not in (None, "box")
    assert augmented[1].target == "box"
    asked = replace(RUN, after=(("box", HELD), (str(alias), HELD)))

    def expected(run: CandidateRun) -> CandidateRun | None:
        return final_cases._as_augmented(run, scenario, with_operators(scenario), "shop")

    assert expected(asked) == replace(RUN, after=(("box", HELD),))
    assert expected(replace(RUN, after=(("box", HELD),))) == RUN
    other = replace(RUN, after=(("box", GROWN), (str(alias), HELD)))
    assert expected(other) is None


def test_documented_examples_stay_as_they_are() -> None:
    asked: list[int] = []

    def observed(programs: list[Any]) -> list[CandidateRun]:
        asked.append(len(programs))
        return [RUN for _ in programs]

    search: Any = SimpleNamespace(
        subject=SimpleNamespace(module="shop"),
        exploration=SimpleNamespace(printer=lambda candidate: candidate.statements),
        seeder=SEEDER,
    )
    replayer: Any = SimpleNamespace(observed_programs=observed)
    example = replace(ASKED, documented="1")
    (found,) = _candidates(Strengthened([example]), {}, replayer, search)
    assert len(found.statements) == 3
    assert asked == [1]


def test_who_comes_by_a_warning_is_held_to_giving_none_elsewhere_even_if_it_failed_then() -> None:
    goals = {
        1: SimpleNamespace(id=1, line=2, qualname="old_fashioned"),
        2: SimpleNamespace(id=2, line=3, qualname="old_fashioned"),
    }
    ended = Entry(ASKED, replace(RUN, goals=frozenset({2})), 1.0, 0)
    failed = Entry(ASKED, replace(RUN, goals=frozenset({1})), 1.0, 1)

    def warners(*failures: Entry) -> frozenset[str]:
        archive = SimpleNamespace(
            goals=goals, all_entries=lambda: [ended], failures=lambda: list(failures)
        )
        source = "if old:\n    warnings.warn('old')\nreturn\n"
        search: Any = SimpleNamespace(subject=SimpleNamespace(source=source), archive=archive)
        return final_cases._warners(search)

    assert warners() == frozenset()
    assert warners(failed) == {ASKED.subject}


def _held(run: CandidateRun, *disturbed: str) -> list[str | None]:
    """Variables of the test of a call with a list, whose mutant shows in the state or elsewhere."""
    parameter = Parameter("items", ParameterKind.POSITIONAL_OR_KEYWORD)
    subject = CallableSubject("first", "first", CallableKind.FUNCTION, None, (parameter,))
    scenario = Scenario((Step(subject, (Argument(parameter, Collection("list")),)),))
    mutant = Mutant("m", "x", "first", 1, 0, 1, "a", "b")
    result = MutantResult(
        mutant, MutantState.KILLED, disturbed=tuple((each, "") for each in disturbed)
    )
    replayer: Any = SimpleNamespace(observed_programs=lambda programs: [run for _ in programs])
    search: Any = SimpleNamespace(
        subject=SimpleNamespace(module="shop"),
        exploration=SimpleNamespace(printer=lambda candidate: candidate.statements),
        seeder=SEEDER,
    )
    strengthened = Strengthened([scenario], {0: ["m"]}, {"m": result})
    (found,) = _candidates(strengthened, {}, replayer, search)
    return [each.target for each in found.statements]


def test_what_a_mutant_changes_without_a_trace_in_the_result_gets_a_variable() -> None:
    assert _held(RUN) == ["result"]
    assert _held(RUN, "items") == ["items", "result"]
    changed = replace(RUN, after=(("items", SHOWN),))
    assert _held(changed) == ["items", "result"]


def test_what_answers_somewhere_is_known_from_all_runs() -> None:
    def ended(name: str, *types: str) -> Entry:
        return Entry(Scenario((_step(name),)), replace(RUN, result_types=types), 1.0, 0)

    entries = [
        ended("get", "builtins:NoneType"),
        ended("get", "builtins:NoneType", "builtins:int"),
        ended("put", "builtins:int", "builtins:NoneType"),
    ]
    failed = replace(ended("fail", "builtins:int").run, outcome=CandidateOutcome.RAISED)
    entries.append(Entry(Scenario((_step("fail"),)), failed, 1.0, 0))
    search: Any = SimpleNamespace(archive=SimpleNamespace(all_entries=lambda: entries))
    assert final_cases._answering(search, []) == {"Box.get"}


@pytest.mark.parametrize(
    ("qualname", "is_warner"), [("Box.__init__", False), ("Box.size", True), ("helper", True)]
)
def test_a_warning_of_the_constructor_is_none_of_the_method(qualname: str, is_warner: bool) -> None:
    goals = {1: SimpleNamespace(id=1, line=1, qualname=qualname)}
    entry = Entry(ASKED, replace(RUN, goals=frozenset({1})), 1.0, 0)
    archive = SimpleNamespace(goals=goals, all_entries=lambda: [entry], failures=list)
    search: Any = SimpleNamespace(
        subject=SimpleNamespace(source="warnings.warn('old')"), archive=archive
    )
    assert (ASKED.subject in final_cases._warners(search)) is is_warner


@pytest.mark.parametrize(
    ("shown", "is_compared"),
    [
        (RUN, True),
        (replace(RUN, goals=frozenset({1})), False),
        (replace(RUN, observations=(Observation(1, OTHER),)), False),
        (None, False),
    ],
)
def test_a_hash_is_compared_where_equal_objects_were_seen_to_have_the_same(
    shown: CandidateRun | None, is_compared: bool
) -> None:
    holds = Snapshot("literal", "builtins:bool", "True")
    if shown is RUN:
        shown = replace(RUN, observations=(Observation(1, holds),))
    replayer: Any = SimpleNamespace(observed_programs=lambda programs: [shown for _ in programs])
    search: Any = SimpleNamespace(
        subject=SimpleNamespace(module="shop"),
        exploration=SimpleNamespace(printer=lambda candidate: candidate.statements),
        seeder=SEEDER,
    )
    asked = candidate_of(Scenario((_step("__init__"), _step("__hash__", 0))), "shop", 0)
    (candidate,), (run,) = final_cases._with_twins([asked], [RUN], replayer, search)
    assert (candidate != asked) is is_compared
    assert (run is shown) is is_compared
    if is_compared:
        assert isinstance(candidate.statements[-1].expression, Operation)


def test_what_two_processes_agree_on_by_chance_makes_no_test() -> None:
    mixed = Collection("set", (Literal("abc"), Literal(1)))
    parts = Parameter("parts", ParameterKind.POSITIONAL_OR_KEYWORD)
    subject = CallableSubject("act", "act", CallableKind.FUNCTION, None, (parts,))

    def given(value: Recipe) -> Scenario:
        return Scenario((Step(subject, (Argument(parts, value),)),))

    scenarios = [given(mixed), given(Call(Symbol("kit", "Ordered"), (mixed,)))]
    assert final_cases._without_chance(scenarios, [RUN, RUN], "shop") == [RUN, None]
