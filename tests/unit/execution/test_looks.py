"""A first look at tests: what surely fails is told in the words of pytest, the rest is left to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.domain.run import RecordedRun, RunKind, TestOutcome
from aqe.execution.interpreter import find_interpreter
from aqe.execution.looks import Looked, LookLimits, LookOutcome, look_at
from aqe.execution.requests import SuiteRequest
from aqe.execution.suites import run_suite

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a first look needs forks")

SUBJECT = """
import random
import warnings

random.seed(5)
FIRST = random.Random(5).random()


def grade(number):
    if number > 10:
        return "big"
    return "small"


def refuse(number):
    raise ValueError("no: %d" % number)


def draw():
    return random.random()


def old():
    warnings.warn("old", DeprecationWarning, stacklevel=2)
    return 1
"""
HEAD = "import pytest\nimport shop\nfrom shop import draw, grade, old, refuse\n\n"
SURE = {
    "wrong": ("assert grade(11) == 'small'", "AssertionError: assert 'big' == 'small'"),
    "wrong_with_words": ("assert grade(11) == 'small', 'grade'", "AssertionError: grade"),
    "raises": ("refuse(3)", "ValueError: no: 3"),
    "does_not_raise": (
        "with pytest.raises(ValueError):\n        grade(1)",
        "Failed: DID NOT RAISE",
    ),
    "no_such_name": ("assert shop.nobody() == 1", "AttributeError: module 'shop' has no attribute"),
    "leaves": ("raise SystemExit(3)", "SystemExit: 3"),
}
PASSING = {
    "right": "assert grade(11) == 'big'",
    "expects": "with pytest.raises(ValueError, match='no: 4'):\n        refuse(4)",
    "seeded": "assert draw() == shop.FIRST",
    "warned": (
        "import warnings\n    with warnings.catch_warnings(record=True) as seen:\n        old()\n"
        "    assert len(seen) == 1"
    ),
    "pickles": "import pickle\n    assert pickle.loads(pickle.dumps(Thing)) is Thing",
    "own_folder": "open('a.txt', 'x').close()\n    assert grade(1) == 'small'",
    "own_folder_again": "open('a.txt', 'x').close()\n    assert grade(1) == 'small'",
}
LEFT_TO_PYTEST = {
    "fixture": "def test_it(capsys):\n    assert capsys.readouterr().out == ''",
    "own_folder": (
        "@pytest.fixture\ndef tmp_path():\n    return 3\n\n"
        "def test_it(tmp_path):\n    assert tmp_path == 3"
    ),
    "own_fixture": (
        "@pytest.fixture(autouse=True)\ndef ready():\n    shop.READY = 1\n    yield\n    del shop.READY\n\n"
        "def test_it():\n    assert shop.READY == 1"
    ),
    "handed_on": (
        "@pytest.fixture\ndef number(request):\n    return request.param + 1\n\n"
        "@pytest.mark.parametrize('number', [1], indirect=True)\ndef test_it(number):\n"
        "    assert number == 2"
    ),
    "indirect": (
        "@pytest.mark.parametrize('tmp_path', [1], indirect=True)\ndef test_it(tmp_path):\n"
        "    assert 0"
    ),
    "marked_row": (
        "@pytest.mark.parametrize('n', [pytest.param(1, marks=pytest.mark.xfail)])\n"
        "def test_it(n):\n    assert n == 2"
    ),
    "no_row": "@pytest.mark.parametrize('n', [])\ndef test_it(n):\n    assert n == 2",
    "wrong_row": "@pytest.mark.parametrize('a, b', [(1, 2, 3)])\ndef test_it(a, b):\n    assert 0",
    "marked": "@pytest.mark.usefixtures('tmp_path')\ndef test_it():\n    assert 0",
    "expected_to_fail": "@pytest.mark.xfail\ndef test_it():\n    assert 0",
    "by_default": "def test_it(n=3):\n    assert n == 4",
    "patched": (
        "from unittest.mock import patch\n\n@patch('shop.draw', return_value=4)\n"
        "def test_it(double):\n    assert shop.draw() == 4"
    ),
    "prepared": (
        "def setup_function():\n    shop.READY = 1\n\ndef test_it():\n    assert shop.READY == 1"
    ),
    "unittest": (
        "import unittest\n\nclass TestIt(unittest.TestCase):\n    def setUp(self):\n        self.n = 1\n\n"
        "    def test_it(self):\n        self.assertEqual(self.n, 1)"
    ),
    "coroutine": "async def test_it():\n    assert grade(1) == 'small'",
    "skipped": "def test_it():\n    pytest.skip('not here')",
    "skipped_whole": "pytest.importorskip('nobody_has_this')\n\ndef test_it():\n    assert 0",
}
Look = Callable[..., Mapping[str, Looked]]


@pytest.fixture
def request_of(
    tmp_path: Path,
) -> Callable[[Mapping[str, str]], tuple[SuiteRequest, dict[str, Path]]]:
    def made(texts: Mapping[str, str]) -> tuple[SuiteRequest, dict[str, Path]]:
        home, tests = tmp_path / "home", tmp_path / "tests"
        home.mkdir()
        tests.mkdir()
        (home / "shop.py").write_text(SUBJECT, encoding="utf-8")
        paths = {name: tests / f"test_proposed_{name}.py" for name in texts}
        for name, text in texts.items():
            paths[name].write_text(HEAD + text + "\n", encoding="utf-8")
        request = SuiteRequest(
            interpreter=find_interpreter(home, None, {}),
            root=tests,
            paths=tuple(paths.values()),
            search_path=(home,),
            coverage_of=None,
            hash_seed=0,
            shuffle_seed=None,
            timeout_s=60.0,
            walls=True,
            kind=RunKind.VERIFY,
            trial_of="shop",
        )
        return request, paths

    return made


@pytest.fixture
def look(request_of: Callable[..., tuple[SuiteRequest, dict[str, Path]]]) -> Look:
    def looked(
        texts: Mapping[str, str], each_s: float = 5.0, cpu_s: float = 5.0, strikes: int = 99
    ) -> Mapping[str, Looked]:
        request, paths = request_of(texts)
        names = {
            name: "TestIt::test_it" if "class TestIt" in text else "test_it"
            for name, text in texts.items()
        }
        found = look_at(
            request,
            [(paths[name], names[name]) for name in texts],
            LookLimits(cpu_s, each_s, strikes, 300.0),
        )
        order = list(texts)
        return {order[place]: each for place, each in found.items()}

    return looked


def body(text: str) -> str:
    return f"class Thing:\n    pass\n\ndef test_it():\n    {text}"


def test_what_fails_is_told_in_the_words_of_pytest(
    look: Look, request_of: Callable[..., tuple[SuiteRequest, dict[str, Path]]], tmp_path: Path
) -> None:
    found = look({name: body(text) for name, (text, _) in SURE.items()})
    told = {name: (each.outcome, each.message.partition("\n")[0]) for name, each in found.items()}
    for name, (_, message) in SURE.items():
        assert told[name][0] is LookOutcome.FAILED
        assert told[name][1].startswith(message)
        assert f"test_proposed_{name}.py" in found[name].detail
    # pytest itself says the same.
    ran = pytest_run(tmp_path)
    by_name = {name_of(each): each for each in ran.outcomes}
    assert {name: each.message.partition("\n")[0] for name, each in by_name.items()} == {
        name: message for name, (_, message) in told.items()
    }
    for name, each in by_name.items():
        frames = [line for line in each.detail.splitlines() if "tests/test_proposed_" in line]
        assert frames[0] in found[name].detail


@pytest.mark.parametrize("texts", [{n: body(t) for n, t in PASSING.items()}])
def test_what_passes_under_pytest_passes_at_first_sight(look: Look, texts: dict[str, str]) -> None:
    found = look(texts)
    told = {name: (str(each.outcome), each.message) for name, each in found.items()}
    assert told == dict.fromkeys(PASSING, ("passed", ""))


def test_what_only_pytest_can_judge_is_left_to_it(look: Look) -> None:
    found = look(LEFT_TO_PYTEST)
    assert {name: str(each.outcome) for name, each in found.items()} == dict.fromkeys(
        LEFT_TO_PYTEST, "unknown"
    )


def test_methods_of_plain_classes_are_looked_at(look: Look) -> None:
    head = "class TestIt:\n    def test_it(self):\n        "
    found = look(
        {
            "right": head + "assert grade(1) == 'small'",
            "wrong": head + "assert grade(1) == 'big'",
            "prepared": head.replace(
                ":\n", ":\n    def setup_method(self):\n        self.n = 1\n\n", 1
            )
            + "assert self.n == 2",
        }
    )
    assert {name: str(each.outcome) for name, each in found.items()} == {
        "right": "passed",
        "wrong": "failed",
        "prepared": "unknown",
    }


TABLE = "@pytest.mark.parametrize({table})\ndef test_it({names}):\n    {line}"


TABLES = [
    ("'n', [1, 2]", "n", "assert grade(n) == 'small'", "passed", ""),
    ("'n', [1, 20, 30]", "n", "assert grade(n) == 'small', n", "failed", "AssertionError: 20"),
    (
        "'n,much', [(1, 'small'), (11, 'big')]",
        "n, much",
        "assert grade(n) == much",
        "passed",
        "",
    ),
    ("['n', 'm'], [(1, 2)], ids=['one']", "n, m", "assert n == m", "failed", "AssertionError"),
    ("('n',), [(4,)]", "n", "assert n == 4", "passed", ""),
    ("'n', [pytest.param(1, id='one')]", "n", "assert n == 1", "passed", ""),
    ("'n', iter([1, 2])", "n, tmp_path", "assert tmp_path.is_dir() and n", "passed", ""),
    (
        "'n', [1, 2])\n@pytest.mark.parametrize('m', [3, 4]",
        "n, m, monkeypatch",
        "monkeypatch.setattr(shop, 'draw', lambda: n * m)\n    assert shop.draw() < 8",
        "failed",
        "AssertionError",
    ),
    ("'n', [1]", "n, nobody", "assert n == 2", "unknown", ""),
]


def test_tables_folders_and_doubles_are_provided_as_by_pytest(look: Look, tmp_path: Path) -> None:
    texts = {
        f"t{place}": TABLE.format(table=table, names=names, line=line)
        for place, (table, names, line, _, _) in enumerate(TABLES)
    }
    found = look(texts)
    expected = {f"t{place}": (each[3], each[4]) for place, each in enumerate(TABLES)}
    for name, (outcome, message) in expected.items():
        assert (name, str(found[name].outcome)) == (name, outcome)
        assert found[name].message.startswith(message)
    ran: dict[str, set[str]] = {}
    for each in pytest_run(tmp_path).outcomes:
        ran.setdefault(name_of(each), set()).add(str(each.outcome))
    for name, (outcome, _) in expected.items():
        if outcome == "passed":
            assert (name, ran[name]) == (name, {"passed"})
        if outcome == "failed":
            assert "failed" in ran[name]


def test_a_table_that_takes_long_is_left_to_pytest(look: Look) -> None:
    text = "import time\n" + TABLE.format(
        table="'n', range(100)", names="n", line="time.sleep(0.3)\n    assert n < 50"
    )
    assert [each.outcome for each in look({"a": text}, each_s=2.0).values()] == ["unknown"]


def test_what_hangs_is_ended_and_where_it_hung_is_told(look: Look) -> None:
    found = look(
        {
            "waits": body("import queue\n    queue.Queue().get(timeout=50)"),
            "counts": body("assert sum(iter(int, 1)) == 0"),
            "never_collected": "X = sum(iter(int, 1))\n\ndef test_it():\n    pass",
            "ends": body("import os\n    os._exit(3)"),
            "deaf": body(
                "import signal, time\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
                "    signal.signal(signal.SIGPROF, signal.SIG_IGN)\n    time.sleep(50)"
            ),
            "right": body("assert grade(1) == 'small'"),
        },
        cpu_s=1.0,
    )
    assert {name: (str(each.outcome), each.is_collected) for name, each in found.items()} == {
        "waits": ("timeout", True),
        "counts": ("timeout", True),
        "never_collected": ("timeout", False),
        "ends": ("died", True),
        "deaf": ("timeout", True),
        "right": ("passed", True),
    }
    assert found["ends"].message == "the test ended the process: exit code 3"


def test_after_some_that_hang_the_rest_is_left(look: Look) -> None:
    texts = {f"ends{each}": body("import os\n    os._exit(3)") for each in range(30)}
    assert 2 <= len(look(texts, strikes=2)) <= 3


def test_nothing_gets_out_and_nothing_stays(look: Look, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    found = look(
        {
            "writes": body(f"open({str(kept)!r}, 'w').write('x')"),
            "forks": body("import os\n    os.fork()"),
            "connects": body(
                "import socket\n    socket.create_connection(('127.0.0.1', 9), timeout=1)"
            ),
            "kills": body("import os\n    os.kill(os.getppid(), 9)"),
            "changes": body(
                "shop.grade = lambda number: 'changed'\n    assert grade(1) == 'small'"
            ),
            "sees_nothing_of_it": body("assert shop.grade(1) == 'small'"),
        }
    )
    assert {name: str(each.outcome) for name, each in found.items()} == {
        "writes": "failed",
        "forks": "failed",
        "connects": "failed",
        "kills": "failed",
        "changes": "passed",
        "sees_nothing_of_it": "passed",
    }
    assert not kept.exists()


def test_a_subject_with_threads_is_left_to_pytest(
    request_of: Callable[..., tuple[SuiteRequest, dict[str, Path]]], tmp_path: Path
) -> None:
    request, paths = request_of({"a": body("assert grade(1) == 'big'")})
    text = (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    (tmp_path / "home" / "shop.py").write_text(text + SUBJECT, encoding="utf-8")
    limits = LookLimits(5.0, 5.0, 2, 60.0)
    assert look_at(request, [(paths["a"], "test_it")], limits) == {}


def _now() -> datetime:
    return datetime(2026, 1, 2, tzinfo=UTC)


def pytest_run(tmp_path: Path) -> RecordedRun:
    """The same tests under pytest."""
    return run_suite(
        SuiteRequest(
            interpreter=find_interpreter(tmp_path, None, {}),
            root=tmp_path / "tests",
            paths=(tmp_path / "tests",),
            search_path=(tmp_path / "home",),
            coverage_of=None,
            hash_seed=0,
            shuffle_seed=None,
            timeout_s=60.0,
            walls=True,
            kind=RunKind.VERIFY,
            extra=("--tb=native", "--show-capture=no"),
        ),
        run_id="run",
        clock=_now,
    )


def name_of(outcome: TestOutcome) -> str:
    return outcome.test.partition("::")[0].removeprefix("test_proposed_").removesuffix(".py")
