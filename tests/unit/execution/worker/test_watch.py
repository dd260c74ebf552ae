"""Watching replaces functions of the standard library, so every test watches a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).resolve().parents[4] / "src"

PROGRAM = """\
import json, sys
from aqe.execution.worker.calendar_clock import Calendar
from aqe.execution.worker.watch import Watch

calendar, codes = json.loads(sys.argv[1])
watch = Watch(Calendar(**calendar))
watch.install()
watch.seed()
answers = []
for code in codes:
    space = {"__name__": "subject", "watch": watch, "answer": None}
    watch.begin()
    exec(code, space)
    answers.append([sorted(watch.touched), space["answer"]])
print(json.dumps(answers))
"""

CLOCKS = (
    "time.time()",
    "time.time_ns()",
    "time.monotonic()",
    "time.perf_counter_ns()",
    "time.process_time()",
    "time.localtime()",
    "time.strftime('%Y')",
    "time.ctime()",
    "datetime.datetime.now()",
    "datetime.datetime.utcnow()",
    "datetime.datetime.now(datetime.timezone.utc)",
)
ASKS = {
    **{code: ["clock"] for code in CLOCKS},
    "datetime.datetime(2020, 1, 1)": [],
    "time.localtime(0)": [],
    "time.ctime(0)": [],
    "time.strftime('%Y', time.gmtime(0))": [],
    "os.getpid()": ["process"],
    "os.cpu_count()": ["process"],
    "os.urandom(4)": ["urandom"],
    "uuid.uuid4()": ["urandom", "uuid"],
    "uuid.uuid5(uuid.NAMESPACE_DNS, 'a')": [],
    "random.random()": ["random"],
    "random.choice([1, 2])": ["random"],
    "random.seed(1); random.random()": [],
    "random.seed(); random.random()": ["random"],
    "random.Random(3).random()": [],
    "random.Random().random()": ["random"],
    "random.SystemRandom().random()": ["urandom"],
    "random.SystemRandom().choice([1, 2])": ["urandom"],
    "secrets.choice([1, 2])": ["urandom"],
    "secrets.token_hex(1)": ["urandom"],
    "os.environ['PATH']": ["environment"],
    "os.environ.get('NO_SUCH_NAME')": ["environment"],
    "os.getenv('PATH')": ["environment"],
    "sorted(os.environ)": ["environment"],
    "dict(os.environ)": ["environment"],
    "len('abc')": [],
}


def watched(*codes: str, shift_s: int = 0, start_s: int | None = None) -> list[Any]:
    """What was touched, and the answer, of each code in one watched process."""
    head = "import asyncio, datetime, os, random, secrets, time, uuid, warnings\n"
    request = json.dumps(
        [{"shift_s": shift_s, "start_s": start_s}, [head + code for code in codes]]
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, request],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers: list[Any] = json.loads(ended.stdout)
    return answers


@pytest.fixture(scope="module")
def touched() -> dict[str, list[str]]:
    return {code: each[0] for code, each in zip(ASKS, watched(*ASKS), strict=True)}


@pytest.mark.parametrize("code", ASKS)
def test_what_differs_from_run_to_run_is_noticed_and_nothing_else(
    touched: dict[str, list[str]], code: str
) -> None:
    assert touched[code] == ASKS[code]


def test_every_program_starts_with_the_same_randomness() -> None:
    draw = "answer = [random.random(), random.randint(0, 10**9)]"
    (_, first), (_, again) = watched(draw, "random.seed(77); random.random()\n" + draw)[:2]
    (_, later) = watched("random.random(); random.random()", draw)[1]
    assert first == later
    assert first != again


def test_variables_that_the_program_set_itself_are_its_own() -> None:
    own = "watch.own_variables.add('MINE'); os.environ['MINE'] = 'x'; answer = os.environ['MINE']"
    assert watched(own) == [[[], "x"]]


def test_what_was_touched_is_forgotten_before_the_next_program() -> None:
    assert [each for each, _ in watched("time.time()", "len('')", "time.time()")] == [
        ["clock"],
        [],
        ["clock"],
    ]


STEPS = (
    "looks = [time.time() for _ in range(50)];"
    " answer = [later - earlier for earlier, later in zip(looks, looks[1:])]"
)


def test_the_second_clock_runs_ahead_and_never_stands_still() -> None:
    year_s = 366 * 86_400
    code = (
        "answer = [time.time(), time.time(), time.time_ns() / 1e9, datetime.datetime.now().timestamp(),"
        " time.mktime(time.localtime()), time.mktime(time.localtime(1000))]"
    )
    here, there = watched(code)[0][1], watched(code, shift_s=year_s)[0][1]
    for before, after in zip(here[:5], there[:5], strict=True):
        assert year_s - 5 < after - before < year_s + 60
    assert min(watched(STEPS, shift_s=year_s)[0][1]) > 0.04
    assert min(watched(STEPS)[0][1]) < 0.04  # now and then a busy machine takes longer
    assert there[5] == here[5], "a moment that was given is not shifted"


LOOKS = (
    "answer = [time.time(), time.time_ns() / 1e9, datetime.datetime.now().timestamp(),"
    " datetime.datetime.now(datetime.timezone.utc).timestamp(),"
    " datetime.datetime.utcnow().replace(tzinfo=datetime.timezone.utc).timestamp(),"
    " time.mktime(time.localtime()), time.mktime(datetime.date.today().timetuple())]"
)


def test_a_clock_that_begins_anew_shows_every_program_the_same() -> None:
    start_s = 1_741_861_800
    _, first, again = watched("", LOOKS, LOOKS, start_s=start_s)
    other = watched("time.time()", LOOKS, start_s=start_s)[1]
    assert first == again == other
    looks = first[1]
    assert all(start_s < each <= start_s + 1 for each in looks[:5])
    assert looks[:5] == sorted(set(looks[:5])), "no two looks see the same time"
    assert looks[5] == start_s
    assert 0 < start_s - looks[6] < 86_400


def test_waiting_takes_the_clock_that_begins_anew_along() -> None:
    code = "a = time.time(); time.sleep(0.2); answer = time.time() - a"
    waited, again = (answer for _, answer in watched(code, code, start_s=1_741_861_800))
    assert waited == again
    assert 0.2 < waited < 0.3


@pytest.mark.parametrize("clock", [{"shift_s": 10**8}, {"start_s": 1_741_861_800}])
def test_another_clock_looks_like_the_one_it_replaces(clock: dict[str, int]) -> None:
    shown = "answer = [time.time.__name__, repr(time.time), repr(time.time_ns), repr(time.ctime)]"
    assert watched(shown, **clock) == watched(shown)


def test_clocks_that_measure_durations_are_not_shifted() -> None:
    steps = STEPS.replace("time.time()", "time.perf_counter()")
    assert min(watched(steps, shift_s=10**8)[0][1]) < 0.04


def test_a_replaced_function_looks_like_the_one_it_replaces() -> None:
    code = (
        "import pickle\n"
        "class Clock:\n    now = time.time\n"
        "answer = [time.time.__name__, repr(time.time), pickle.loads(pickle.dumps(time.time)) is time.time,"
        " Clock().now() > 0, isinstance(datetime.datetime.now(), datetime.datetime)]"
    )
    name, shown, is_same, is_no_method, is_datetime = watched(code)[0][1]
    assert (name, shown) == ("time", "<built-in function time>")
    assert is_same
    assert is_no_method
    assert is_datetime


def test_a_wait_that_outlasts_the_program_ends_at_once() -> None:
    code = (
        "class Timer:\n"
        "    threads = 99\n"
        "    def left_s(self): return 0.5\n"
        "    def interrupt(self): raise KeyboardInterrupt\n"
        "watch.timer = Timer()\n"
        "answer = []\n"
        "for wait in (0.001, 60):\n"
        "    try:\n        time.sleep(wait)\n        answer.append('slept')\n"
        "    except KeyboardInterrupt:\n        answer.append('interrupted')\n"
        "try:\n    asyncio.run(asyncio.sleep(60))\n"
        "except KeyboardInterrupt:\n    answer.append('interrupted')\n"
    )
    assert watched(code)[0][1] == ["slept", "interrupted", "interrupted"]


def test_another_thread_may_end_a_wait() -> None:
    code = (
        "class Timer:\n"
        "    threads = -1\n"
        "    def left_s(self): return 0.0\n"
        "    def interrupt(self): raise KeyboardInterrupt\n"
        "watch.timer = Timer()\n"
        "time.sleep(0.001)\n"
        "answer = 'slept'"
    )
    assert watched(code)[0][1] == "slept"
