from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generation_bench import FakeRunner, completed, search_of, subject_of
from generation_builders import failure, loaded, run

from aqe.domain.recipe import Literal, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun
from aqe.generation.exploring.exploration import Exploration
from aqe.generation.scenario import Argument, Scenario, Step, Use

SOURCE = """\
class Box:
    def __init__(self, width: int):
        self.width = width

    def grow(self, by: int) -> int:
        return self.width + by


def numbers(start: int):
    yield start


def make(width: int):
    return Box(width)


def loop(width: int):
    return width
"""


def _exploration(tmp_path: Path, runner: FakeRunner, **options: object) -> Exploration:
    subject = subject_of(tmp_path, SOURCE)
    return search_of(subject, loaded(3), runner, **options).exploration  # type: ignore[arg-type]


def _call(exploration: Exploration, name: str, value: object, use: Use = Use.PLAIN) -> Scenario:
    subject = exploration.subject.callable(name)
    assert subject is not None
    argument = Argument(subject.parameters[0], Literal(value))  # type: ignore[arg-type]
    return Scenario((Step(subject, (argument,), None, use),))


def test_equal_programs_are_executed_once(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed({1}))
    exploration = _exploration(tmp_path, runner)
    same = [_call(exploration, "loop", 1) for _ in range(5)]
    assert exploration.explore(same) == 1
    assert exploration.explore(same) == 0
    assert runner.texts == ["loop(1)"]
    assert exploration.budget.used == 1


def test_no_more_than_the_budget_is_executed(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed({1}))
    exploration = _exploration(tmp_path, runner, executions=3)
    exploration.explore([_call(exploration, "loop", each) for each in range(9)])
    assert runner.texts == ["loop(0)", "loop(1)", "loop(2)"]
    assert exploration.budget.is_spent


def _hanging(text: str) -> CandidateRun:
    if text.startswith("list(islice("):
        return completed({1})
    return CandidateRun(1, CandidateOutcome.TIMEOUT)


def test_of_what_does_not_end_the_first_items_are_taken(tmp_path: Path) -> None:
    runner = FakeRunner(_hanging)
    exploration = _exploration(tmp_path, runner)
    assert exploration.explore([_call(exploration, "numbers", 1, Use.DRAIN)]) == 1
    assert runner.texts == ["list(numbers(1))", "list(islice(numbers(1), 5))"]


def test_what_hangs_again_and_again_is_called_no_more(tmp_path: Path) -> None:
    runner = FakeRunner(_hanging)
    exploration = _exploration(tmp_path, runner)
    exploration.batch = 1
    exploration.explore([_call(exploration, "loop", each) for each in range(9)])
    assert runner.texts == ["loop(0)", "loop(1)", "loop(2)"]
    drained = [_call(exploration, "numbers", each, Use.DRAIN) for each in range(9)]
    exploration.explore(drained)
    assert [each for each in runner.texts if each.startswith("list(numbers")] == [
        "list(numbers(0))",
        "list(numbers(1))",
        "list(numbers(2))",
    ]
    assert "list(islice(numbers(8), 5))" in runner.texts


def test_results_become_receivers_and_recipes(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed({1}, result_types=("demo:Box",)))
    exploration = _exploration(tmp_path, runner)
    grow = exploration.subject.callable("Box.grow")
    assert grow is not None
    assert exploration.seeder.seeds(grow, 0, 5) == []
    made = _call(exploration, "make", 3)
    exploration.explore([made])
    assert exploration.seeder.receivers("Box") == [made.steps]
    (recipe,) = exploration.book.recipes("demo:Box")
    assert recipe.callee == Symbol("demo", "make")  # type: ignore[union-attr]
    (seed, *_) = exploration.seeder.seeds(grow, 0, 5)
    assert seed.steps[0] == made.steps[0]
    assert seed.act.receiver == 0


def test_objects_that_chance_had_a_part_in_come_last(tmp_path: Path) -> None:
    def made(text: str) -> CandidateRun:
        found = completed({1}, result_types=("demo:Box",))
        return replace(found, unstable=("uuid",)) if text == "make(1)" else found

    exploration = _exploration(tmp_path, FakeRunner(made))
    by_chance, plain = _call(exploration, "make", 1), _call(exploration, "make", "a long value")
    exploration.explore([by_chance, plain])
    assert exploration.seeder.receivers("Box") == [plain.steps, by_chance.steps]


def test_generators_that_are_returned_are_drained(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        kind = "builtins:list" if text.startswith("list(") else "builtins:generator"
        return completed({1}, result_types=(kind,))

    runner = FakeRunner(play)
    exploration = _exploration(tmp_path, runner)
    exploration.explore([_call(exploration, "loop", 1)])
    assert runner.texts[:3] == ["loop(1)", "list(loop(1))", "list(islice(loop(1), 5))"]


def test_surroundings_that_cannot_be_prepared_reach_nothing(tmp_path: Path) -> None:
    failed = run({1}, outcome=CandidateOutcome.RAISED, failure=failure("AttributeError", "x"))
    exploration = _exploration(tmp_path, FakeRunner(lambda text: failed))
    call = _call(exploration, "loop", 1)
    prepared = replace(call, setup=(Literal("prepared"),))
    assert exploration.explore([prepared]) == 0
    assert exploration.archive.all_entries() == []
    assert exploration.explore([call]) == 1


def test_what_hangs_by_itself_is_still_tried_in_other_surroundings(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: CandidateRun(1, CandidateOutcome.TIMEOUT))
    exploration = _exploration(tmp_path, runner)
    calls = [_call(exploration, "loop", each) for each in range(12)]
    for each in calls:
        exploration.explore([each])
    tried = len(runner.texts)
    for number in range(20):
        exploration.explore([replace(calls[-1], setup=(Literal(f"prepared {number}"),))])
    # In each of them once, until it hung in too many.
    assert len(runner.texts) == tried + 12


def test_a_coroutine_that_waits_gets_a_limit_until_it_was_late_too_often(tmp_path: Path) -> None:
    late = run(
        outcome=CandidateOutcome.RAISED, failure=replace(failure("TimeoutError", ""), line=None)
    )
    hung = CandidateRun(1, CandidateOutcome.TIMEOUT)
    runner = FakeRunner(lambda text: late if "wait_for" in text else hung)
    exploration = _exploration(tmp_path, runner)
    for each in range(40):
        exploration.explore([_call(exploration, "loop", each, Use.AWAIT)])
    assert sum(each.startswith("await loop(") for each in runner.texts) == 3
    limited = sum("wait_for" in each for each in runner.texts)
    assert 3 < limited < 30


def test_what_fails_before_the_call_is_about_what_failed(tmp_path: Path) -> None:
    def play(text: str) -> CandidateRun:
        return run({1}, outcome=CandidateOutcome.RAISED, failure=failure("ValueError", "too wide"))

    exploration = _exploration(tmp_path, FakeRunner(play))
    made = _call(exploration, "Box.__init__", 5)
    grown = exploration.subject.callable("Box.grow")
    assert grown is not None
    argument = Argument(grown.parameters[0], Literal(1))
    exploration.explore([Scenario((*made.steps, Step(grown, (argument,), 0)))])

    (entry,) = exploration.archive.all_entries()
    assert [step.subject for step in entry.scenario.steps] == [made.act.subject]


def test_a_failure_of_the_arrangement_alone_is_nothing_to_test(tmp_path: Path) -> None:
    alone = replace(failure("ValueError", "no such file"), line=None, depth=0)

    def play(text: str) -> CandidateRun:
        return run({1}, outcome=CandidateOutcome.RAISED, failure=alone)

    exploration = _exploration(tmp_path, FakeRunner(play))
    call = _call(exploration, "make", 5)
    arranged = Step(None, expression=Literal(3), name="made")
    exploration.explore([replace(call, steps=(arranged, call.act))])
    assert exploration.archive.all_entries() == []


def test_failures_of_one_kind_are_not_repaired_again_and_again(tmp_path: Path) -> None:
    def failing(text: str) -> CandidateRun:
        raised = failure("IndexError", f"no item in {text}")
        return run(outcome=CandidateOutcome.RAISED, failure=raised)

    runner = FakeRunner(failing)
    subject = subject_of(tmp_path, "def act(text):\n    return text[100]\n")
    exploration = search_of(subject, loaded(3), runner).exploration
    exploration.explore([_call(exploration, "act", f"a{each}") for each in range(5)])
    assert [text for text in runner.texts if "abc" in text] == ['act("a0abc")', 'act("a1abc")']


def test_of_what_one_callable_suggests_a_limited_number_is_tried(tmp_path: Path) -> None:
    runner = FakeRunner(lambda text: completed(set()))
    exploration = _exploration(tmp_path, runner)
    exploration.follow_ups = [
        _call(exploration, name, value) for value in range(40) for name in ("loop", "make")
    ]
    exploration.explore([], generations=2)
    made = [each.partition("(")[0] for each in runner.texts]
    assert made.count("loop") == made.count("make") == 16
    assert made[:4] == ["loop", "make"] * 2
