"""Callables that return an object at once, and whose body runs when a method of it is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from generation_bench import FakeRunner, completed, search_of, seeder_of, subject_of

from aqe.domain.goal import Goal, GoalKind
from aqe.domain.run import CandidateRun, LoadedSubject
from aqe.domain.subject import Subject
from aqe.generation.scenario import Scenario
from aqe.generation.seeding.put_off import PuttingOff

SOURCE = """
class Work:
    def wait(self, *others, **options):
        return self.run()

    def describe(self):
        return "work"


class Job(Work):
    def __init__(self, work, *arguments):
        self.work, self.arguments = work, arguments

    def describe(self):
        return self.work.__name__

    def run(self):
        return self.work(*self.arguments)

    def repeat(self, times):
        return [self.run() for _ in range(times)]

    def _reset(self):
        self.arguments = ()

    def __call__(self):
        return self.run()


def job(work):
    return lambda *arguments: Job(work, *arguments)


@job
def double(number):
    return number * 2


class Late(Job):
    def run(self, times):
        return [Job.run(self) for _ in range(times)]


def plain(number):
    return Job(plain, number)
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _call(subject: Subject, name: str) -> Scenario:
    found = subject.callable(name)
    assert found is not None
    return seeder_of(subject).seeds(found, 0, 1)[0]


def _last(scenarios: list[Scenario]) -> list[str]:
    return [each.act.subject.name for each in scenarios if each.act.subject is not None]


def test_methods_that_need_nothing_are_tried_the_likeliest_first(subject: Subject) -> None:
    found = PuttingOff(subject).scenarios(_call(subject, "double"), "demo:Job")
    assert _last(found) == ["__call__", "run", "wait", "describe"]
    assert [each.act.subject.owner for each in found if each.act.subject][2:] == ["Work", "Job"]
    assert all(each.act.receiver == 0 and len(each.steps) == 2 for each in found)


@pytest.mark.parametrize("result", ["other:Job", "builtins:int", "demo:None"])
def test_only_objects_of_the_subject_are_told_to_run(subject: Subject, result: str) -> None:
    assert PuttingOff(subject).scenarios(_call(subject, "double"), result) == []


def test_a_constructor_puts_nothing_off(subject: Subject) -> None:
    call = _call(subject, "Job.__init__")
    assert PuttingOff(subject).scenarios(call, "demo:Job") == []


def test_the_method_that_led_to_the_body_stands_behind_further_calls(subject: Subject) -> None:
    putting_off = PuttingOff(subject)
    call = _call(subject, "double")
    first, second, *_ = putting_off.scenarios(call, "demo:Job")
    assert putting_off.run(call) == call
    putting_off.note(first, lambda name: False)
    assert putting_off.run(call) == call
    putting_off.note(second, lambda name: name == "double")
    assert putting_off.run(call) == second
    assert putting_off.run(_call(subject, "plain")) == _call(subject, "plain")


def test_the_search_runs_what_was_put_off(subject: Subject) -> None:
    double, plain = (
        Goal(number, GoalKind.LINE, number, name) for number, name in enumerate(("double", "plain"))
    )

    def play(text: str) -> CandidateRun:
        if text.startswith(("double(", "plain(")):
            reached = {plain.id} if text.startswith("plain(") else set()
            return completed(reached, result_types=("demo:Job",))
        return completed({double.id} if text.endswith(".run()") else set())

    runner = FakeRunner(play)
    loaded = LoadedSubject("demo", "3.11", (double, plain), (), frozenset(), (), "ast")
    search = search_of(subject, loaded, runner, executions=200)
    assert search.run().share == 1.0


def test_a_method_that_a_class_has_in_another_form_is_not_called(subject: Subject) -> None:
    found = PuttingOff(subject).scenarios(_call(subject, "double"), "demo:Late")
    assert _last(found) == ["__call__", "wait", "describe"]
