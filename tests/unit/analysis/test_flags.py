from __future__ import annotations

from collections.abc import Callable

from aqe.domain.subject import Subject

Analyse = Callable[..., Subject]

SETTINGS = "import os\n\nSTRICT = True\nCHECKED = bool(os.environ.get('CHECKED'))\n"
SOURCE = """\
import sys

from kit.settings import CHECKED, STRICT

try:
    import yaml
except ImportError:
    yaml = None

platform = sys.platform
FAST = False
LIMIT = 10
DEFAULTS = {}
names = []


def on_platform():
    if platform == "win32":
        return 1
    return 2 if platform in ("darwin", "aix") else 3


def switched(value):
    if value and not FAST or STRICT:
        return value or DEFAULTS


def by_helper(value):
    return switched(value)


def checked():
    while CHECKED:
        return 1


def without_library(text):
    if yaml is None:
        return text
    return yaml.safe_load(text)


def own(text):
    import yaml

    if yaml:
        return yaml.safe_load(text)


def no_switch(text, FAST=True):
    if FAST or len(text) > LIMIT or names or text == "win32":
        return 1
"""


def test_switches_and_what_else_they_may_be(subject_of: Analyse) -> None:
    package = {"kit/__init__.py": "", "kit/settings.py": SETTINGS}
    found = subject_of(SOURCE, package, "kit/demo.py").readings
    switched = (("kit.demo.FAST", (True,)), ("kit.demo.STRICT", (False,)))
    flags = {each.callable: each.flags for each in found}
    assert {name: set(values) for name, values in flags.items()} == {
        "on_platform": {("kit.demo.platform", ("win32", "darwin", "aix"))},
        "switched": set(switched),
        "by_helper": set(switched),
        "checked": {("kit.demo.CHECKED", (False, True))},
        "without_library": {("kit.demo.yaml", (None,))},
    }
