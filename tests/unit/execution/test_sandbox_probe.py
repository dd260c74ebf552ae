"""Every wall against every attempt: all up nothing gets out, all down everything does, and each alone
stops what it is there for (so each attempt really measures it)."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from aqe.errors import ExecutionError
from aqe.execution.sandbox_probe import WallsFound, probe_walls, try_walls
from aqe.execution.worker.walls.attempts import ATTEMPTS

EVERYTHING = frozenset(
    {"audit", "landlock", "seccomp", "capabilities", "limits", "descriptors", "namespaces"}
)
NATIVE = frozenset(name for name in ATTEMPTS if name.endswith("(native)"))
# Aims at a wild address, so that it fails with walls and without; its errors differ.
NEVER_WORKS = frozenset({"read memory (native)"})

FILES = frozenset(
    {
        "write (native)",
        "create (native)",
        "delete (native)",
        "rename (native)",
        "truncate (native)",
        "hard link (native)",
        "write through link",
        "make folder",
    }
)
METADATA = frozenset({"change mode", "change mode (native)", "change times (native)"})
PROGRAMS = frozenset({"start program", "spawn program", "start program (native)"})
ALONE = {
    "audit": frozenset(ATTEMPTS) - NATIVE,
    "landlock": FILES
    | PROGRAMS
    | {"read secret (native)", "connect (native)", "signal (native)", "trace (native)"},
    "seccomp": METADATA
    | PROGRAMS
    | {
        "connect (native)",
        "connect locally (native)",
        "listen",
        "execute (native)",
        "fork",
        "fork (native)",
        "signal (native)",
        "renice (native)",
        "trace (native)",
        "new namespace (native)",
        "message queue (native)",
        "other machine's calls (native)",
    },
    "namespaces": FILES
    | METADATA
    | {
        "connect (native)",
        "signal (native)",
        "renice (native)",
        "trace (native)",
        "read environment (native)",
    },
}
WALL_NAMES = {"landlock": "landlock-signals", "namespaces": "user-namespace"}


@cache
def found_with(*walls: str) -> WallsFound:
    return try_walls(Path(sys.executable), {"off": sorted(EVERYTHING - set(walls))})


@cache
def found_without(*walls: str) -> WallsFound:
    return try_walls(Path(sys.executable), {"off": sorted(walls)})


def requires(*walls: str) -> None:
    missing = dict(found_without().missing)
    for wall in walls:
        name = WALL_NAMES.get(wall, wall)
        if name not in found_without().in_force:
            pytest.skip(f"this machine lacks {name}: {missing}")


def test_nothing_gets_out_when_all_walls_are_up() -> None:
    requires("landlock", "seccomp", "namespaces")
    found = probe_walls()
    assert found.went_through == ()
    assert {name for name, _ in found.stopped} == set(ATTEMPTS)
    assert found.missing == ()


def test_everything_gets_out_when_no_wall_is_up() -> None:
    found = try_walls(Path(sys.executable), None)
    assert found.in_force == ()
    expected = set(ATTEMPTS) - NEVER_WORKS
    if sys.platform != "linux":
        expected -= NATIVE
    assert expected <= set(found.went_through)


@pytest.mark.parametrize("wall", sorted(ALONE))
def test_a_wall_alone_stops_what_it_is_there_for(wall: str) -> None:
    requires(wall)
    found = found_with(wall)
    assert ALONE[wall] <= {name for name, _ in found.stopped}


def test_the_audit_hook_alone_does_not_hold_native_code() -> None:
    assert set(found_with("audit").went_through) >= NATIVE - NEVER_WORKS


def test_only_landlock_keeps_secrets_from_native_code() -> None:
    requires("landlock", "seccomp", "namespaces")
    assert found_without("audit", "landlock").went_through == (
        "read secret",
        "read secret (native)",
    )


def test_native_code_is_held_without_namespaces() -> None:
    """As in a container that allows none."""
    requires("landlock", "seccomp")
    found = found_without("namespaces")
    assert found.went_through == ()
    assert "user-namespace" not in found.in_force


def test_native_code_is_held_without_landlock_but_for_reading() -> None:
    """As on a kernel before 5.13."""
    requires("seccomp", "namespaces")
    assert found_without("landlock").went_through == ("read secret (native)",)


def test_an_interpreter_that_does_not_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match="could not be tried") as caught:
        try_walls(tmp_path / "python", {})
    assert caught.value.slug == "walls-not-tried"
    assert caught.value.hint


def test_an_interpreter_that_answers_nonsense_is_told(tmp_path: Path) -> None:
    interpreter = tmp_path / "python"
    interpreter.write_text("#!/bin/sh\necho no >&2\nexit 3\n", encoding="ascii")
    interpreter.chmod(0o700)
    with pytest.raises(ExecutionError, match="ended with 3: no"):
        try_walls(interpreter, {})
