"""``doctor``: whether everything that `aqe` needs is there, and what to do where it is not."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from aqe.errors import AqeError
from aqe.execution.interpreter import Interpreter, find_interpreter
from aqe.execution.machine import cores
from aqe.execution.sandbox_probe import WallsFound, probe_walls
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.router.local_models import LocalModels, available_memory_bytes
from aqe.router.local_models.health import examine_local_models
from aqe.router.providers.onnx_local import library_version
from aqe.settings import Settings, load_settings, state_folder

__all__ = [
    "DOCTOR",
    "Check",
    "CheckState",
    "DoctorRequest",
    "DoctorResult",
    "examine",
]

_MIB = 1_048_576
_NEWEST_PYTHON = (3, 14)
_LITTLE_DISK_BYTES = 500 * _MIB
_NO_DISK_BYTES = 50 * _MIB
_COMMAND_TIMEOUT_S = 10.0


class CheckState(StrEnum):
    """How one check went."""

    OK = "ok"
    WARNING = "warning"
    """Something works less well."""
    ERROR = "error"
    """Something does not work."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: CheckState
    detail: str
    """What was found."""
    remedy: str = ""
    """What to do; empty when all is well."""


@dataclass(frozen=True, slots=True)
class DoctorRequest:
    """What to examine."""

    python: str | None = None
    """Interpreter of the code under test, as for other commands."""


@dataclass(frozen=True, slots=True)
class DoctorResult:
    """Everything that was looked at."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    root: Path
    checks: tuple[Check, ...]

    @property
    def status(self) -> Status:
        """Findings when something does not work; warnings are none."""
        broken = any(each.state is CheckState.ERROR for each in self.checks)
        return Status.FINDINGS if broken else Status.OK


@dataclass(frozen=True, slots=True)
class Probes:
    """What looks outside, so that tests can show other machines."""

    find_interpreter: Callable[..., Interpreter] = find_interpreter
    probe_walls: Callable[[Path], WallsFound] = probe_walls
    free_disk_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    available_memory_bytes: Callable[[], int | None] = available_memory_bytes
    library_version: Callable[[], str | None] = library_version
    python_version: tuple[int, int] = (sys.version_info[0], sys.version_info[1])
    platform: str = sys.platform


def examine(
    request: DoctorRequest, services: Services, probes: Probes | None = None
) -> DoctorResult:
    """Look at everything; what cannot be looked at is an error of that check, not of the command."""
    probes = probes or Probes()
    settings, configuration = _settings(services)
    checks = [
        _own_python(probes),
        *configuration,
        *_interpreter(request, services, settings, probes),
        *_platform(probes),
        *_state(services, settings),
        _git(services.root),
        _disk(services.root, probes),
        _memory(settings, probes),
        *_local_models(services, probes),
    ]
    return DoctorResult(services.root, tuple(checks))


def _own_python(probes: Probes) -> Check:
    shown = ".".join(map(str, probes.python_version))
    detail = f"aqe runs on Python {shown} ({sys.executable})"
    if probes.python_version > _NEWEST_PYTHON:
        newest = ".".join(map(str, _NEWEST_PYTHON))
        return Check(
            "python",
            CheckState.WARNING,
            detail,
            f"aqe is tested up to Python {newest}; install it there if something misbehaves.",
        )
    return Check("python", CheckState.OK, detail)


def _settings(services: Services) -> tuple[Settings, tuple[Check, ...]]:
    try:
        settings = load_settings(services.root, services.environ)
    except AqeError as error:
        return Settings(), (_failed("configuration", error),)
    given = len(settings.origins)
    detail = f"{given} given, the rest by default; see `aqe config list`"
    checks = [Check("configuration", CheckState.OK, detail)]
    checks += [
        Check("configuration", CheckState.WARNING, notice, "Correct or remove the variable.")
        for notice in settings.notices
    ]
    return settings, tuple(checks)


def _interpreter(
    request: DoctorRequest, services: Services, settings: Settings, probes: Probes
) -> Iterator[Check]:
    explicit = request.python or settings.generate.python
    try:
        found = probes.find_interpreter(services.root, explicit, services.environ)
    except AqeError as error:
        yield _failed("interpreter", error)
        return
    version = ".".join(map(str, found.version))
    yield Check(
        "interpreter", CheckState.OK, f"Python {version} at {found.path} (found: {found.origin})"
    )
    yield _package("pytest", found, found.has_pytest, found.pytest_version)
    yield _package("coverage", found, found.has_coverage, found.coverage_version)
    yield _hypothesis(found)
    yield from _walls(found, probes)


def _package(name: str, found: Interpreter, is_own: bool, version: str | None) -> Check:
    if version is None:
        own = ".".join(map(str, sys.version_info[:2]))
        return Check(
            name,
            CheckState.ERROR,
            f"{name} is not installed there, and aqe (on Python {own}) cannot lend its own",
            f"{found.path} -m pip install {name}",
        )
    where = "installed there" if is_own else "lent by aqe, for it is not installed there"
    return Check(name, CheckState.OK, f"{name} {version}, {where}")


def _hypothesis(found: Interpreter) -> Check:
    """Not lent, and not needed: without it suites have no properties beside them."""
    if found.hypothesis_version is not None:
        detail = f"hypothesis {found.hypothesis_version}, installed there: properties are offered"
        return Check("hypothesis", CheckState.OK, detail)
    install = f"{found.path} -m pip install hypothesis"
    detail = f"not installed there, so no properties are offered; to have some: {install}"
    return Check("hypothesis", CheckState.OK, detail)


def _walls(found: Interpreter, probes: Probes) -> Iterator[Check]:
    try:
        walls = probes.probe_walls(found.path)
    except AqeError as error:
        yield _failed("sandbox", error)
        return
    names = ", ".join(walls.in_force) or "none"
    yield Check("sandbox", CheckState.OK, f"walls in force: {names}")
    for name, why in walls.missing:
        yield Check(
            "sandbox",
            CheckState.WARNING,
            f"the wall {name} is missing: {why}",
            "Code under test is held by the other walls; in a container or on a newer kernel this"
            " one may be there.",
        )
    if walls.went_through:
        attempts = ", ".join(walls.went_through)
        yield Check(
            "sandbox",
            CheckState.WARNING,
            f"nothing stopped code under test from: {attempts}",
            "Run code that you do not trust in a container or a virtual machine.",
        )


def _platform(probes: Probes) -> Iterator[Check]:
    if probes.platform == "win32":
        yield Check(
            "platform",
            CheckState.WARNING,
            "on Windows workers are spawned, not forked: the kernel's walls and separate-results are missing",
            "Generation is slower; run code that you do not trust in a virtual machine or in WSL.",
        )
    else:
        yield Check("platform", CheckState.OK, f"{platform.system()} {platform.release()}")


def _state(services: Services, settings: Settings) -> Iterator[Check]:
    folder = state_folder(services.root)
    if not (folder / "aqe.db").exists():
        yield _writable(folder)
        return
    try:
        store = services.open_store()
        health = store.check()
        running = store.running()
    except AqeError as error:
        yield _failed("database", error)
        return
    for problem in health.problems:
        yield Check(
            "database",
            CheckState.ERROR,
            problem,
            "`aqe state restore` brings back the newest backup.",
        )
    if not health.problems:
        size_mb = health.state_bytes / _MIB
        yield Check(
            "database",
            CheckState.OK,
            f"sound, version {health.version}, {health.runs} runs, {size_mb:.1f} MiB of state,"
            f" {len(health.backups)} backups",
        )
    if health.state_bytes > settings.store.max_mb * _MIB:
        yield Check(
            "database",
            CheckState.WARNING,
            f"the state takes more than store.max_mb = {settings.store.max_mb}",
            "`aqe state prune` removes old runs and backups.",
        )
    for path in health.set_aside:
        yield Check(
            "database",
            CheckState.WARNING,
            f"a damaged database is kept as {path}",
            "Remove it when nothing in it is needed any more.",
        )
    for each in running:
        yield Check("database", CheckState.OK, f"`{each.name}` is at work since {each.started_at}")


def _writable(folder: Path) -> Check:
    if folder.exists() and not folder.is_dir():
        return Check(
            "database",
            CheckState.ERROR,
            f"{folder} is no folder, so no state can be kept",
            "Move it away; the folder is made when it is needed.",
        )
    place = folder if folder.exists() else folder.parent
    if os.access(place, os.W_OK):
        return Check("database", CheckState.OK, "there is no state yet; it is made when needed")
    return Check(
        "database",
        CheckState.ERROR,
        f"{place} cannot be written, so no state can be kept",
        "Make the folder writable, or work in a copy of the project.",
    )


def _git(root: Path) -> Check:
    git = shutil.which("git")
    if git is None:
        return Check(
            "git",
            CheckState.WARNING,
            "git is not installed: no churn in `coverage gaps`, no `--changed`",
            "Install git.",
        )
    try:
        inside = subprocess.run(
            [git, "-C", str(root), "rev-parse", "--show-toplevel"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_COMMAND_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(
            "git", CheckState.WARNING, f"git does not answer: {error}", "Try `git status`."
        )
    if inside.returncode:
        return Check(
            "git",
            CheckState.WARNING,
            f"no repository at {root}: no churn in `coverage gaps`, no `--changed`",
            "`git init`, if you want these.",
        )
    return Check("git", CheckState.OK, f"repository at {inside.stdout.strip()}")


def _disk(root: Path, probes: Probes) -> Check:
    try:
        free = probes.free_disk_bytes(root)
    except OSError as error:
        return Check("disk", CheckState.ERROR, f"the disk does not answer: {error}", "Check it.")
    detail = f"{free / _MIB:,.0f} MiB free at {root}"
    if free < _NO_DISK_BYTES:
        remedy = "Free some space: nothing can be recorded otherwise."
        return Check("disk", CheckState.ERROR, detail, remedy)
    if free < _LITTLE_DISK_BYTES:
        return Check(
            "disk", CheckState.WARNING, detail, "Free some space; `aqe state prune` helps."
        )
    return Check("disk", CheckState.OK, detail)


def _memory(settings: Settings, probes: Probes) -> Check:
    free = probes.available_memory_bytes()
    if free is None:
        return Check("memory", CheckState.OK, "this system does not say how much is available")
    jobs = settings.generate.jobs or cores() or 1
    needed = settings.limits.memory_mb * _MIB * jobs
    detail = f"{free / _MIB:,.0f} MiB available"
    if free >= needed:
        return Check("memory", CheckState.OK, detail)
    return Check(
        "memory",
        CheckState.WARNING,
        f"{detail}; with {jobs} jobs workers may take {needed / _MIB:,.0f} MiB",
        "Set a lower generate.jobs or limits.memory_mb if processes are killed.",
    )


def _local_models(services: Services, probes: Probes) -> Iterator[Check]:
    findings = examine_local_models(
        LocalModels(services.root, services.seal),
        library=probes.library_version(),
        free_memory=probes.available_memory_bytes,
        free_disk=lambda: probes.free_disk_bytes(services.root),
    )
    for each in findings:
        worst = CheckState.ERROR if each.is_broken else CheckState.WARNING
        state = CheckState.OK if each.is_good else worst
        yield Check("local models", state, each.detail, each.remedy)


def _failed(name: str, error: AqeError) -> Check:
    return Check(name, CheckState.ERROR, error.message, error.hint or "")


def _handle(request: DoctorRequest, services: Services) -> DoctorResult:
    return examine(request, services)


DOCTOR: Operation[DoctorRequest, DoctorResult] = Operation(
    "doctor",
    "Check that everything aqe needs is there.",
    DoctorRequest,
    DoctorResult,
    _handle,
)
