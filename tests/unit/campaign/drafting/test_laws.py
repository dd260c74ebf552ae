"""Whether laws are looked for, and that nobody pays for it who cannot have them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.campaign.drafting.laws import ScreenedLaws, why_no_properties
from aqe.campaign.drafting.time_plan import Schedule
from aqe.campaign.options import GenerateOptions
from aqe.execution.interpreter import Interpreter

OPTIONS = GenerateOptions(paths=(), root=Path("/p"), out=Path("/p/tests"))
WITH = Interpreter(Path("/py"), (3, 11, 0), Path("/usr"), True, True, hypothesis_version="6.100.0")
WITHOUT = replace(WITH, hypothesis_version=None)


@pytest.mark.parametrize("wanted", [None, True])
def test_by_default_where_hypothesis_is(wanted: bool | None) -> None:
    options = replace(OPTIONS, property=wanted)
    assert why_no_properties(options, WITH) is None
    status, reason = why_no_properties(options, WITHOUT) or ("", "")
    assert status == "unavailable"
    assert "/py -m pip install hypothesis" in reason


def test_switched_off() -> None:
    assert why_no_properties(replace(OPTIONS, property=False), WITH) == ("off", "switched off")


def test_without_mutants_nothing_can_be_earned() -> None:
    status, reason = why_no_properties(replace(OPTIONS, mutants=False), WITH) or ("", "")
    assert status == "off"
    assert "mutants" in reason


def test_what_laws_need_is_not_even_imported() -> None:
    code = (
        "import sys, aqe.campaign.generate;"
        "found = [each for each in sys.modules if 'generation.properties' in each];"
        "print(found + [each for each in sys.modules if each.startswith('hypothesis')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_mutants_make_room_only_for_laws_that_hold() -> None:
    assert ScreenedLaws().time_for_mutants(0.8) == 0.8
    assert ScreenedLaws(is_promising=True).time_for_mutants(0.8) < 0.8
    assert ScreenedLaws().concluded((), ()) is None


def test_what_is_left_of_a_budget_leaves_a_moment_to_end() -> None:
    now = [100.0]
    schedule = Schedule(100.0, 10.0, True, lambda: now[0])
    assert 9.0 < (schedule.left_s() or 0.0) < 10.0
    now[0] = 109.9
    assert (schedule.left_s() or 0.0) < 0.0
    assert Schedule(100.0, 10.0, False, lambda: 0.0).left_s() is None
