"""What decides a condition beside the arguments."""

from __future__ import annotations

import ast

import pytest

from aqe.analysis.obstacles.code import Code
from aqe.analysis.obstacles.dependence import Dependences, dependences_of
from aqe.domain.explanation import Cause

HEAD = """
import os, sys, time, random, socket
import datetime as dt
from time import monotonic as clock
from pathlib import Path

try:
    import fast
except ImportError:
    fast = None

try:
    import quick
    HAS_QUICK = True
except ImportError:
    HAS_QUICK = False

WINDOWS = os.name == "nt"
LIMIT = 5


def on_windows():
    return WINDOWS


class Timer:
    def __init__(self, limit):
        self.started = clock()
        self.limit = limit

    def expired(self):
        return clock() - self.started > 10
"""


def of(condition: str, body: str = "", parameters: str = "value", owner: str = "") -> Dependences:
    """What ``if condition`` in a function depends on."""
    function = f"def act({parameters}):\n    {body or 'pass'}\n    return {condition}\n"
    if owner:
        lines = "".join(f"    {line}\n" for line in function.splitlines())
        source = f"{HEAD}\n{lines}"
    else:
        source = f"{HEAD}\n\n{function}"
    code = Code(source, "demo")
    qualname = f"{owner}.act" if owner else "act"
    returned = code.functions[qualname].body[-1]
    assert isinstance(returned, ast.Return)
    assert returned.value is not None
    return dependences_of(code, [returned.value], qualname)


@pytest.mark.parametrize(
    ("condition", "cause", "name"),
    [
        ("time.time() > 5", Cause.TIME, "time.time"),
        ("clock() > 5", Cause.TIME, "time.monotonic"),
        ("dt.datetime.now().year > 2000", Cause.TIME, "datetime.datetime.now"),
        ("random.random() < 0.5", Cause.RANDOMNESS, "random.random"),
        ("sys.platform == 'win32'", Cause.PLATFORM, "sys.platform"),
        ("sys.version_info < (3, 8)", Cause.PLATFORM, "sys.version_info"),
        ("hasattr(os, 'fork')", Cause.PLATFORM, "hasattr(os, 'fork')"),
        ("WINDOWS", Cause.PLATFORM, "os.name"),
        ("on_windows()", Cause.PLATFORM, "os.name"),
        ("fast is None", Cause.PLATFORM, "fast"),
        ("HAS_QUICK", Cause.PLATFORM, "HAS_QUICK"),
        ("os.environ.get('MODE')", Cause.ENVIRONMENT, "os.environ.get"),
        ("os.environ['MODE'] == 'x'", Cause.ENVIRONMENT, "os.environ"),
        ("'MODE' in os.environ", Cause.ENVIRONMENT, "os.environ"),
        ("os.path.exists('/x')", Cause.FILES, "os.path.exists"),
        ("Path('/x').is_file()", Cause.FILES, ".is_file()"),
        ("socket.gethostname() == 'x'", Cause.WALLS, "socket.gethostname"),
    ],
)
def test_what_is_asked_of_the_surroundings(condition: str, cause: Cause, name: str) -> None:
    found = of(condition)
    assert [(each.cause, each.name) for each in found.found] == [(cause, name)]
    assert not found.uses_input


@pytest.mark.parametrize("condition", ["value > LIMIT", "len(value) == 3", "value.year > 5"])
def test_arguments_are_no_surroundings(condition: str) -> None:
    found = of(condition)
    assert not found.found
    assert found.uses_input


def test_local_names_are_followed_to_what_they_hold() -> None:
    found = of("late", body="now = time.time(); late = now > 5")
    assert [each.name for each in found.found] == ["time.time"]


def test_a_parameter_hides_a_module_of_the_same_name() -> None:
    assert not of("time.time() > 5", parameters="time").found


def test_imports_inside_functions_count() -> None:
    assert of("platform.system() == 'X'", body="import platform").first(Cause.PLATFORM)


def test_attributes_are_followed_to_what_the_class_sets() -> None:
    found = of("self.started > 5", parameters="self", owner="Timer")
    assert [each.name for each in found.found] == ["time.monotonic"]
    assert not found.uses_input


def test_attributes_that_hold_arguments_are_input() -> None:
    assert of("self.limit > 5", parameters="self", owner="Timer").uses_input


def test_methods_of_the_same_object_are_followed() -> None:
    found = of("self.expired()", parameters="self", owner="Timer")
    assert found.first(Cause.TIME) is not None


def test_the_variable_that_is_read_is_named() -> None:
    for condition in ("os.getenv('MODE')", "os.environ['MODE']", "'MODE' in os.environ"):
        found = of(condition).first(Cause.ENVIRONMENT)
        assert found is not None
        assert found.detail == "MODE"


def test_the_module_that_may_be_missing_is_named() -> None:
    found = of("HAS_QUICK").first(Cause.PLATFORM)
    assert found is not None
    assert found.detail == "quick"


def test_functions_that_call_each_other_come_to_an_end() -> None:
    source = "def one(x):\n    return two(x)\n\n\ndef two(x):\n    return one(x)\n"
    code = Code(source, "demo")
    call = ast.parse("one(1)", mode="eval").body
    assert not dependences_of(code, [call], "one").found
