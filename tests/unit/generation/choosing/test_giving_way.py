"""Scenarios that nobody would write by hand give way to others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import call_of, failure, loaded, run

from aqe.domain.candidate import Program
from aqe.domain.goal import Goal, GoalKind
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Literal, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Member, Observation, Snapshot
from aqe.generation.archive import Entry
from aqe.generation.choosing.giving_way import given_way
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.declarations.forms import at
from aqe.generation.ports import ConstantFinder
from aqe.generation.scenario import Scenario, Use

SOURCE = """\
def act(number):
    return _inner(number)


def _inner(number):
    return number + 1


class Walk:
    def __init__(self, number):
        self.number = number

    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


def walk(number):
    return Walk(number)


def tell(text):
    return text
"""
ONE = Snapshot("literal", "builtins:int", "1")
MUTANTS = [Mutant(name, "number", "act", 2, 0, 1, "+", "-") for name in ("one", "other", "third")]
REACHED = {"_inner(1)": {0, 1}, "act(1)": {0}, "act(2)": {0, 1}, "act(3)": {2}}


def _play(text: str) -> CandidateRun:
    if "None" in text:
        broken = replace(failure("TypeError", "unsupported"), is_incidental=True)
        return run({0, 1}, outcome=CandidateOutcome.RAISED, failure=broken)
    if "0.25" in text:
        divided = replace(failure("ZeroDivisionError", "division by zero"), is_incidental=True)
        return run({0, 1}, outcome=CandidateOutcome.RAISED, failure=divided)
    if "True" in text:
        refused = failure("TypeError", "no truths, please")
        return run({0, 1}, outcome=CandidateOutcome.RAISED, failure=refused)
    if "alk(" in text and not text.startswith(("list(", "iter(")):
        shown = Snapshot("object", "demo:Walk", attributes=(("number", ONE),))
        return completed({0, 1}, observations=(Observation(0, shown),), result_types=("demo:Walk",))
    if text == 'tell("a")':
        shown = Snapshot("object", "demo:Told", text="Told()")
        return completed({0, 1}, observations=(Observation(0, shown),))
    if "0.5" in text:
        return completed(
            {0, 1}, observations=(Observation(0, Snapshot("opaque", "builtins:generator")),)
        )
    return completed(REACHED.get(text, {0, 1}))


@dataclass
class _Bench:
    folder: Path
    kills: Callable[[Mutant, str], bool] = lambda mutant, text: False
    scenarios: Sequence[Scenario] = ()

    def __post_init__(self) -> None:
        runner = FakeRunner(_play, kills=lambda mutant, text: self.kills(mutant, text))
        self.search = search_of(subject_of(self.folder, SOURCE), loaded(3), runner)

    def of(self, name: str, *recipes: Recipe) -> Scenario:
        subject = self.search.subject.callable(name)
        assert subject is not None
        return Scenario((call_of(subject, *recipes),))

    def left(
        self,
        *scenarios: Scenario,
        killing: dict[int, list[str]] | None = None,
        entries: tuple[Scenario, ...] = (),
        is_stable: bool = True,
        constants: ConstantFinder | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> tuple[Strengthened, dict[Scenario, frozenset[int]]]:
        self.scenarios = scenarios
        results = {each.id: MutantResult(each, MutantState.KILLED) for each in MUTANTS}
        found = Strengthened(list(scenarios), killing or {}, results)
        runs = {
            each: self.search.exploration.runner.run([self.program(each)])[0] for each in entries
        }
        return given_way(
            self.search,
            found,
            dict.fromkeys(scenarios, frozenset({0})),
            [Entry(each, runs[each], 1.0, place) for place, each in enumerate(entries)],
            observe=lambda asked: self.observed(asked, is_stable=is_stable),
            constants=constants,
            is_over=is_over,
        )

    def observed(
        self, scenarios: Sequence[Scenario], *, is_stable: bool
    ) -> list[CandidateRun | None]:
        exploration = self.search.exploration
        runs = exploration.runner.run([exploration.program(each) for each in scenarios])
        known = self.scenarios
        return [
            run if is_stable or each in known else None
            for each, run in zip(scenarios, runs, strict=True)
        ]

    def program(self, scenario: Scenario) -> Program:
        return self.search.exploration.program(scenario)


@pytest.fixture
def bench(tmp_path: Path) -> _Bench:
    return _Bench(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("_inner", 1),
        ("act", None),
        ("act", 0.5),
        ("act", "a\0"),
        ("act", "a b"),
        ("act", "a" * 99),
        ("act", 10**30),
    ],
)
def test_what_nobody_would_write_goes_where_others_reach_as_much(
    bench: _Bench, name: str, value: object
) -> None:
    odd, plain = bench.of(name, Literal(value)), bench.of("act", Literal(2))  # type: ignore[arg-type]

    found, reaches = bench.left(odd, plain)

    assert found.scenarios == [plain]
    assert list(reaches) == [plain]


@pytest.mark.parametrize("value", [True, 7, 0.25])
def test_what_the_subject_refuses_on_purpose_what_cannot_be_divided_and_what_is_plain_stays(
    bench: _Bench, value: object
) -> None:
    usual, plain = bench.of("act", Literal(value)), bench.of("act", Literal(2))  # type: ignore[arg-type]
    assert bench.left(usual, plain)[0].scenarios == [usual, plain]


def test_a_text_that_says_nothing_of_its_object_goes_where_others_reach_and_tell_as_much(
    bench: _Bench,
) -> None:
    told, plain = bench.of("tell", Literal("a")), bench.of("act", Literal(2))
    assert bench.left(told, plain)[0].scenarios == [plain]
    assert bench.left(told, plain, killing={0: ["one"]})[0].scenarios == [told, plain]
    assert bench.left(told)[0].scenarios == [told]


def test_what_somebody_wrote_stays(bench: _Bench) -> None:
    written = replace(bench.of("act", Literal(None)), origin="example")
    plain = bench.of("act", Literal(2))
    assert bench.left(written, plain)[0].scenarios == [written, plain]


def test_it_stays_for_a_goal_of_its_own(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(1))
    assert bench.left(private, plain)[0].scenarios == [private, plain]


def test_it_stays_for_mutants_of_its_own(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(2))
    assert bench.left(private, plain, killing={0: ["one", "other"]})[0].scenarios == [
        private,
        plain,
    ]


def test_a_direct_call_of_private_code_goes_for_a_single_mutant(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(2))
    bench.kills = lambda mutant, text: mutant.id == "other"

    found, _ = bench.left(private, plain, killing={0: ["one", "other"]})

    assert found.scenarios == [plain]
    assert found.kills == {0: ["other"]}
    assert found.results["one"].state is MutantState.SURVIVED


def test_it_goes_too_where_another_one_that_stays_reaches_as_much(bench: _Bench) -> None:
    private, further = bench.of("_inner", Literal(1)), bench.of("_inner", Literal(4))
    killing = {0: ["one", "other"], 1: ["third"]}
    assert bench.left(private, further, killing=killing)[0].scenarios == [private]


def test_a_direct_call_of_private_code_stays_for_a_mutant_and_a_goal(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(1))
    assert bench.left(private, plain, killing={0: ["one"]})[0].scenarios == [private, plain]


def test_its_mutants_are_told_by_those_that_stay(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(2))
    bench.kills = lambda mutant, text: True

    found, _ = bench.left(private, plain, killing={0: ["one", "other"]})

    assert found.scenarios == [plain]
    assert found.kills == {0: ["one", "other"]}


def test_of_two_that_reach_the_same_one_stays(bench: _Bench) -> None:
    one, other = bench.of("_inner", Literal(1)), bench.of("_inner", Literal(4))
    assert len(bench.left(one, other)[0].scenarios) == 1


def test_what_the_search_has_met_takes_its_place(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(1))
    better, useless = bench.of("act", Literal(2)), bench.of("act", Literal(3))

    found, reaches = bench.left(private, plain, entries=(useless, better))

    assert found.scenarios == [plain, better]
    assert reaches == {plain: frozenset({0}), better: frozenset({1})}


def test_what_tells_its_mutants_takes_its_place(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(2))
    better = bench.of("act", Literal(5))
    bench.kills = lambda mutant, text: text == "act(5)"

    found, _ = bench.left(private, plain, killing={0: ["one"]}, entries=(better,))

    assert found.scenarios == [plain, better]
    assert found.kills == {1: ["one"]}


def test_nothing_comes_in_that_does_not_free_from_anything(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(1))
    better = bench.of("act", Literal(2))

    found, _ = bench.left(private, plain, killing={0: ["one", "other"]}, entries=(better,))

    assert found.scenarios == [private, plain]


def test_nothing_comes_in_that_is_not_stable_or_as_odd(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(1))
    odd, better = bench.of("act", Literal(None)), bench.of("act", Literal(2))
    assert bench.left(private, plain, entries=(odd,))[0].scenarios == [private, plain]
    assert private in bench.left(private, plain, entries=(better,), is_stable=False)[0].scenarios


def test_time_ends_it(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(2))
    assert bench.left(private, plain, is_over=lambda: True)[0].scenarios == [private, plain]


def test_what_shows_nothing_stable_is_no_help(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal(1)), bench.of("act", Literal(2))
    observe = bench.observed
    bench.observed = lambda asked, is_stable: [  # type: ignore[method-assign]
        run if each is not plain else None
        for each, run in zip(asked, observe(asked, is_stable=True), strict=True)
    ]
    assert bench.left(private, plain)[0].scenarios == [private, plain]


def test_the_mark_of_an_encoding_stays_where_it_does_not_just_come_out_again(
    bench: _Bench,
) -> None:
    marked, plain = bench.of("tell", Literal("\ufeffword")), bench.of("act", Literal(2))
    assert bench.left(marked, plain)[0].scenarios == [marked, plain]
    observe = bench.observed
    out = (Observation(0, Snapshot("literal", "builtins:str", r"'\ufeffword'")),)
    bench.observed = lambda asked, is_stable: [  # type: ignore[method-assign]
        replace(run, observations=out) if run is not None and each is marked else run
        for each, run in zip(asked, observe(asked, is_stable=is_stable), strict=True)
    ]
    assert bench.left(marked, plain)[0].scenarios == [plain]


def test_a_public_call_that_hands_its_argument_on_takes_the_place_of_a_direct_one(
    bench: _Bench,
) -> None:
    private, plain = bench.of("_inner", Literal(4)), bench.of("act", Literal(1))
    bench.kills = lambda mutant, text: text == "act(4)"

    found, _ = bench.left(private, plain, killing={0: ["one", "other"]})

    assert found.scenarios == [plain, bench.of("act", Literal(4))]
    assert found.kills == {1: ["one", "other"]}


def test_a_value_that_is_odd_for_private_code_too_is_handed_to_public_code(bench: _Bench) -> None:
    private, plain = bench.of("_inner", Literal("a\0")), bench.of("act", Literal(1))
    bench.kills = lambda mutant, text: "x00" in text

    found, _ = bench.left(private, plain, killing={0: ["one", "other"]})

    assert found.scenarios == [plain, bench.of("act", Literal("a\0"))]


def test_an_iterator_that_nobody_iterates_gives_way_to_what_it_yields(bench: _Bench) -> None:
    asked = bench.of("walk", Literal(1))
    iterated = asked.with_step(0, replace(asked.act, use=Use.DRAIN))
    assert bench.left(asked, iterated)[0].scenarios == [iterated]


def test_where_no_test_iterates_it_one_is_made(bench: _Bench) -> None:
    asked, plain = bench.of("walk", Literal(1)), bench.of("act", Literal(2))
    bench.kills = lambda mutant, text: text.startswith("list(")

    found, _ = bench.left(asked, plain, killing={0: ["one"]})

    assert [each.act.use for each in found.scenarios] == [Use.PLAIN, Use.TAKE]
    assert found.kills == {1: ["one"]}


def test_it_is_not_iterated_once_more_by_its_own_method(bench: _Bench) -> None:
    asked = bench.of("walk", Literal(1))
    drained = asked.with_step(0, replace(asked.act, use=Use.DRAIN))
    subject = bench.search.subject.callable("Walk.__iter__")
    assert subject is not None
    by_method = replace(asked, steps=(*asked.steps, call_of(subject, receiver=0)))

    assert bench.left(by_method, drained)[0].scenarios == [drained]
    assert bench.left(by_method)[0].scenarios == [by_method]


def test_one_that_is_constructed_does_not(bench: _Bench) -> None:
    made, plain = bench.of("Walk.__init__", Literal(1)), bench.of("act", Literal(2))
    assert bench.left(made, plain)[0].scenarios == [made, plain]


@pytest.mark.parametrize("about", ["LIMITS", ""])
@pytest.mark.parametrize(("killing", "is_left"), [("act(2)", False), ("LIMITS", True)])
def test_a_look_at_a_table_stays_for_a_mutant_that_no_call_tells(
    bench: _Bench, killing: str, is_left: bool, about: str
) -> None:
    look = at(Symbol("demo", "LIMITS"), about, "value")
    plain = bench.of("act", Literal(2))
    members = (Member("LIMITS", "LIMITS", "value", "builtins:list", "demo"),)
    archive = bench.search.archive
    archive.loaded = replace(archive.loaded, members=members)
    bench.kills = lambda mutant, text: text == killing

    found, _ = bench.left(look, plain, killing={0: ["one"]})

    assert found.scenarios == ([look, plain] if is_left else [plain])
    assert found.kills == {0: ["one"]}


class _Beside:
    """Finds one number beside each mutant."""

    def beside(self, mutant: Mutant) -> tuple[int, ...]:
        return (77,)

    def filled_by(self, qualname: str) -> tuple[str, ...]:
        return ()


def test_a_call_with_what_stands_beside_the_mutant_takes_the_place_of_a_look_at_data(
    bench: _Bench,
) -> None:
    look = at(Symbol("demo", "LIMITS"), "LIMITS", "value")
    plain = bench.of("act", Literal(2))
    archive = bench.search.archive
    members = (Member("LIMITS", "LIMITS", "value", "builtins:list", "demo"),)
    archive.loaded = replace(archive.loaded, members=members)
    archive.goals = {1: Goal(1, GoalKind.LINE, MUTANTS[0].line, "act")}
    bench.kills = lambda mutant, text: text == "act(77)"

    found, _ = bench.left(look, plain, killing={0: ["one"]}, constants=_Beside())

    assert found.scenarios == [plain, bench.of("act", Literal(77))]
    assert found.kills == {1: ["one"]}


def test_a_look_that_is_there_for_no_mutant_says_what_the_module_is(bench: _Bench) -> None:
    look = at(Symbol("demo", "LIMITS"), "LIMITS", "value")
    plain = bench.of("act", Literal(2))
    assert bench.left(look, plain)[0].scenarios == [look, plain]
