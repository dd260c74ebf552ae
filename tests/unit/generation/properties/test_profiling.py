"""What callables take is found out by calling them."""

from __future__ import annotations

from pathlib import Path

from law_runner import law_bench

from aqe.domain.law import (
    Alphabet,
    InstanceInputs,
    IntegerInputs,
    TextInputs,
)
from aqe.generation.properties.profiles import Profile


def profiles(folder: Path, source: str, **runner: str) -> dict[str, Profile]:
    bench = law_bench(folder, source, **runner)
    return {each.subject.qualname: each for each in bench.profiler.profiles()}


def test_inputs_are_as_wide_as_the_callable_allows(tmp_path: Path) -> None:
    found = profiles(
        tmp_path,
        """
def any_text(text: str) -> str:
    return text.upper()

def digits(text: str) -> int:
    return int(text) if text.isascii() else int("x")

def percent(share: int) -> int:
    if not 0 <= share <= 100:
        raise ValueError(share)
    return share + 1

def nothing(value: int) -> int:
    raise ValueError(value)
""",
    )
    inputs = {name: each.variables[0].inputs for name, each in found.items()}
    assert inputs == {
        "any_text": TextInputs(),
        "digits": TextInputs(Alphabet.DIGITS, min_size=1),
        "percent": IntegerInputs(0, 100),
    }
    assert not found["any_text"].is_narrowed
    assert found["digits"].is_narrowed


def test_examples_tell_what_came_of_inputs(tmp_path: Path) -> None:
    found = profiles(
        tmp_path,
        """
def double(number: int) -> int:
    return 2 * number

def same(number: int) -> int:
    return number

def seven(number: int) -> int:
    return 7
""",
    )
    double, same, seven = found["double"], found["same"], found["seven"]
    assert double.result_type == "builtins:int"
    assert len(double.examples) == 20
    assert (double.is_identity, double.is_constant) == (False, False)
    assert (same.is_identity, same.is_constant) == (True, False)
    assert (seven.is_identity, seven.is_constant) == (False, True)
    assert double.lines == {1}


def test_who_changes_an_argument_or_looks_at_a_clock_has_no_profile(tmp_path: Path) -> None:
    source = """
def drain(items: list[int]) -> int:
    items.append(1)
    return len(items)

def clock_of(number: int) -> int:
    return number

def fine(number: int) -> int:
    return -number
"""
    assert set(profiles(tmp_path, source, unstable="clock_of")) == {"fine"}


def test_private_odd_and_long_callables_are_left_alone(tmp_path: Path) -> None:
    source = """
def _private(number: int): return number
async def later(number: int): return number
def many(a: int, b: int, c: int, d: int): return a
def none(): return 1
def unknown(handle): return handle.read()
"""
    assert profiles(tmp_path, source) == {}


def test_optional_parameters_are_left_to_their_defaults(tmp_path: Path) -> None:
    found = profiles(
        tmp_path,
        "def pad(text: str, width: int = 3, *, fill: str) -> str:\n    return text + fill * width\n",
    )
    pad = found["pad"]
    assert [each.name for each in pad.variables] == ["text", "fill"]
    assert pad.keywords == ("fill",)


def test_methods_get_a_receiver(tmp_path: Path) -> None:
    found = profiles(
        tmp_path,
        """
class Plain:
    def twice(self, number: int) -> int:
        return 2 * number

class Shift:
    def __init__(self, by: int):
        self.by = by

    def moved(self, number: int) -> int:
        return number + self.by
""",
    )
    plain, shift = found["Plain.twice"], found["Shift.moved"]
    assert [each.target for each in plain.body] == ["plain"]
    assert [each.name for each in plain.variables] == ["number"]
    assert shift.body == ()
    assert isinstance(shift.variables[0].inputs, InstanceInputs)
    assert [each.name for each in shift.arguments] == ["number"]


def test_what_hangs_is_tried_on_small_values_and_then_no_more(tmp_path: Path) -> None:
    source = "def spin(count: int) -> int:\n    return count\n"
    bench = law_bench(tmp_path, source, hangs="spin(")
    assert bench.profiler.profiles() == []
    assert sum(bench.runner.requests) == 3


def test_names_of_variables_hide_nothing(tmp_path: Path) -> None:
    found = profiles(
        tmp_path,
        """
def text(text: str, list: str) -> str:
    return text + list

def count(l: int, result: int) -> int:
    return l + result
""",
    )
    names = [each.name for one in found.values() for each in one.variables]
    assert len(set(names)) == len(names)
    assert set(names).isdisjoint({"text", "list", "l", "result"})


def test_partners_need_no_inputs_of_their_own(tmp_path: Path) -> None:
    source = "def decode(data):\n    return data.unknown().thing\n"
    bench = law_bench(tmp_path, source)
    assert bench.profiler.profiles() == []
    assert [each.subject.qualname for each in bench.profiler.partners()] == ["decode"]
