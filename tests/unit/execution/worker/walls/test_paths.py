from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.execution.worker.walls.paths import PathRules
from aqe.execution.worker.walls.policy import Policy


@pytest.fixture
def rules(scratch: Path, outside: Path, tmp_path: Path) -> PathRules:
    hidden = tmp_path / "project" / "state"
    hidden.mkdir(parents=True)
    return PathRules(
        Policy(
            scratch=(str(scratch),),
            readable=(str(tmp_path / "project"), "/etc/hosts"),
            hidden=(str(hidden),),
        )
    )


def test_links_and_dots_are_followed(
    rules: PathRules, scratch: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scratch)
    (scratch / "folder").symlink_to(outside)
    (scratch / "loop").symlink_to("loop")
    (scratch / "relative").symlink_to("../outside/file")
    file = str(outside / "file")
    assert rules.resolve("folder/file") == file
    assert rules.resolve("relative") == file
    assert rules.resolve(b"folder/../outside/./file") == file
    assert rules.resolve(Path("folder") / "file") == file
    assert rules.resolve("folder", follow=False) == str(scratch / "folder")
    assert rules.resolve("new//name/") == str(scratch / "new" / "name")
    assert rules.resolve("loop") == str(scratch / "loop")
    assert rules.resolve("/../..") == "/"


def test_the_resolver_agrees_with_the_library(
    rules: PathRules, scratch: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scratch)
    (scratch / "a").symlink_to("b/c")
    (scratch / "b").symlink_to(outside)
    for path in ("a/../x", "b/file", "./b/../..", "/lib/../etc/localtime", "nothing/../b"):
        assert rules.resolve(path) == os.path.realpath(path)


def test_a_path_may_start_from_a_descriptor(rules: PathRules, outside: Path) -> None:
    number = os.open(outside, os.O_RDONLY)
    try:
        assert rules.resolve("file", number) == str(outside / "file")
    finally:
        os.close(number)


@pytest.mark.parametrize("path", [None, 3, object(), 4.5])
def test_what_is_no_path_is_left_to_the_caller(rules: PathRules, path: object) -> None:
    assert rules.resolve(path) is None


def test_only_scratch_may_be_written(rules: PathRules, scratch: Path, outside: Path) -> None:
    assert rules.may_write(str(scratch / "file"))
    assert rules.may_write(str(scratch))
    assert rules.may_write(os.devnull)
    assert rules.may_write("/proc/7/fd/pipe:[123]")
    assert not rules.may_write(str(scratch) + "-beside/file")
    assert not rules.may_write(str(outside / "file"))
    assert not rules.may_write("/proc/sys/kernel/pid_max")


def test_what_may_be_read(rules: PathRules, scratch: Path, outside: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert rules.may_read(str(scratch / "file"))
    assert rules.may_read(str(project / "module.py"))
    assert rules.may_read("/etc/hosts")
    assert not rules.may_read("/etc/passwd")
    assert not rules.may_read(str(outside / "file"))
    assert not rules.may_read(str(project / "state" / "aqe.db"))
    assert not rules.may_read(str(project / ".env"))
    assert not rules.may_read(str(project / "keys" / "id_rsa"))
    assert rules.may_read(str(scratch / ".env"))


def test_memory_and_environment_of_processes_are_secrets(tmp_path: Path) -> None:
    rules = PathRules(Policy(readable=("/proc",)))
    own = os.readlink("/proc/self")
    assert rules.may_read(f"/proc/{own}/environ")
    assert rules.may_read("/proc/1/status")
    assert not rules.may_read("/proc/1/environ")
    assert not rules.may_read(f"/proc/{own}/mem")
