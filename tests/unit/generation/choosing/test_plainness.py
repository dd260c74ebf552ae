from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from generation_bench import FakeRunner, arguments_of, completed, search_of, subject_of
from generation_builders import failure, loaded, run

from aqe.domain.candidate import Program
from aqe.domain.mutant import Mutant, MutantResult, MutantState
from aqe.domain.recipe import Call, Collection, Literal, Recipe, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.subject import CallableKind, CallableSubject
from aqe.generation.choosing.plainness import made_plain
from aqe.generation.choosing.strengthening import Strengthened
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Argument, Scenario, Step
from aqe.generation.seeding.seeds import Seeder

SOURCE = """\
class Box:
    def ask(self):
        return 1

    def put(self, number: int):
        self.number = number

    def __rsub__(self, other):
        return 1


def act(number: float = 1.0, kind=None):
    if number < 0:
        raise TypeError("no")
    return number
"""
ONE = Snapshot("literal", "builtins:int", "1")
STAND_IN = Call(Symbol("types", "SimpleNamespace"), (), (("size", Literal(1)),))
MUTANT = Mutant("changed", "number", "act", 1, 0, 1, "*", "+")


@dataclass
class _Runner(FakeRunner):
    """Tells by the whole program which mutants it kills, and what it changes."""

    kills_program: Callable[[Program], bool] = lambda program: False
    programs: list[Program] = field(default_factory=list)

    def run_mutants(
        self,
        mutants: Sequence[Mutant],
        programs: Sequence[Program],
        *,
        stop_at_first: bool = True,
        timeout_s: float = 1.0,
    ) -> list[MutantResult]:
        killers = tuple(str(each.candidate) for each in programs if self.kills_program(each))
        state = MutantState.KILLED if killers else MutantState.SURVIVED
        return [MutantResult(each, state, killers) for each in mutants]


def _shows(text: str) -> CandidateRun:
    return completed({0}, observations=(Observation(0, ONE),))


def _bench(tmp_path: Path, play: Callable[[str], CandidateRun] = _shows) -> tuple[Search, _Runner]:
    runner = _Runner(play)
    return search_of(subject_of(tmp_path, SOURCE), loaded(3), runner), runner


def _subject(search: Search, name: str) -> CallableSubject:
    if name == "Box":
        return CallableSubject("Box", "__init__", CallableKind.CONSTRUCTOR, "Box", ())
    subject = search.subject.callable(name)
    assert subject is not None
    return subject


def _step(search: Search, name: str, *recipes: Recipe) -> Step:
    subject = _subject(search, name)
    pairs = zip(subject.parameters, recipes, strict=False)
    receiver = None if name in ("Box", "act") else 0
    return Step(subject, tuple(Argument(each, recipe) for each, recipe in pairs), receiver)


def _act(search: Search, *recipes: Recipe) -> Scenario:
    return Scenario((_step(search, "act", *recipes),))


def _on_box(search: Search, *calls: Step) -> Scenario:
    return Scenario((_step(search, "Box"), *calls))


def _plain(
    search: Search,
    *scenarios: Scenario,
    kills: Sequence[int] = (),
    reaches: frozenset[int] = frozenset(),
    is_stable: Callable[[Sequence[Scenario]], list[bool]] = lambda found: [True] * len(found),
    is_over: Callable[[], bool] = lambda: False,
) -> Strengthened:
    """The scenarios made plain, where those at some places are the ones that tell a mutant."""
    result = MutantResult(MUTANT, MutantState.KILLED)
    found = Strengthened(
        list(scenarios), {place: [MUTANT.id] for place in kills}, {MUTANT.id: result}
    )
    picked = dict.fromkeys(scenarios, reaches)
    return made_plain(search, found, picked, is_stable=is_stable, is_over=is_over)[0]


def _values(scenario: Scenario) -> list[object]:
    return [getattr(each.recipe, "value", each.recipe) for each in scenario.act.arguments]


def test_a_stand_in_that_makes_no_difference_goes(tmp_path: Path) -> None:
    search, _ = _bench(tmp_path)
    found = _plain(search, _act(search, Literal(1.5), STAND_IN))
    assert [_values(each) for each in found.scenarios] == [[]]


def test_what_a_test_shows_stays_as_it_is_where_nothing_else_says_what_it_is_for(
    tmp_path: Path,
) -> None:
    def play(text: str) -> CandidateRun:
        return completed({0}, observations=(Observation(0, replace(ONE, source=repr(text))),))

    search, _ = _bench(tmp_path, play)
    odd = _act(search, Literal("abc"))
    assert _plain(search, odd).scenarios == [odd]


def test_a_number_of_many_digits_is_rounded_as_far_as_the_mutant_is_told(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    odd = _act(search, Literal(2.5000015000015))
    runner.kills_program = lambda program: _number(program) > 2.2
    assert [_values(each) for each in _plain(search, odd, kills=[0]).scenarios] == [[3.0]]
    runner.kills_program = lambda program: len(str(_number(program))) > 9
    assert _plain(search, odd, kills=[0]).scenarios == [odd]


def _number(program: Program) -> float:
    values = arguments_of(program.lines[-1].source.partition(" = ")[2] or program.lines[-1].source)
    return float(values[0]) if values else 1.0  # type: ignore[arg-type]


def test_a_call_that_only_answers_does_not_come_twice(tmp_path: Path) -> None:
    search, _ = _bench(tmp_path)
    ask = _step(search, "Box.ask")
    once, twice = _on_box(search, ask), _on_box(search, ask, ask)
    found = _plain(search, once, twice, kills=[0])
    assert found.scenarios == [once]
    assert found.kills == {0: [MUTANT.id]}


def test_a_second_call_stays_where_a_mutant_is_told_by_it(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    ask = _step(search, "Box.ask")
    runner.kills_program = lambda program: len(program.lines) > 2
    twice = _on_box(search, ask, ask)
    assert _plain(search, twice, kills=[0]).scenarios == [twice]
    runner.kills_program = lambda program: True
    assert _plain(search, twice, kills=[0]).scenarios == [_on_box(search, ask)]


def test_a_second_call_stays_where_the_first_changed_the_object(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        changed = (("box", ONE),) if "put" in text else ()
        return completed({0}, observations=(Observation(0, ONE),), after=changed)

    search, _ = _bench(tmp_path, play)
    put = _step(search, "Box.put", Literal(1))
    twice = _on_box(search, put, put)
    assert _plain(search, twice).scenarios == [twice]


def test_what_happened_before_the_first_call_is_not_its_doing(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        return completed({0}, observations=(Observation(0, ONE),), after=(("box", ONE),))

    search, _ = _bench(tmp_path, play)
    put, ask = _step(search, "Box.put", Literal(1)), _step(search, "Box.ask")
    found = _plain(search, _on_box(search, put, ask, ask))
    assert ask in found.scenarios[0].steps
    assert found.scenarios[0].steps.count(ask) == 1


def test_what_breaks_a_declaration_is_there_for_a_goal_or_a_mutant_only(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    usual, broken = (
        _act(search, Literal(1.5)),
        _on_box(search, _step(search, "Box.put", Literal("a"))),
    )
    kept = {usual: frozenset({0})}
    found = Strengthened([usual, broken])
    arguments = {"is_stable": lambda found: [False] * len(found)}
    assert made_plain(search, found, kept, **arguments)[0].scenarios == [usual]  # type: ignore[arg-type]
    assert _plain(search, broken, **arguments).scenarios == [broken]  # type: ignore[arg-type]
    runner.kills_program = lambda program: '"a"' in program.lines[-1].source
    killing = Strengthened(
        [usual, broken], {1: [MUTANT.id]}, {MUTANT.id: MutantResult(MUTANT, MutantState.KILLED)}
    )
    assert made_plain(search, killing, kept, **arguments)[0].scenarios == [usual, broken]  # type: ignore[arg-type]


def test_goals_that_nothing_else_reaches_are_kept(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        goals = {0, 1} if "SimpleNamespace" in text or "kind=kind" in text else {0}
        return completed(goals, observations=(Observation(0, ONE),))

    search, runner = _bench(tmp_path, play)
    runner.kills_program = lambda program: True
    odd = _act(search, Literal(1.5), STAND_IN)
    (kept,) = _plain(search, odd, kills=[0], reaches=frozenset({0})).scenarios
    assert any(isinstance(each, Call) for each in _values(kept))
    both = _plain(search, odd, kills=[0], reaches=frozenset({0, 1})).scenarios
    assert any(isinstance(each, Call) for each in _values(both[0]))


def test_a_value_that_something_suggests_takes_the_place_of_an_odd_one(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    runner.kills_program = lambda program: "(" in program.lines[-1].source.replace("act()", "")
    (kept,) = _plain(search, _act(search, Literal("abc")), kills=[0]).scenarios
    assert all(isinstance(each, int | float) for each in _values(kept))


def test_a_reflected_method_is_called_by_its_operator(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    direct = _on_box(search, _step(search, "Box.__rsub__", Literal(2)))
    (kept,) = _plain(search, direct).scenarios
    assert kept.act.is_operator
    assert runner.texts[-1].endswith("- box")


def test_what_a_wrong_type_leads_to_gives_way_to_a_call_that_ends_well(tmp_path: Path) -> None:
    broken = run(outcome=CandidateOutcome.RAISED, failure=failure("TypeError", "no"), goals={0})

    def play(text: str) -> CandidateRun:
        return broken if "0.25" in text else _shows(text)

    search, runner = _bench(tmp_path, play)
    failing = _act(search, Literal(0.25))
    runner.kills_program = lambda program: True
    assert _plain(search, failing, kills=[0]).scenarios != [failing]
    runner.kills_program = lambda program: "0.25" in program.lines[-1].source
    assert _plain(search, failing, kills=[0]).scenarios == [failing]


def test_two_parameters_get_values_that_can_be_told_apart(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    runner.kills_program = lambda program: program.lines[-1].source.count("=") == 2
    same = _act(search, Literal(1.5), Literal(1.5))

    (kept,) = _plain(search, same, kills=[0]).scenarios

    one, other = _values(kept)
    assert one != other


def test_two_parameters_keep_the_value_by_which_a_mutant_is_told(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    runner.kills_program = lambda program: program.lines[-1].source.count("1.5") == 2
    same = _act(search, Literal(1.5), Literal(1.5))
    assert _plain(search, same, kills=[0]).scenarios == [same]


def test_an_exception_that_is_raised_on_purpose_stays(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        return refused if "0.25" in text else _shows(text)

    raised = next(number for number, line in enumerate(SOURCE.splitlines(), 1) if "raise" in line)
    refused = run(
        outcome=CandidateOutcome.RAISED, failure=failure("TypeError", "no", raised), goals={0}
    )
    search, runner = _bench(tmp_path, play)
    runner.kills_program = lambda program: True
    refusing = _act(search, Literal(0.25), STAND_IN)
    (kept,) = _plain(search, refusing, kills=[0]).scenarios
    assert _values(kept) == [0.25]


@pytest.mark.parametrize(
    ("line", "is_meant"),
    [
        ('    if number < 0: raise TypeError("no")', True),
        ('    raised = number < 0; assert not raised, "no"', True),
        ("    raises = number < len(number)", False),
    ],
)
def test_an_exception_may_be_raised_behind_its_condition(
    tmp_path: Path, line: str, is_meant: bool
) -> None:
    def play(text: str) -> CandidateRun:
        return refused if "0.25" in text else _shows(text)

    source = f"def act(number: float = 1.0, kind=None):\n{line}\n    return number\n"
    refused = run(outcome=CandidateOutcome.RAISED, failure=failure("TypeError", "no", 2), goals={0})
    runner = _Runner(play)
    search = search_of(subject_of(tmp_path, source), loaded(3), runner)
    runner.kills_program = lambda program: True
    (kept,) = _plain(search, _act(search, Literal(0.25), STAND_IN), kills=[0]).scenarios
    assert (_values(kept) == [0.25]) is is_meant


def test_an_exception_is_looked_up_in_the_lines_that_python_counts(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        return refused if "0.25" in text else _shows(text)

    source = f"\f\n{SOURCE}"  # a form feed begins a page, and no line
    raised = 1 + source.split("\n").index('        raise TypeError("no")')
    refused = run(
        outcome=CandidateOutcome.RAISED, failure=failure("TypeError", "no", raised), goals={0}
    )
    runner = _Runner(play)
    search = search_of(subject_of(tmp_path, source), loaded(3), runner)
    runner.kills_program = lambda program: True
    (kept,) = _plain(search, _act(search, Literal(0.25), STAND_IN), kills=[0]).scenarios
    assert _values(kept) == [0.25]


def test_surroundings_that_make_no_difference_are_not_prepared(tmp_path: Path) -> None:
    search, _ = _bench(tmp_path)
    prepared = replace(_act(search, Literal(1.5)), setup=(Literal(1), Literal(2)))
    assert [each.setup for each in _plain(search, prepared).scenarios] == [()]


def test_surroundings_that_hold_a_clock_still_are_prepared(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    whole = [True]
    runner.play = lambda text: replace(_shows(text), unstable=() if whole.pop(0) else ("clock",))
    whole += [False] * 40
    prepared = replace(_act(search, Literal(1.5)), setup=(Literal(1),))
    assert _plain(search, prepared).scenarios == [prepared]


def test_an_odd_text_that_is_refused_as_others_are_stays(tmp_path: Path) -> None:
    search, _ = _bench(tmp_path)
    refused = _on_box(search, _step(search, "Box.put", Literal("a://-b.c/long/and/odd\n")))
    assert _plain(search, refused).scenarios == [refused]


def test_copies_that_are_not_stable_are_not_taken(tmp_path: Path) -> None:
    search, _ = _bench(tmp_path)
    odd = _act(search, Literal(1.5), STAND_IN)
    found = _plain(search, odd, is_stable=lambda found: [False] * len(found))
    assert found.scenarios == [odd]


def test_time_ends_it_and_plain_scenarios_cost_nothing(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    odd, plain = _act(search, Literal(1.5), STAND_IN), _act(search, Literal(1.5))
    assert _plain(search, odd, is_over=lambda: True).scenarios == [odd]
    assert runner.texts == []
    assert _plain(search, plain).scenarios == [plain]
    assert len(runner.texts) == 1


def test_time_is_looked_at_between_scenarios_that_are_held_against_mutants(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    held: list[Program] = []
    runner.kills_program = lambda program: not held.append(program)
    odd = [_act(search, Literal(each), STAND_IN) for each in (1.5, 2.5)]
    found = _plain(search, *odd, kills=[0, 1], is_over=lambda: bool(held))
    assert [each in odd for each in found.scenarios] == [False, True]


def test_no_more_copies_are_made_than_are_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search, runner = _bench(tmp_path)
    made: list[Scenario] = []
    monkeypatch.setattr(Seeder, "complete", lambda _, each: made.append(each) or each)
    runner.kills_program = lambda program: "1400" in program.lines[-1].source
    long = Collection("list", tuple(Literal(1000 + number) for number in range(500)))
    (kept,) = _plain(search, _act(search, Literal(1.5), long), kills=[0]).scenarios
    assert kept.act.arguments
    assert len(made) <= 5 * 20


def test_documented_examples_stay_as_somebody_wrote_them(tmp_path: Path) -> None:
    search, _ = _bench(tmp_path)
    odd = _act(search, Literal(1.5), STAND_IN)
    for written in (replace(odd, documented="1"), replace(odd, origin="example")):
        assert _plain(search, written).scenarios == [written]


def test_goals_and_kills_of_scenarios_that_become_alike_are_put_together(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    runner.kills_program = lambda program: True
    plain, odd = _act(search), _act(search, Literal(1.5), STAND_IN)
    found = Strengthened(
        [plain, odd], {1: [MUTANT.id]}, {MUTANT.id: MutantResult(MUTANT, MutantState.KILLED)}
    )
    merged, reaches = made_plain(
        search,
        found,
        {plain: frozenset({1}), odd: frozenset({0})},
        is_stable=lambda found: [True] * len(found),
    )
    assert merged.scenarios == [plain]
    assert merged.kills == {0: [MUTANT.id]}
    assert reaches == {plain: frozenset({0, 1})}


def _prepared_refusal(tmp_path: Path, unstable: str) -> tuple[Scenario, Scenario]:
    """A refusal that is prepared, and a plainer one; copies depend on something that is unstable."""
    refused = run(outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "no date"))
    search, runner = _bench(tmp_path)
    whole = [True]
    runner.play = lambda text: replace(refused, unstable=() if whole.pop(0) else (unstable,))
    whole += [False] * 40
    prepared = replace(_act(search, Literal(1.5)), setup=(Literal(1),))
    (plain,) = _plain(search, prepared).scenarios
    return prepared, plain


def test_a_refusal_that_reads_the_same_without_it_needs_no_clock_held_still(tmp_path: Path) -> None:
    _, plain = _prepared_refusal(tmp_path, "clock")
    assert plain.setup == ()


def test_a_refusal_by_chance_stays_as_it_was(tmp_path: Path) -> None:
    prepared, plain = _prepared_refusal(tmp_path, "random")
    assert plain == prepared


KEYED = """\
class Box:
    def __init__(self, key):
        self.key = key

    def ask(self, word):
        return False
"""


def test_what_an_object_is_made_with_is_the_same_in_all_tests_that_do_as_well(
    tmp_path: Path,
) -> None:
    runner = _Runner(_shows)
    search = search_of(subject_of(tmp_path, KEYED), loaded(3), runner)

    def asked(key: str, word: str) -> Scenario:
        box, ask = (search.subject.callable(name) for name in ("Box.__init__", "Box.ask"))
        assert box is not None
        assert ask is not None
        arguments = (Argument(ask.parameters[-1], Literal(word)),)
        return Scenario(
            (
                Step(box, (Argument(box.parameters[-1], Literal(key)),)),
                Step(ask, arguments, 0),
            )
        )

    several = [asked("abc", "a"), asked("abc", "b"), asked("xyz", "c")]
    runner.kills_program = lambda program: True
    assert _plain(search, *several, kills=[0, 1, 2]).scenarios[2] == asked("abc", "c")
    runner.kills_program = lambda program: "xyz" in program.lines[0].source
    assert _plain(search, *several, kills=[0, 1, 2]).scenarios[2] == several[2]


def test_an_object_of_which_nothing_is_asked_becomes_an_ordinary_value(tmp_path: Path) -> None:
    bare = Call(Symbol("types", "SimpleNamespace"))
    search, _ = _bench(tmp_path)
    on_box = _on_box(search, replace(_step(search, "Box.__rsub__", bare)))
    (found,) = _plain(search, on_box).scenarios
    assert _values(found) == ["abc"]


def test_a_truth_for_a_number_stays_where_a_mutant_asks_for_it(tmp_path: Path) -> None:
    search, runner = _bench(tmp_path)
    put = _on_box(search, _step(search, "Box.put", Literal(True)))
    (plain,) = _plain(search, put, reaches=frozenset({0})).scenarios
    assert _values(plain) == [1]
    runner.kills_program = lambda program: "True" in program.lines[-1].source
    (kept,) = _plain(search, put, kills=[0]).scenarios
    assert _values(kept) == [True]
