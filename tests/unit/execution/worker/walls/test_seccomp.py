from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from aqe.execution.worker.walls.syscalls import GROUPS, LAST_KNOWN_CALL, NUMBERS

from .conftest import Inside

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux has seccomp")

HEADERS = {
    "x86_64": (
        "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
        "/usr/include/asm/unistd_64.h",
    ),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}


@pytest.mark.parametrize("machine", sorted(HEADERS))
def test_numbers_are_those_of_the_kernel_s_headers(machine: str) -> None:
    found = [Path(path) for path in HEADERS[machine] if Path(path).exists()]
    if not found:
        pytest.skip("this machine has no headers of the kernel")
    pattern = re.compile(r"#define\s+__NR(?:3264)?_(\w+)\s+(\d+)")
    text = found[0].read_text(encoding="ascii")
    known = {match[1]: int(match[2]) for match in pattern.finditer(text)}
    ours = NUMBERS[machine]
    assert {name: ours[name] for name in ours if name in known} == {
        name: known[name] for name in ours if name in known
    }
    newest = max(known.values())
    assert {name for name in ours if ours[name] <= newest} <= set(known)


def test_every_call_is_known_somewhere_and_stands_once() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert len(names) == len(set(names))
    assert set(names) == set().union(*NUMBERS.values())
    assert all(max(numbers.values()) <= LAST_KNOWN_CALL for numbers in NUMBERS.values())


FORK = """
import ctypes, os, signal, threading
parent = os.getpid()
library = ctypes.CDLL(None, use_errno=True)
reader, writer = os.pipe()
child = os.fork()
if child == 0:
    FORBID
    found = {}
    def attempt(name, call):
        try:
            result = call()
        except BaseException as error:
            found[name] = type(error).__name__
        else:
            found[name] = "refused" if result == -1 else "done"
    attempt("fork", lambda: os._exit(0) if (new := library.fork()) == 0 else new)
    attempt("kill parent", lambda: library.kill(parent, 0))
    attempt("kill group", lambda: library.kill(0, 0))
    attempt("kill itself", lambda: library.kill(os.getpid(), 0))
    attempt("queue for parent", lambda: library.sigqueue(parent, 0, None))
    attempt("keep after parent", lambda: library.prctl(1, 0, 0, 0, 0))
    thread = threading.Thread(target=found.setdefault, args=("thread", "done"))
    thread.start()
    thread.join()
    os.write(writer, json.dumps(found).encode())
    os._exit(0)
os.waitpid(child, 0)
print(os.read(reader, 4096).decode())
"""


@linux
def test_a_batch_may_start_threads_but_no_processes_and_signal_only_itself(inside: Inside) -> None:
    assert inside(FORK.replace("FORBID", "walls.forbid_fork()"), allow_fork=True).value == {
        "fork": "refused",
        "kill parent": "refused",
        "kill group": "refused",
        "kill itself": "done",
        "queue for parent": "refused",
        "keep after parent": "refused",
        "thread": "done",
    }


@linux
def test_before_that_it_may(inside: Inside) -> None:
    found = inside(FORK.replace("FORBID", "pass"), allow_fork=True).value
    assert (found["fork"], found["kill parent"], found["thread"]) == ("done", "done", "done")


def test_the_audit_hook_learns_of_it(inside: Inside) -> None:
    code = (
        "import os\nreport = walls.forbid_fork()\n"
        "try:\n    os.fork()\nexcept walls.WallRefusal:\n    print(json.dumps(report['in_force']))"
    )
    assert "audit-fork" in inside(code, allow_fork=True).value


CHMOD = """
import ctypes
open("mine", "w").close()
print(json.dumps(ctypes.CDLL(None).chmod(b"mine", 0o600)))
"""


@linux
def test_modes_may_be_changed_where_a_mount_protects_the_rest(inside: Inside) -> None:
    assert inside(CHMOD).value == 0


@linux
def test_modes_may_not_be_changed_at_all_where_nothing_protects_the_rest(inside: Inside) -> None:
    assert inside(CHMOD, off=["namespaces"]).value == -1


@linux
def test_unknown_calls_are_not_implemented(inside: Inside) -> None:
    code = (
        "import ctypes\nlibrary = ctypes.CDLL(None, use_errno=True)\n"
        f"print(json.dumps([library.syscall({LAST_KNOWN_CALL + 1}, -1, 0), ctypes.get_errno()]))"
    )
    assert inside(code).value == [-1, 38]


@linux
@pytest.mark.parametrize(
    ("domain", "kind", "expected"),
    [("AF_UNIX", "SOCK_STREAM", True), ("AF_UNIX", "SOCK_DGRAM", False)],
)
def test_pairs_of_sockets_are_for_event_loops_only(
    inside: Inside, domain: str, kind: str, expected: bool
) -> None:
    code = (
        "import socket\ntry:\n"
        f"    socket.socketpair(socket.{domain}, socket.{kind})\n    found = True\n"
        "except OSError:\n    found = False\nprint(json.dumps(found))"
    )
    assert inside(code).value is expected
