"""Scenarios that break code off, as the statements that they become."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import seeder_of, subject_of

from aqe.domain.recipe import Call, Symbol
from aqe.domain.subject import Subject
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Argument, Scenario, Step, Use
from aqe.generation.seeding.interruptions import begun, broken_off, entered, while_waiting
from aqe.syntax.python.expressions import Printer

SOURCE = """\
from contextlib import contextmanager


@contextmanager
def guarded(log):
    try:
        yield log
    except LookupError:
        log.append(1)


def plain_items(log):
    yield 1


def levels(log):
    try:
        heard = yield 1
    finally:
        log.append(heard)


async def waves(log):
    try:
        yield 1
    except KeyError:
        yield 2


async def guard(log):
    try:
        await log.wait()
    finally:
        log.clear()


async def load(hold, crate):
    await hold.put(crate)


async def unload(hold):
    return await hold.get()


class Logbook:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is KeyError

    def lines(self):
        self.is_read = True
        yield 1
        self.is_read = False

    async def read(self):
        return await self.queue.get()

    async def write(self, line):
        await self.queue.put(line)
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _text(scenario: Scenario) -> str:
    program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
    lines = [
        f"{each.target} = {each.source}" if each.target else each.source for each in program.lines
    ]
    return "; ".join(lines)


def _broken(subject: Subject, name: str, use: Use, *before: Step) -> set[str]:
    callable_ = subject.callable(name)
    assert callable_ is not None
    step = Step(callable_, receiver=len(before) - 1 if before else None, use=use)
    return {_text(Scenario((*before, each))) for each in broken_off(subject, step)}


def test_exceptions_are_raised_inside_contexts(subject: Subject) -> None:
    assert _broken(subject, "guarded", Use.ENTER) == {
        'with guarded():\n    raise LookupError("inside")',
        'with guarded():\n    raise ValueError("inside")',
    }


def test_with_statements_call_the_methods_of_a_context_manager(subject: Subject) -> None:
    made = Step(None, expression=Call(Symbol("demo", "Logbook")), name="logbook")
    assert _broken(subject, "Logbook.__exit__", Use.PLAIN, made) == {
        "logbook = Logbook(); entered = logbook",
        'logbook = Logbook(); with logbook:\n    raise KeyError("inside")',
        'logbook = Logbook(); with logbook:\n    raise ValueError("inside")',
    }


def test_generators_are_closed_thrown_into_and_sent_to(subject: Subject) -> None:
    start = "stream = levels(); first_item = next(stream); result = stream."
    assert _broken(subject, "levels", Use.DRAIN) == {
        "stream = levels(); result = next(stream)",
        f"{start}close()",
        f'{start}throw(ValueError("inside"))',
        *(f"{start}send({each})" for each in ('"abc"', "1", "None")),
    }
    start = "stream = waves(); first_item = await anext(stream); result = await stream."
    assert _broken(subject, "waves", Use.ASYNC_DRAIN) == {
        "stream = waves(); result = await anext(stream)",
        f"{start}aclose()",
        f'{start}athrow(KeyError("inside"))',
        f'{start}athrow(ValueError("inside"))',
    }


def test_generators_that_change_their_object_are_looked_at_half_way(subject: Subject) -> None:
    made = Step(None, expression=Call(Symbol("demo", "Logbook")), name="logbook")
    assert _broken(subject, "Logbook.lines", Use.DRAIN, made) == {
        "logbook = Logbook(); stream = logbook.lines(); result = next(stream)"
    }


def test_only_what_gives_items_away_has_a_first_one(subject: Subject) -> None:
    lines, enter = subject.callable("Logbook.lines"), subject.callable("Logbook.__enter__")
    assert lines is not None
    assert enter is not None
    drained = Scenario((Step(lines, receiver=0, use=Use.DRAIN),), documented="[1]")
    half = begun(drained)
    assert half is not None
    assert half.act.use is Use.BEGIN
    assert half.documented is None
    assert begun(Scenario((Step(enter, use=Use.PLAIN),))) is None


def test_contexts_are_entered_as_blocks(subject: Subject) -> None:
    enter, read = subject.callable("Logbook.__enter__"), subject.callable("Logbook.read")
    assert enter is not None
    assert read is not None
    assert entered(Step(enter, receiver=0)).use is Use.ENTER
    step = Step(read, receiver=0, use=Use.AWAIT)
    assert entered(step) is step


def test_coroutines_that_clean_up_are_cancelled(subject: Subject) -> None:
    assert _broken(subject, "guard", Use.AWAIT) == {
        "task = ensure_future(guard()); await sleep(0.01); task.cancel(); result = await task"
    }


@pytest.mark.parametrize(
    ("name", "use"), [("plain_items", Use.DRAIN), ("unload", Use.AWAIT), ("load", Use.AWAIT)]
)
def test_what_does_not_react_is_left_alone(subject: Subject, name: str, use: Use) -> None:
    assert _broken(subject, name, use) == set()


def test_coroutines_that_wait_are_limited_cancelled_or_served(subject: Subject) -> None:
    seeder = seeder_of(subject)
    unload = subject.callable("unload")
    assert unload is not None
    hold = Argument(unload.parameters[0], Call(Symbol("asyncio", "Queue")))
    waiting = Scenario((Step(unload, (hold,), use=Use.AWAIT),))
    texts = [_text(each) for each in seeder.while_waiting(waiting)]
    assert texts[0].startswith("hold = Queue(); result = await gather(unload(hold), load(hold, ")
    assert "result = await wait_for(unload(hold), timeout=0.05)" in texts[1]
    assert "task.cancel()" in texts[2]
    done = waiting.with_step(0, replace(waiting.act, use=Use.WAIT_FOR))
    assert while_waiting(subject, done, lambda one, other: Symbol("builtins", "int")) == []


def test_methods_of_one_object_serve_one_another(subject: Subject) -> None:
    read = subject.callable("Logbook.read")
    assert read is not None
    made = Step(None, expression=Call(Symbol("demo", "Logbook")), name="logbook")
    waiting = Scenario((made, Step(read, receiver=0, use=Use.AWAIT)))
    served, *_ = (_text(each) for each in seeder_of(subject).while_waiting(waiting))
    assert served.startswith(
        "logbook = Logbook(); result = await gather(logbook.read(), logbook.write("
    )
