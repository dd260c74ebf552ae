from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import FakeRunner, arguments_of, completed, search_of, subject_of
from generation_builders import call_of

from aqe.domain.goal import Condition, Goal, GoalKind
from aqe.domain.recipe import Call, Collection, Literal, Symbol
from aqe.domain.run import (
    CandidateOutcome,
    CandidateRun,
    Comparison,
    Failure,
    LoadedSubject,
)
from aqe.domain.subject import CallableSubject
from aqe.generation.exploring.search import Search
from aqe.generation.scenario import Scenario, Use

SOURCE = """\
def act(number: int) -> str:
    code = number * 2 + KEY
    if code == SECRET:
        return "found"
    return "other"


def quiet(word: str) -> str:
    return word
"""
SECRET = 90_210_776
BODY, FOUND, OTHER, QUIET = 1, 2, 3, 4


def _loaded(*, with_secret: bool = True) -> LoadedSubject:
    goals = [
        Goal(BODY, GoalKind.LINE, 2, "act"),
        Goal(OTHER, GoalKind.BRANCH, 3, "act", 0, False),
        Goal(QUIET, GoalKind.LINE, 9, "quiet"),
    ]
    if with_secret:
        goals.insert(1, Goal(FOUND, GoalKind.BRANCH, 3, "act", 0, True))
    condition = Condition(0, 3, "act", "eq", "code == SECRET", FOUND, OTHER)
    return LoadedSubject("demo", "3.11", tuple(goals), (condition,), frozenset(), (), "ast")


def _play(text: str) -> CandidateRun:
    (value, *_) = [*arguments_of(text), ...]
    if text.startswith("quiet("):
        return completed({QUIET})
    if not isinstance(value, int) or isinstance(value, bool):
        return completed({BODY})
    code = value + 10**6
    side = code == SECRET
    return completed(
        {BODY, FOUND if side else OTHER},
        comparisons=(Comparison(0, side, repr(code), repr(SECRET)),),
    )


def _search(tmp_path: Path, runner: FakeRunner, **options: object) -> Search:
    loaded = _loaded(with_secret=not options.pop("is_easy", False))
    return search_of(subject_of(tmp_path, SOURCE), loaded, runner, **options)  # type: ignore[arg-type]


def test_the_frontier_copies_operands_into_inputs(tmp_path: Path) -> None:
    runner = FakeRunner(_play)
    archive = _search(tmp_path, runner).run()
    assert FOUND in archive.covered
    assert f"act({SECRET - 10**6})" in runner.texts
    assert str(SECRET - 10**6) not in SOURCE
    assert archive.open_goals() == []


def test_patience_ends_a_search_that_gets_nowhere(tmp_path: Path) -> None:
    def out_of_reach(text: str) -> CandidateRun:
        (value,) = arguments_of(text)
        if text.startswith("quiet(") or not isinstance(value, int):
            return completed({QUIET if text.startswith("quiet(") else BODY})
        met = Comparison(0, False, repr(value), repr(value + 1))
        return completed({BODY, OTHER}, comparisons=(met,))

    counts = []
    for patience in (200, 900):
        runner = FakeRunner(out_of_reach)
        archive = _search(tmp_path, runner, patience=patience).run()
        assert FOUND not in archive.covered
        counts.append(len(runner.texts))
    assert counts[0] < counts[1] < 1600


def test_the_budget_is_a_number_of_executions(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed({BODY}))
    _search(tmp_path, runner, executions=37).run()
    assert len(runner.texts) == 37


def test_cancellation_stops_before_the_next_batch(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed({BODY}))
    _search(tmp_path, runner, is_cancelled=lambda: bool(runner.texts)).run()
    assert len(runner.batches) == 1


def test_a_target_stops_early(tmp_path: Path) -> None:
    everything = FakeRunner(_play)
    _search(tmp_path, everything).run()
    few = FakeRunner(_play)
    archive = _search(tmp_path, few, target=0.5).run()
    assert 0.5 <= archive.share < 1
    assert len(few.texts) < len(everything.texts)


def test_only_named_callables_are_aimed_at(tmp_path: Path) -> None:
    runner = FakeRunner(_play)
    archive = _search(tmp_path, runner, only=frozenset({"quiet"})).run()
    assert runner.texts
    assert all(each.startswith("quiet(") for each in runner.texts)
    assert BODY not in archive.covered


def test_callables_without_open_goals_get_no_further_stages(tmp_path: Path) -> None:
    runner = FakeRunner(_play)
    _search(tmp_path, runner).run()
    calls = [each.split("(")[0] for each in runner.texts]
    assert calls.count("quiet") <= 12
    assert calls.count("act") > 12


@pytest.mark.parametrize("seed", [1, 2])
def test_the_seed_alone_decides_what_is_tried(tmp_path: Path, seed: int) -> None:
    def tried(number: int) -> list[str]:
        runner = FakeRunner(lambda text: completed({BODY}))
        _search(tmp_path, runner, seed=number, executions=400).run()
        return runner.texts

    assert tried(seed) == tried(seed)
    assert tried(seed) != tried(seed + 7)


GATE = """\
class Gate:
    def __init__(self):
        self.passed = []

    def __enter__(self):
        self.is_open = True
        return self

    def __exit__(self, *error):
        self.is_open = False

    def go(self, name: str):
        self.passed = [*self.passed, name]

    def names(self):
        for each in self.passed:
            yield each
"""


def test_a_call_goes_on_from_where_another_method_led(tmp_path: Path) -> None:
    goals = tuple(Goal(number, GoalKind.LINE, number, "Gate.names") for number in range(1, 4))
    loaded = LoadedSubject("demo", "3.11", goals, (), frozenset(), (), "ast")
    subject = subject_of(tmp_path, GATE)
    runner = FakeRunner(
        lambda text: completed(set(), result_types=("demo:Gate",) if "Gate(" in text else ("x",))
    )
    search = search_of(subject, loaded, runner, executions=200)
    names = subject.callable("Gate.names")
    assert names is not None
    assert list(search.continued(names)) == [], "no other method was called yet"
    search.run()
    found = [each for _ in range(40) for each in search.continued(names)]
    ways = {tuple(step.subject.name for step in each.steps if step.subject) for each in found}
    assert {way[-1] for way in ways} == {"names"}
    assert {way[-2] for way in ways} >= {"go", "__enter__"}
    assert all(each.act.receiver == each.steps[-2].receiver for each in found)
    entries = [step for each in found for step in each.steps if step.subject is not None]
    uses = {step.use for step in entries if step.subject and step.subject.name == "__enter__"}
    assert uses == {Use.ENTER}


CLASSES = """\
{}

def act(number: int) -> str:
    return str(number)
"""


def test_every_class_has_a_turn_before_any_has_many(tmp_path: Path) -> None:
    names = [f"Stubborn{number}" for number in range(30)]
    body = "    def __init__(self, one, two, three, four, five=1, six=2):\n        raise ValueError(one)\n"
    source = CLASSES.format("".join(f"class {name}:\n{body}\n" for name in names))
    made: list[str] = []

    def play(text: str) -> CandidateRun:
        made.append(text.partition("(")[0])
        failure = Failure("builtins:ValueError", "no", True, 3, 1)
        if text.startswith("Stubborn"):
            return CandidateRun(1, CandidateOutcome.RAISED, failed_at=0, failure=failure)
        return completed({BODY})

    goals = (Goal(BODY, GoalKind.LINE, 122, "act"), Goal(FOUND, GoalKind.LINE, 999, "act"))
    loaded = LoadedSubject("demo", "3.11", goals, (), frozenset(), (), "ast")
    search_of(subject_of(tmp_path, source), loaded, FakeRunner(play), executions=400).run()
    assert set(made[:60]) == set(names)
    # Most of the executions are left for what is to be called at last.
    assert "act" in made[:160]


def test_what_would_show_the_order_of_chance_is_not_tried(tmp_path: Path) -> None:
    runner = FakeRunner(_play)
    search = _search(tmp_path, runner)
    mixed = Collection("set", (Literal("a"), Literal("b")))
    quiet = _callable(search, "quiet")
    scenarios = [
        Scenario((call_of(quiet, value),))
        for value in (mixed, Call(Symbol("kit", "Ordered"), (mixed,)))
    ]
    search.exploration.explore(scenarios)
    assert search.budget.used == 1


def test_what_the_last_generation_suggested_is_left_over(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed({QUIET}, result_types=("builtins:generator",)))
    search = _search(tmp_path, runner)
    scenario = next(iter(search.seeder.seeds(_callable(search, "quiet"), 0, 1)))
    search.exploration.explore([scenario], generations=1)
    assert [each.act.use for each in search.exploration.left_over][:1] == [Use.DRAIN]
    assert len(runner.texts) == 1


def _callable(search: Search, name: str) -> CallableSubject:
    found = search.subject.callable(name)
    assert found is not None
    return found


def test_what_constructors_suggest_waits_until_every_class_had_its_turn(tmp_path: Path) -> None:
    names = [f"Class{number}" for number in range(130)]
    body = "    def __init__(self, one, two=1):\n        self.one = one\n"
    source = CLASSES.format("".join(f"class {name}:\n{body}\n" for name in names))

    def play(text: str) -> CandidateRun:
        return completed({BODY}, result_types=("builtins:generator",))

    goals = (Goal(BODY, GoalKind.LINE, 1, "act"), Goal(FOUND, GoalKind.LINE, 999, "act"))
    loaded = LoadedSubject("demo", "3.11", goals, (), frozenset(), (), "ast")
    runner = FakeRunner(play)
    search_of(subject_of(tmp_path, source), loaded, runner, executions=1000).run()
    suggested = next(place for place, each in enumerate(runner.texts) if each.startswith("list("))
    assert {each.partition("(")[0] for each in runner.texts[:suggested]} >= set(names)
