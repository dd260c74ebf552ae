"""Private code behind public callables, and the inputs that these get for its sake."""

from __future__ import annotations

from pathlib import Path

from generation_bench import FakeRunner, arguments_of, completed, search_of, subject_of

from aqe.domain.goal import Goal, GoalKind
from aqe.domain.run import CandidateRun, LoadedSubject
from aqe.generation.exploring.callees import private_callees

SOURCE = """
class Base:
    def _lift(self):
        return self._drop()

    def _drop(self):
        return 1

    def open(self):
        return 2


class Crane(Base):
    def go(self):
        self.open()
        return self._lift()


def read(text: str):
    return _parse(text)


def _parse(text):
    return _parse(text[1:]) if text else shown(text)


def shown(text: str):
    return text
"""


def test_private_callees_are_followed_through_one_another_and_through_bases(
    tmp_path: Path,
) -> None:
    assert private_callees(subject_of(tmp_path, SOURCE)) == {
        "Crane.go": {"Base._lift", "Base._drop"},
        "read": {"_parse"},
    }


def test_what_is_done_gets_more_inputs_for_the_sake_of_what_it_calls(tmp_path: Path) -> None:
    goals = tuple(
        Goal(number, GoalKind.LINE, number, name)
        for number, name in enumerate(("read", "shown", "_parse"))
    )

    def play(text: str) -> CandidateRun:
        return completed({1} if text.startswith("shown(") else {0} if "read(" in text else set())

    runner = FakeRunner(play)
    loaded = LoadedSubject("demo", "3.11", goals, (), frozenset(), (), "ast")
    search_of(subject_of(tmp_path, SOURCE), loaded, runner, executions=120).run()
    texts = [each for each in runner.texts if each.startswith(("read(", "shown("))]
    given = {name: set() for name in ("read", "shown")}
    for each in texts:
        given[each.partition("(")[0]].update(map(repr, arguments_of(each)))
    assert len(given["read"]) > 2 * len(given["shown"])
