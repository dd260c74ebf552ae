"""Proposed tests are run once: what they evaluate, and what they do beside it, is seen there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.campaign.hybrid import bench as benches
from aqe.campaign.hybrid.bench import Bench, Shown
from aqe.domain.proposal import Helper, ImportedName, ProposedTest
from aqe.execution.interpreter import find_interpreter
from aqe.execution.limits import Limits
from aqe.execution.looks import can_look

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


@pytest.mark.parametrize(
    "source",
    [
        "import itertools\n\nFOUND = [each for each in itertools.count() if each < 0]",
        "class Meta(type):\n    while True:\n        pass",
    ],
)
def test_an_answer_that_is_never_collected_is_given_up(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop.py").write_text(SUBJECT, encoding="utf-8")
    monkeypatch.setattr(benches, "_COLLECT_S", 1.0)
    on_bench = bench(tmp_path, tmp_path / "shop.py")
    on_bench.usual_s = 0.5
    helper = Helper(("FOUND",), source)
    text = "def test_a():\n    assert grade(11) == 'big'"
    found = on_bench.tried([ProposedTest("test_a", text, IMPORTS, (helper,))], ())
    assert found.stopped == "collecting its tests took longer than 1.5 s"
    assert found.shown[0].reason == f"it did not run: {found.stopped}"
    assert on_bench.used_s() < 50  # a minute, without the limit


def test_collecting_may_take_some_times_what_the_suite_of_the_search_takes(tmp_path: Path) -> None:
    on_bench = bench(tmp_path, tmp_path / "shop.py")
    assert on_bench.collect_s == 5.0
    on_bench.usual_s = 4.0
    assert on_bench.collect_s == 12.0


def test_tests_that_pass_do_not_use_up_the_time(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SUBJECT, encoding="utf-8")
    on_bench = bench(tmp_path, tmp_path / "shop.py")
    texts = [f"def test_a():\n    assert grade({each}) == 'small'" for each in range(3)]
    on_bench.tried([ProposedTest("test_a", each, IMPORTS) for each in texts], ())
    granted_s = 2 * 3 * 0.05 + on_bench.start_s  # each runs twice: at first sight and under pytest
    assert on_bench.used_s() - on_bench.counted_s() == pytest.approx(granted_s)


def test_what_passes_is_measured_to_the_end_though_the_time_is_over(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SUBJECT, encoding="utf-8")
    on_bench = bench(tmp_path, tmp_path / "shop.py")
    on_bench.can_look = False
    on_bench.left_s = lambda: 60.0 if on_bench.used_s() - on_bench.counted_s() < 0.5 else -1.0
    text = "def test_a():\n    assert grade(11) == 'big'"
    shown = on_bench.tried([ProposedTest("test_a", text, IMPORTS)], ()).shown[0]
    assert (shown.passed, shown.reason) == (True, "")
    assert shown.lines == {6, 7}


WORTHLESS = {
    "fails": ("    assert grade(11) == 'small'", "AssertionError: assert 'big' == 'small'"),
    "raises": ("    assert refuse(3) is None", "ValueError: 3"),
    "waits": (
        "    import queue\n    queue.Queue().get(timeout=50)\n    assert grade(1) == 'small'",
        "took longer than 0.6 s",
    ),
}


@pytest.mark.skipif(not can_look(), reason="a first look needs forks")
def test_pytest_is_not_started_for_what_fails_at_first_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benches, "run_suite", None)
    (tmp_path / "shop.py").write_text(SUBJECT, encoding="utf-8")
    on_bench = bench(tmp_path, tmp_path / "shop.py")
    on_bench.left_s = lambda: 4.0
    expected_s = on_bench.least_s
    tests = [
        ProposedTest(f"test_{name}", f"def test_{name}():\n{text}", IMPORTS)
        for name, (text, _) in WORTHLESS.items()
    ]
    found = on_bench.tried(tests, ())
    assert {each.name: found.shown[place].reason for place, each in enumerate(tests)} == {
        f"test_{name}": reason for name, (_, reason) in WORTHLESS.items()
    }
    assert (found.stopped, found.coverage, found.run) == ("", None, None)
    assert expected_s == pytest.approx(0.4 * on_bench.start_s)
    assert 0 < on_bench.least_s <= on_bench.used_s()
    assert on_bench.counted_s() == on_bench.used_s()


@pytest.mark.skipif(not can_look(), reason="a first look needs forks")
def test_beside_what_hangs_the_rest_is_judged(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SUBJECT, encoding="utf-8")
    on_bench = bench(tmp_path, tmp_path / "shop.py")
    on_bench.left_s = lambda: 60.0
    endless = Helper(("FOUND",), "FOUND = [each for each in iter(int, 1)]")
    tests = [
        ProposedTest("test_a", "def test_a():\n    assert grade(11) == FOUND", IMPORTS, (endless,)),
        ProposedTest("test_b", "def test_b():\n    assert grade(11) == 'big'", IMPORTS),
        ProposedTest("test_c", "def test_c(tmp_path):\n    assert grade(1) == 'small'", IMPORTS),
    ]
    found = on_bench.tried(tests, ())
    assert {place: each.passed for place, each in found.shown.items()} == {
        0: False,
        1: True,
        2: True,
    }
    assert found.shown[0].reason == "it did not run: collecting its tests took longer than 1 s"
    assert found.shown[1].lines == {6, 7}
