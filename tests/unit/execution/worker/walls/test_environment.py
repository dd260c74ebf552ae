from __future__ import annotations

import os

import pytest

from aqe.execution.worker.walls.environment import close_inherited, inherited, scrub_environment

from .conftest import Inside

MINE = {
    "AWS_SECRET_ACCESS_KEY": "s",
    "GITHUB_TOKEN": "t",
    "HOME": "/home/somebody",
    "LANG": "C.UTF-8",
    "LC_ALL": "C",
    "LD_PRELOAD": "/tmp/x.so",
    "PATH": "/home/somebody/bin:/usr/bin",
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": "/tmp",
    "TZ": "UTC",
}


def test_only_a_short_list_is_kept() -> None:
    found = scrub_environment(MINE)
    assert set(found) == {"LANG", "LC_ALL", "PATH", "PYTHONHASHSEED", "TZ"}
    assert "somebody" not in found["PATH"]


def test_more_is_kept_on_request() -> None:
    found = scrub_environment(MINE, keep=["HOME", "PATH"])
    assert (found["HOME"], found["PATH"]) == (MINE["HOME"], MINE["PATH"])
    assert "GITHUB_TOKEN" not in found


def test_inherited_descriptors_are_found_and_closed() -> None:
    reader, writer = os.pipe()
    try:
        assert {reader, writer} <= set(inherited(frozenset()))
        assert writer not in inherited(frozenset({writer}))
        close_inherited(frozenset(inherited(frozenset())) - {writer} | {0, 1, 2, reader})
        assert os.fstat(reader)
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(writer)
    finally:
        os.close(reader)


def test_the_environment_is_scrubbed_in_place_on_request(inside: Inside) -> None:
    code = "import os; print(json.dumps(sorted(os.environ)))"
    environ = {"PATH": "/bin", "GITHUB_TOKEN": "t", "KEPT": "k"}
    assert "GITHUB_TOKEN" in inside(code, environ=environ).value
    found = inside(code, environ=environ, keep_environment=["KEPT"]).value
    assert "GITHUB_TOKEN" not in found
    assert {"KEPT", "PATH"} <= set(found)


def test_descriptors_that_the_starter_left_open_are_closed(inside: Inside) -> None:
    before = "import os; os.dup2(os.open('.', os.O_RDONLY), 77); os.dup2(77, 78)"
    code = (
        "import os\ndef is_open(number):\n    try:\n        return bool(os.fstat(number))\n"
        "    except OSError:\n        return False\n"
        "print(json.dumps([is_open(77), is_open(78)]))"
    )
    assert inside(code, before=before, keep_fds=[78]).value == [False, True]
    assert inside(code, before=before, off=["descriptors"]).value == [True, True]
    assert inside("walls.forbid_fork()\n" + code, before=before, keep_fds=[78]).value[1]
    closing = "walls.forbid_fork(close_kept=True)\n"
    assert inside(closing + code, before=before, keep_fds=[78]).value == [False, False]
