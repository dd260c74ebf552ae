"""What generation does without one of its techniques, and where a limit of executions ends it."""

from __future__ import annotations

from pathlib import Path

import pytest
from single_subject import report_of

from aqe.campaign.drafting import subject as drafting
from aqe.campaign.options import SubjectReport
from aqe.generation.techniques import Technique

pytestmark = pytest.mark.slow

RATE = """\
def seconds_of(text):
    try:
        count, period = text.split("/")
        number, unit = int(period[:-1]), period[-1]
        if unit == "h":
            return int(count) * number * 3600
        if unit == "m":
            return int(count) * number * 60
    except ValueError:
        return None
    return -1
"""
REGISTER = """\
class Register:
    def __init__(self):
        self._seats = {}

    def enrol(self, room=None, seats=2, name=None):
        if name is None:
            name = object()
        self._note(name, seats)
        return self

    def _note(self, name, seats):
        self._seats[name] = seats

    def withdraw(self, name: str) -> int:
        if name not in self._seats:
            raise LookupError(name)
        seats = self._seats.pop(name)
        if seats > 1:
            return seats - 1
        return 0
"""
IDLE = """\
def toll(tons: int, axles: int, name: str) -> int:
    rate = tons * 3 + axles
    for axle in range(axles % 7):
        rate += axle * 3 - tons % 4
    if rate > 40 or len(name) > rate:
        rate = rate // 2 - 1
    return tons
"""
"""All of it but the last line makes no difference, so mutants are aimed at in vain."""


def _report(folder: Path, source: str, **options: object) -> SubjectReport:
    return report_of(folder, source, module="roads", **{"executions": 30, **options})


def test_without_the_shapes_of_texts_what_is_taken_apart_is_not_reached(tmp_path: Path) -> None:
    known = _report(tmp_path, RATE, mutants=False)
    plain = _report(tmp_path, RATE, mutants=False, without=frozenset({Technique.TEXT_SHAPES}))
    assert known.measure("line_branch_coverage") == 1.0
    assert {6, 8} <= {each.line for each in plain.unreached}


def test_what_is_kept_under_a_name_is_found_under_it_early(tmp_path: Path) -> None:
    """Chance finds it as well, later."""
    known = _report(tmp_path, REGISTER, mutants=False)
    plain = _report(tmp_path, REGISTER, mutants=False, without=frozenset({Technique.SAME_NAMES}))
    assert known.measure("line_branch_coverage") == 1.0
    assert {17, 18, 19, 20} <= {each.line for each in plain.unreached}


def test_inputs_against_mutants_end_with_the_runs_that_executions_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(executions: int = 30) -> int:
        report = _report(tmp_path, IDLE, executions=executions)
        assert report.effort is not None
        (phase,) = (each for each in report.effort.phases if each.name == "mutants")
        return phase.executions + phase.trials

    free = spent()
    monkeypatch.setattr(drafting, "_RUNS_AT_LEAST", 100)
    limited, more = spent(), spent(150)
    monkeypatch.setattr(drafting, "_RUNS_FOR_MUTANTS", 0)
    least = spent()
    # A request that is under way is brought to its end: one of all that is proposed for the mutants.
    assert least <= 100 < limited <= 30 * 20 + 2000 < more <= 150 * 20 + 2000 < free
