"""What is missing is named with its remedy."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tiny_model import build_tiny_model

from aqe.errors import ExecutionError, UsageError
from aqe.execution.interpreter import Interpreter
from aqe.execution.sandbox_probe import WallsFound
from aqe.operations.doctor import CheckState, DoctorRequest, DoctorResult, Probes, examine
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.router.local_models import LocalModels
from aqe.settings import load_settings
from aqe.store import Store
from aqe.testing import ManualClock

GIB = 2**30
INTERPRETER = Interpreter(
    Path("/venv/bin/python"),
    (3, 12, 1),
    Path("/venv"),
    has_pytest=True,
    has_coverage=False,
    pytest_version="9.0",
    coverage_version="7.7",
    origin="project",
)
GOOD = Probes(
    find_interpreter=lambda *arguments: INTERPRETER,
    probe_walls=lambda path: WallsFound(("landlock", "seccomp"), (), (("write", "landlock"),), ()),
    free_disk_bytes=lambda path: 50 * GIB,
    available_memory_bytes=lambda: 8 * GIB,
    library_version=lambda: "0.18.0",
    python_version=(3, 12),
    platform="linux",
)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return Services(
        root=tmp_path,
        directory=tmp_path,
        environ={"XDG_STATE_HOME": str(tmp_path.with_name(f"{tmp_path.name}-user"))},
        clock=ManualClock(),
        open_store=lambda: Store.open(tmp_path, clock=ManualClock()),
        read_settings=lambda: load_settings(tmp_path),
    )


def found(result: DoctorResult, name: str) -> list[tuple[CheckState, str, str]]:
    return [(each.state, each.detail, each.remedy) for each in result.checks if each.name == name]


def test_a_sound_machine_is_all_right(services: Services, tmp_path: Path) -> None:
    result = examine(DoctorRequest(), services, GOOD)
    assert {each.state for each in result.checks} == {CheckState.OK}
    assert result.status is Status.OK
    assert "3.12.1 at /venv/bin/python" in found(result, "interpreter")[0][1]
    assert "installed there" in found(result, "pytest")[0][1]
    assert "lent by aqe" in found(result, "coverage")[0][1]
    assert "landlock, seccomp" in found(result, "sandbox")[0][1]
    assert str(tmp_path) in found(result, "git")[0][1]
    assert not (tmp_path / ".agentic-qe").exists(), "looking changes nothing"


def refuse(error: Exception) -> Callable[..., Any]:
    def refusal(*arguments: object) -> None:
        raise error

    return refusal


def leaky(path: Path) -> WallsFound:
    return WallsFound((), (("landlock", "kernel 5.4"),), (), ("write", "socket"))


CASES: dict[str, tuple[dict[str, Any], str, CheckState, str, str]] = {
    "no-interpreter": (
        {"find_interpreter": refuse(UsageError("no Python at 'x'", hint="name one"))},
        "interpreter",
        CheckState.ERROR,
        "no Python at 'x'",
        "name one",
    ),
    "no-pytest": (
        {"find_interpreter": lambda *a: replace(INTERPRETER, pytest_version=None)},
        "pytest",
        CheckState.ERROR,
        "pytest is not installed there",
        "/venv/bin/python -m pip install pytest",
    ),
    "walls-not-tried": (
        {"probe_walls": refuse(ExecutionError("no answer", hint="report it"))},
        "sandbox",
        CheckState.ERROR,
        "no answer",
        "report it",
    ),
    "wall-missing": (
        {"probe_walls": leaky},
        "sandbox",
        CheckState.WARNING,
        "landlock is missing: kernel 5.4",
        "container",
    ),
    "leak": (
        {"probe_walls": leaky},
        "sandbox",
        CheckState.WARNING,
        "nothing stopped code under test from: write, socket",
        "virtual machine",
    ),
    "little-disk": (
        {"free_disk_bytes": lambda path: 200 * 2**20},
        "disk",
        CheckState.WARNING,
        "200 MiB free",
        "prune",
    ),
    "no-disk": (
        {"free_disk_bytes": lambda path: 10 * 2**20},
        "disk",
        CheckState.ERROR,
        "10 MiB free",
        "Free some space",
    ),
    "broken-disk": (
        {"free_disk_bytes": refuse(OSError(5, "I/O error"))},
        "disk",
        CheckState.ERROR,
        "I/O error",
        "Check",
    ),
    "little-memory": (
        {"available_memory_bytes": lambda: 512 * 2**20},
        "memory",
        CheckState.WARNING,
        "512 MiB available",
        "generate.jobs",
    ),
    "windows": ({"platform": "win32"}, "platform", CheckState.WARNING, "spawned", "WSL"),
    "new-python": ({"python_version": (3, 99)}, "python", CheckState.WARNING, "3.99", "3.14"),
}


@pytest.mark.parametrize(
    ("changes", "name", "state", "detail", "remedy"), CASES.values(), ids=CASES
)
def test_what_is_wrong_is_named_with_its_remedy(
    services: Services,
    changes: dict[str, Any],
    name: str,
    state: CheckState,
    detail: str,
    remedy: str,
) -> None:
    result = examine(DoctorRequest(), services, replace(GOOD, **changes))
    matching = [each for each in found(result, name) if each[0] is state and detail in each[1]]
    assert matching, found(result, name)
    assert remedy in matching[0][2]
    expected = Status.FINDINGS if state is CheckState.ERROR else Status.OK
    assert result.status is expected


def test_a_broken_configuration_does_not_stop_the_examination(
    services: Services, tmp_path: Path
) -> None:
    (tmp_path / ".agentic-qe").mkdir()
    (tmp_path / ".agentic-qe" / "config.toml").write_text("[generate\n", "utf-8")
    result = examine(DoctorRequest(), services, GOOD)
    ((state, detail, remedy),) = found(result, "configuration")
    assert (state, result.status) == (CheckState.ERROR, Status.FINDINGS)
    assert "line 1" in detail
    assert remedy
    assert found(result, "disk")[0][0] is CheckState.OK


def test_the_given_interpreter_is_looked_at(services: Services) -> None:
    asked: list[object] = []

    def remember(root: Path, explicit: str | None, environ: object) -> Interpreter:
        asked.append(explicit)
        return INTERPRETER

    examine(DoctorRequest("py3"), services, replace(GOOD, find_interpreter=remember))
    examine(DoctorRequest(), services, replace(GOOD, find_interpreter=remember))
    assert asked == ["py3", None]


def test_a_database_is_read_and_what_was_set_aside_is_named(
    services: Services, tmp_path: Path
) -> None:
    (tmp_path / ".agentic-qe").mkdir()
    (tmp_path / ".agentic-qe" / "aqe.db").write_bytes(b"broken")
    result = examine(DoctorRequest(), services, GOOD)
    sound, kept = found(result, "database")
    assert (sound[0], kept[0]) == (CheckState.OK, CheckState.WARNING)
    assert "aqe.db.damaged-" in kept[1]


def test_a_state_that_is_no_folder_is_an_error(services: Services, tmp_path: Path) -> None:
    (tmp_path / ".agentic-qe").touch()
    ((state, detail, remedy),) = found(examine(DoctorRequest(), services, GOOD), "database")
    assert state is CheckState.ERROR
    assert "is no folder" in detail
    assert remedy


def test_a_large_state_is_a_warning(services: Services, tmp_path: Path) -> None:
    with services.open_store() as store:
        store.artefact(b"x" * 2_000_000, "big.bin")
    (tmp_path / ".agentic-qe" / "config.toml").write_text("[store]\nmax_mb = 1\n", "utf-8")
    sound, large = found(examine(DoctorRequest(), services, GOOD), "database")
    assert (sound[0], large[0]) == (CheckState.OK, CheckState.WARNING)
    assert "store.max_mb = 1" in large[1]


def test_a_database_that_cannot_be_opened_is_an_error(services: Services) -> None:
    with services.open_store() as store, store._database.exclusive() as connection:
        connection.execute("PRAGMA user_version = 999")
    result = examine(DoctorRequest(), services, GOOD)
    ((state, detail, remedy),) = found(result, "database")
    assert state is CheckState.ERROR
    assert "version 999" in detail
    assert "upgrade" in remedy


def test_no_git_is_a_warning(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ((state, detail, _),) = found(examine(DoctorRequest(), services, GOOD), "git")
    assert state is CheckState.WARNING
    assert "not installed" in detail


def _with_model(services: Services, tmp_path: Path) -> Path:
    directory = build_tiny_model(tmp_path / "models" / "tiny")
    LocalModels(services.root, services.seal).install(
        directory, name="tiny", force=False, clock=ManualClock()
    )
    return directory


def test_local_models_are_an_option(services: Services) -> None:
    bare = replace(GOOD, library_version=lambda: None)
    ((state, detail, remedy),) = found(examine(DoctorRequest(), services, bare), "local models")
    assert (state, remedy) == (CheckState.OK, "")
    assert "Phi-4-mini (CPU, int4) takes 4.6 GiB of disk and about 6.8 GiB of memory" in detail
    assert detail.endswith("and both are there")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"free_disk_bytes": lambda path: 3 * GIB}, "3.0 GiB of disk are free"),
        ({"available_memory_bytes": lambda: 6 * GIB}, "6.0 GiB of memory are available"),
    ],
)
def test_too_little_room_for_phi_4_mini_is_told(
    services: Services, changes: dict[str, Any], said: str
) -> None:
    result = examine(DoctorRequest(), services, replace(GOOD, **changes))
    ((state, detail, _),) = found(result, "local models")
    assert state is CheckState.OK
    assert f"too much here, where {said}" in detail


def test_installed_models_are_looked_at(services: Services, tmp_path: Path) -> None:
    directory = _with_model(services, tmp_path)
    library, model = found(examine(DoctorRequest(), services, GOOD), "local models")
    assert (library[0], model[0]) == (CheckState.OK, CheckState.OK)
    assert "onnxruntime-genai 0.18.0" in library[1]
    assert f"local/tiny is intact at {directory}" in model[1]
    (directory / "tokenizer.json").write_text("{}")
    result = examine(DoctorRequest(), services, GOOD)
    _, (state, detail, remedy) = found(result, "local models")
    assert (state, result.status) == (CheckState.ERROR, Status.FINDINGS)
    assert "'tokenizer.json' has" in detail
    assert "install-local DIR --force" in remedy


def test_what_an_installed_model_lacks_is_a_warning(services: Services, tmp_path: Path) -> None:
    _with_model(services, tmp_path)
    poor = replace(GOOD, library_version=lambda: None, available_memory_bytes=lambda: 100 * 2**20)
    library, model = found(examine(DoctorRequest(), services, poor), "local models")
    assert (library[0], library[2]) == (CheckState.WARNING, "pip install 'agentic-qe[local]'")
    assert model[0] is CheckState.WARNING
    assert "and 100.0 MiB are available" in model[1]


def test_a_record_that_cannot_be_read_is_an_error(services: Services, tmp_path: Path) -> None:
    _with_model(services, tmp_path)
    record = services.root / ".agentic-qe" / "models" / "local" / "tiny.toml"
    record.write_text("version = 1\n")
    _, (state, detail, remedy) = found(examine(DoctorRequest(), services, GOOD), "local models")
    assert state is CheckState.WARNING
    assert "tiny.toml' of a local model was not written by this user" in detail
    assert remedy
    trusting = replace(services, environ={"AQE_TRUST_STATE": "models"})
    _, (state, detail, remedy) = found(examine(DoctorRequest(), trusting, GOOD), "local models")
    assert state is CheckState.ERROR
    assert "tiny.toml" in detail
    assert remedy


def test_this_very_machine_can_be_examined(services: Services) -> None:
    result = examine(DoctorRequest(), services)
    names = {each.name for each in result.checks}
    assert names >= {
        "python",
        "configuration",
        "interpreter",
        "pytest",
        "coverage",
        "sandbox",
        "platform",
        "database",
        "git",
        "disk",
        "memory",
        "local models",
    }
    assert all(each.remedy for each in result.checks if each.state is not CheckState.OK)
