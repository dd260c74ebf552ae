"""Calls with objects that refuse whatever is asked of them."""

from __future__ import annotations

from pathlib import Path

from generation_bench import seeder_of, subject_of

from aqe.domain.goal import Goal, GoalKind
from aqe.domain.recipe import Recipe
from aqe.generation.inputs.synthesis import refusing_values
from aqe.generation.seeding.refusals import Refusals

SOURCE = """\
def label(cargo, size=1):
    try:
        return str(cargo)
    except Exception as error:
        return "unreadable"

def exact(cargo):
    try:
        return str(cargo)
    except ValueError:
        return "wrong"
"""


def _calls(folder: Path, name: str, line: int) -> list[dict[str, Recipe]]:
    subject = subject_of(folder, SOURCE)
    found = subject.callable(name)
    assert found is not None
    refusals = Refusals(subject.source, seeder_of(subject))
    made = refusals.scenarios(found, [Goal(0, GoalKind.LINE, line, name)])
    return [{each.parameter.name: each.recipe for each in call.act.arguments} for call in made]


def test_each_argument_refuses_in_turn_by_itself_and_inside_containers(tmp_path: Path) -> None:
    calls = _calls(tmp_path, "label", 5)
    values = refusing_values()
    assert calls[:3] == [{"cargo": each} for each in values]
    assert [each["size"] for each in calls[3:]] == list(values)


def test_nothing_refuses_where_the_handler_was_reached_or_names_an_exception(
    tmp_path: Path,
) -> None:
    assert _calls(tmp_path, "label", 3) == []
    assert _calls(tmp_path, "exact", 10) == []
