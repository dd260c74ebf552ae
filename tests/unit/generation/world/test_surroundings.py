from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from generation_bench import seeder_of, subject_of
from generation_builders import call_of, run

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Attribute, Call, Literal, Recipe, Variable
from aqe.domain.run import Comparison, Observation, Snapshot
from aqe.domain.subject import Subject
from aqe.generation.archive import Entry
from aqe.generation.exploring.candidates import candidate_of
from aqe.generation.scenario import Scenario, walk
from aqe.generation.world.doubles import PATCH
from aqe.generation.world.surroundings import Surroundings, answers_copied, prepared
from aqe.syntax.python.expressions import Printer

SOURCE = """\
import os
import subprocess
import time
from datetime import datetime


def plain(number):
    return number + 1


def now():
    return time.time()


def timed(function):
    def inner(*values):
        return now(), function(*values)
    return inner


@timed
def decorated(number):
    return number


class Job:
    def __init__(self):
        self.started = now()

    def age(self):
        return self.started

    def build(self):
        return self._run("make")

    def _run(self, name):
        return subprocess.run([name], text=True)


def stamped():
    return datetime.now()


def mode():
    return os.environ.get("DEMO_MODE", "slow")
"""


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return subject_of(tmp_path, SOURCE)


def _called(subject: Subject, name: str) -> list[str]:
    """First seeds of a function, as lines."""
    callable_ = subject.callable(name)
    assert callable_ is not None
    seeds = seeder_of(subject).seeds(callable_, 0, 6)
    return [_text(each) for each in seeds]


def _text(scenario: Scenario) -> str:
    program = Printer().program(candidate_of(scenario, "demo", 1), "demo")
    return "; ".join(each.source for each in program.lines)


def test_doubles_are_offered_to_what_reaches_a_boundary_and_to_nothing_else(
    subject: Subject,
) -> None:
    surroundings = Surroundings(subject, Random(1))
    reached = {each.qualname for each in subject.callables if surroundings.is_reached(each)}
    assert reached == {
        *("now", "timed", "timed.<locals>.inner", "decorated", "stamped"),
        *("Job.__init__", "Job.age", "Job.build", "Job._run"),
    }
    assert {each.qualname for each in subject.callables if surroundings.acts(each)} == {
        *("Job.build", "Job._run"),
    }
    assert all("patch" not in each for each in _called(subject, "plain"))
    assert any('patch("demo.time.time", autospec=True' in each for each in _called(subject, "now"))


def test_a_method_of_another_module_is_not_taken_for_a_function_of_its_name(
    subject: Subject,
) -> None:
    stamped = subject.callable("stamped")
    assert stamped is not None
    (setup, *_) = Surroundings(subject, Random(1)).setups(stamped)
    assert [str(each).count("demo.datetime") for each in setup] == [1]


def test_variables_of_the_environment_are_still_offered(subject: Subject) -> None:
    texts = _called(subject, "mode")
    assert 'monkeypatch.setenv("DEMO_MODE", "1"); mode()' in texts


def test_nothing_is_drawn_where_nothing_is_reached(subject: Subject) -> None:
    random = Random(1)
    plain = subject.callable("plain")
    assert plain is not None
    empty = Scenario(())
    state = random.getstate()
    assert Surroundings(subject, random).drawn(plain, empty) is empty
    assert random.getstate() == state


def _patched(value: str | float) -> Call:
    answer = (("autospec", Literal(True)), ("return_value", Literal(value)))
    return Call(PATCH, (Literal("demo.subprocess.check_output"),), answer)


@pytest.mark.parametrize(
    ("answer", "left", "right", "wanted"),
    [
        ("one two\n", "'one two'", "('* ',)", "* one two\n"),
        ('{"base": "EUR"}', "'EUR'", "'EUR'", '{"base": "EURa"}'),
        ('{"count": 2}', "2", "100", '{"count": 101}'),
        ('{"ok": true}', "True", "''", '{"ok": false}'),
        ("", "''", "'ready'", "ready"),
    ],
)
def test_answers_take_the_other_side(answer: str, left: str, right: str, wanted: str) -> None:
    met = Scenario((), setup=(_patched(answer),))
    found = answers_copied(met, Comparison(1, False, left, right))
    assert [each for each in found if each.setup == (_patched(wanted),)]


def test_members_of_a_set_are_met_in_the_same_order_in_every_process() -> None:
    words = [f"word{number}" for number in range(20)]
    met = Scenario((), setup=(_patched("abc"),))
    listed = "{" + ", ".join(map(repr, reversed(words))) + "}"
    found = answers_copied(met, Comparison(1, False, "'abc'", listed), limit=100)
    used = {
        str(part.value)
        for each in found
        for _, part in walk(each.setup[0])
        if isinstance(part, Literal)
    }
    assert {each for each in words if each in used} == set(sorted(words)[:4])


def test_what_is_replaced_and_how_stays_as_it_is() -> None:
    met = Scenario((), setup=(_patched("demo.subprocess.check_output"),))
    comparison = Comparison(1, False, "'demo.subprocess.check_output'", "'other'")
    for each in answers_copied(met, comparison):
        (changed,) = each.setup
        assert isinstance(changed, Call)
        assert changed.arguments == _patched(1.0).arguments
        assert changed.keywords[0] == ("autospec", Literal(True))
    assert answers_copied(Scenario(()), comparison) == []


def test_numbers_move_by_what_was_missing() -> None:
    met = Scenario((), setup=(_patched(50.0),))
    found = answers_copied(met, Comparison(1, False, "10.0", "3600"))
    values = [walked for each in found for _, walked in walk(each.setup[0])]
    assert Literal(3641.0) in values
    assert Literal(3641) not in values


def test_doubles_enclose_and_deeds_are_bound() -> None:
    statement = prepared(_patched("a"))
    assert (statement.form, statement.target) == (StatementForm.WITH, "check_output_double")
    setting = Call(Attribute(Variable("monkeypatch"), "setenv"), (Literal("A"), Literal("b")))
    assert prepared(setting).form is StatementForm.PLAIN


def test_what_cannot_be_asserted_costs(subject: Subject) -> None:
    def costs(name: str, setup: tuple[Recipe, ...] = (), **facts: object) -> float:
        callable_ = subject.callable(name)
        assert callable_ is not None
        entry = Entry(Scenario((call_of(callable_),), setup=setup), run(**facts), 1.0, 1)
        (found,) = Surroundings(subject, Random(1)).weighed([entry])
        return found.cost - 1.0

    opaque = (Observation(0, Snapshot("opaque", "builtins:str")),)
    assert costs("now", unstable=("clock",)) > 0
    assert costs("now", observations=opaque) > 0
    assert costs("now") == 0
    assert costs("now", setup=(_patched("a"),), unstable=("clock",)) == 0
    assert costs("plain", observations=opaque) == 0
