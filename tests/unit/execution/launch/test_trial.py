"""Tests on trial fail for what they do beside passing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.domain.run import RunKind
from aqe.execution.recording import run_suite
from aqe.execution.requests import Clock, SuiteRequest

SHOP = """
LIMIT = 10
LAST = None
SEEN = {}
made = 0

class Cart:
    size = 1
    count = 0

    def __init__(self):
        global made
        made += 1
        Cart.count += 1
        self.rate = None

    def total(self):
        return 3

    def rate(self):
        return 1

    class Inner:
        depth = 1

def grade(number):
    global LAST
    LAST = SEEN[number] = number
    return number > LIMIT

def save(path):
    try:
        open(path, "w").close()
    except OSError:
        return False
    return True


def is_same(thing):
    try:
        return bool("a".__eq__(thing))
    except TypeError:
        return True
"""
WALLS = "a wall stopped it"
CHANGED = "it leaves what is under test changed: "
SWALLOWED = """place = pathlib.Path('/nowhere-at-all')
    try:
        place.write_text('x')
    except OSError:
        pass
    assert shop.grade(11)"""
SUITE = {
    "honest": ("assert shop.grade(11) and shop.Cart().total() == 3", ""),
    "writes": (SWALLOWED, WALLS),
    "makes_it_forget": (
        SWALLOWED + "\n    __import__('sys').modules['aqe_worker.walls'].forget_refusal()",
        WALLS + ": it made it forget",
    ),
    "has_written": ("assert shop.save('/nowhere-at-all') is False", WALLS),
    "in_folder": ("assert shop.save(tmp_path / 'a')", ""),
    "sets_limit": ("shop.LIMIT = 4711\n    assert not shop.grade(11)", CHANGED + "shop.LIMIT"),
    "was_put_back": ("assert shop.grade(11)", ""),
    "replaces": ("shop.grade = lambda n: 5\n    assert shop.grade(1) == 5", CHANGED + "shop.grade"),
    "replaces_method": (
        "shop.Cart.total = lambda self: 99\n    assert shop.Cart().total() == 99",
        CHANGED + "shop.Cart.total",
    ),
    "replaces_what_objects_have": (
        "shop.Cart.rate = lambda self: 2",
        CHANGED + "shop.Cart.rate",
    ),
    "replaces_equality": (
        "shop.Cart.__eq__ = lambda self, other: True\n    assert shop.Cart() == 1",
        CHANGED + "shop.Cart.__eq__",
    ),
    "inside": (
        "vars(shop)['x'] = shop.Cart.Inner.depth = 5",
        CHANGED + "shop.x, shop.Cart.Inner.depth",
    ),
    "deletes": ("del shop.Cart.size", CHANGED + "shop.Cart.size"),
    "takes_no_answer_for_true": (
        "assert 'big'.__lt__(5)",
        "TypeError: NotImplemented"
        if sys.version_info >= (3, 14)
        else "DeprecationWarning: NotImpl",
    ),
    "gets_an_answer": ("assert (1).__lt__(5) and 'big'.__lt__(5) is NotImplemented", ""),
    "of_the_subject": ("assert shop.is_same(1)", ""),
    "undone": (
        "monkeypatch.setattr(shop, 'LIMIT', 3)\n    assert shop.grade(4)",
        "",
    ),
}


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("trial")
    (root / "shop.py").write_text(SHOP, encoding="utf-8")
    body = "import pathlib\nimport shop\n"
    for name, (lines, _) in SUITE.items():
        body += f"\ndef test_{name}(monkeypatch, tmp_path):\n    {lines}\n"
    (root / "test_a.py").write_text(body, encoding="utf-8")
    late = "import shop\nshop.LIMIT = 5\n\ndef test_early():\n    assert shop.grade(6)\n"
    (root / "test_b.py").write_text(late, encoding="utf-8")
    return run(root, "test_a.py", "test_b.py")


def run(root: Path, *names: str) -> dict[str, str]:
    from datetime import UTC, datetime

    from aqe.execution.interpreter import find_interpreter

    request = SuiteRequest(
        find_interpreter(root, None, {}),
        root,
        tuple(root / each for each in names),
        (root,),
        None,
        0,
        None,
        60.0,
        walls=True,
        kind=RunKind.VERIFY,
        trial_of="shop",
    )
    found = run_suite(request, run_id="r", clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    return {each.test.partition("::test_")[2]: each.message for each in found.outcomes}


@pytest.mark.parametrize("name", SUITE)
def test_what_a_test_does_beside_passing_counts(name: str, reasons: dict[str, str]) -> None:
    expected = SUITE[name][1]
    assert reasons[name].startswith(expected) if expected else reasons[name] == ""


def test_what_a_file_does_while_it_is_collected_counts(reasons: dict[str, str]) -> None:
    assert reasons["early"] == CHANGED + "shop.LIMIT"


def test_other_runs_are_not_on_trial(
    tmp_path: Path, ask: Callable[..., SuiteRequest], clock: Clock
) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    text = "import shop\ndef test_a():\n    shop.LIMIT = 5\n"
    (tmp_path / "test_a.py").write_text(text, encoding="utf-8")
    (outcome,) = run_suite(ask(), run_id="r", clock=clock).outcomes
    assert outcome.message == ""
