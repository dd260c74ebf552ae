from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import Inside, command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux has namespaces")


def in_namespaces(inside: Inside) -> None:
    report = inside("print(json.dumps(report))").value
    if "pid-namespace" not in report["in_force"]:
        pytest.skip(f"this machine offers none: {report['missing']}")


def test_the_started_process_ends_with_the_same_exit_code(inside: Inside) -> None:
    assert inside("sys.exit(7)").status == 7
    assert inside("pass").status == 0
    assert inside("import os; os._exit(3)").status == 3


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.abort()", signal.SIGABRT),
        ("import ctypes; ctypes.string_at(1)", signal.SIGSEGV),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", signal.SIGKILL),
    ],
)
def test_the_started_process_ends_by_the_same_signal(
    inside: Inside, code: str, expected: signal.Signals
) -> None:
    assert inside(code).status == -expected


def test_the_world_outside_is_out_of_sight(inside: Inside) -> None:
    in_namespaces(inside)
    found = inside(
        "import os, socket\n"
        "print(json.dumps([os.getpid(), socket.gethostname(), os.listdir('/dev/shm'), "
        "len(socket.if_nameindex())]))",
        off=["seccomp"],
    ).value
    assert found == [2, "localhost", [], 1]


def test_a_program_without_namespaces_stays_the_process_it_was(inside: Inside) -> None:
    code = "import os; print(json.dumps(os.getppid()))"
    assert inside(code, namespaces=False).value == os.getpid()


def test_shared_memory_is_the_sandbox_s_own(inside: Inside) -> None:
    in_namespaces(inside)
    inside("open('/dev/shm/aqe-walls-test', 'w').close()")
    assert not Path("/dev/shm/aqe-walls-test").exists()


# The daemon lives before it is announced: a busy machine may take long to get there.
DAEMON = """
import os, sys, time
def beat(number):
    with open("beat", "w") as file:
        file.write(str(number))
    os.replace("beat", "alive")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        beat(0)
        print(json.dumps("away"), flush=True)
        os.close(1)
        os.close(2)
        for number in range(1, 3000):
            beat(number)
            time.sleep(0.02)
            if os.path.exists("enough"):
                break
    os._exit(0)
while not os.path.exists("alive"):
    time.sleep(0.01)
"""


def test_no_daemon_outlives_the_sandbox(inside: Inside, scratch: Path) -> None:
    in_namespaces(inside)
    assert inside(DAEMON, allow_fork=True).status == 0
    assert stands_still(scratch / "alive")


def test_a_daemon_does_outlive_a_process_without_namespaces(inside: Inside, scratch: Path) -> None:
    assert inside(DAEMON, allow_fork=True, namespaces=False).status == 0
    assert beats_again(scratch / "alive")
    (scratch / "enough").touch()


def test_killing_the_started_process_kills_all_inside(scratch: Path) -> None:
    policy = {"scratch": [str(scratch)], "allow_fork": True}
    code = DAEMON + "time.sleep(60)"
    with subprocess.Popen(command(code, policy), cwd=scratch, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == "away"
        process.kill()
        # The end of the pipe: nobody inside holds it any more.
        assert process.stdout.read() == b""
    assert process.returncode == -signal.SIGKILL
    assert stands_still(scratch / "alive")


def stands_still(path: Path) -> bool:
    """Whether a daemon ends long before it would by itself; a busy kernel takes a moment to kill it."""
    for _ in range(40):
        before = path.read_text(encoding="ascii")
        time.sleep(0.5)
        if path.read_text(encoding="ascii") == before:
            return True
    return False


def beats_again(path: Path) -> bool:
    before = path.read_text(encoding="ascii")
    for _ in range(600):
        if path.read_text(encoding="ascii") != before:
            return True
        time.sleep(0.05)
    return False


BOMB = """
import os, time
while True:
    try:
        if os.fork() == 0:
            time.sleep(60)
    except OSError:
        time.sleep(0.01)
"""


def test_a_fork_bomb_ends_itself(inside: Inside) -> None:
    in_namespaces(inside)
    started = time.monotonic()
    ended = inside(BOMB, allow_fork=True, processes=40)
    assert time.monotonic() - started < 60
    assert ended.status == -signal.SIGKILL
    assert "more than 40 processes" in ended.err


def test_a_thread_bomb_ends_itself(inside: Inside) -> None:
    in_namespaces(inside)
    code = (
        "import threading, time\nthreading.stack_size(65536)\n"
        "while True:\n    try:\n        "
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "    except RuntimeError:\n        time.sleep(0.01)\n"
    )
    ended = inside(code, processes=40)
    assert ended.status == -signal.SIGKILL


def test_few_processes_are_let_live(inside: Inside) -> None:
    code = (
        "import os, time\nchildren = []\nfor _ in range(5):\n    child = os.fork()\n"
        "    if child == 0:\n        time.sleep(0.2)\n        os._exit(0)\n"
        "    children.append(child)\n"
        "print(json.dumps([os.waitpid(child, 0)[1] for child in children]))"
    )
    assert inside(code, allow_fork=True, processes=40).value == [0] * 5


def test_many_short_processes_one_after_another_are_let_live(inside: Inside) -> None:
    code = (
        "import os\nfor _ in range(200):\n    child = os.fork()\n"
        "    if child == 0:\n        os._exit(0)\n    os.waitpid(child, 0)\n"
        "print(json.dumps('done'))"
    )
    assert inside(code, allow_fork=True, processes=20).value == "done"
