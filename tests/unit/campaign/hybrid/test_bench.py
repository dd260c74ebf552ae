"""Proposed tests are run once: what they evaluate, and what they do beside it, is seen there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.campaign.hybrid.bench import Bench, Shown
from aqe.domain.proposal import ImportedName, ProposedTest
from aqe.execution.interpreter import find_interpreter
from aqe.execution.limits import Limits

SUBJECT = """
LIMIT = 10


def grade(number):
    if number > LIMIT:
        return "big"
    return "small"


def refuse(number):
    raise ValueError(number)
"""
IMPORTS = (
    ImportedName("shop", bound="shop"),
    ImportedName("shop", "grade", "grade"),
    ImportedName("shop", "refuse", "refuse"),
    ImportedName("pytest", bound="pytest"),
)
TOLD_NOTHING = "it evaluated no assertion that depends on the code under test"
TESTS = {
    "plain": ("    assert grade(11) == 'big'", ""),
    "several_lines": ("    assert (\n        grade(11)\n        == 'big'\n    )", ""),
    "raises": ("    with pytest.raises(ValueError):\n        refuse(1)", ""),
    "in_loop": ("    for each in (1, 2):\n        assert grade(each) == 'small'", ""),
    "in_nested": (
        "    def check(found):\n        assert found == grade(1)\n    check('small')",
        "",
    ),
    "left_early": ("    grade(11)\n    return\n    assert grade(1) == 99", TOLD_NOTHING),
    "never_called": (
        "    found = grade(11)\n    def inner():\n        assert found == 99",
        TOLD_NOTHING,
    ),
    "no_rounds": (
        "    found = grade(1)\n    for x in ():\n        assert found == x",
        TOLD_NOTHING,
    ),
    "not_that_way": (
        "    found = grade(1)\n    if found == 99:\n        assert found == 98",
        TOLD_NOTHING,
    ),
    "same_line": ("    found = grade(1)\n    if found == 9: assert found == 8", TOLD_NOTHING),
    "never_raises": (
        "    if grade(1) == 9:\n        with pytest.raises(ValueError):\n            grade(1)",
        TOLD_NOTHING,
    ),
    "changes": (
        "    shop.LIMIT = 4711\n    assert grade(11) == 'small'",
        "it leaves what is under test changed: shop.LIMIT",
    ),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    root = tmp_path_factory.mktemp("bench")
    path = root / "shop.py"
    path.write_text(SUBJECT, encoding="utf-8")
    tests = [
        ProposedTest(f"test_{name}", f"def test_{name}():\n{text}", IMPORTS)
        for name, (text, _) in TESTS.items()
    ]
    found = bench(root, path).tried(tests, ())
    assert found.coverage is not None
    assert Path(found.coverage.path).name == "shop.py"
    return {name: found.shown[place] for place, name in enumerate(TESTS)}


def bench(root: Path, path: Path) -> Bench:
    return Bench(
        interpreter=find_interpreter(root, None, {}),
        source=path,
        module="shop",
        search_path=(root,),
        limits=Limits(),
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
        new_run_id=lambda: "run",
        seed=1,
        bytecode=None,
        left_s=lambda: None,
        is_cancelled=lambda: False,
        own=frozenset({"LIMIT", "grade", "refuse"}),
    )


@pytest.mark.parametrize("name", TESTS)
def test_only_what_tells_something_passes(name: str, shown: dict[str, Shown]) -> None:
    assert shown[name].reason == TESTS[name][1]
    assert shown[name].passed is not bool(TESTS[name][1])


def test_lines_are_those_of_the_subject(shown: dict[str, Shown]) -> None:
    assert shown["plain"].lines == {6, 7}
