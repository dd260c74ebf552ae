"""Finds the interpreter that a project runs in, and says what that interpreter can import.

Nothing of the project is imported and no package manager is run: folders and configuration files
are read, then the interpreter is asked once about itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict, cast

from aqe.errors import ExecutionError, UsageError

__all__ = ["LENT_PACKAGES", "Interpreter", "find_interpreter", "require_measuring"]

LENT_PACKAGES = (
    "pytest",
    "_pytest",
    "py",
    "pluggy",
    "iniconfig",
    "packaging",
    "pygments",
    "colorama",
    "coverage",
)
"""Top-level packages that `aqe` may lend: pytest, coverage and what they need."""

_MINIMUM_VERSION = (3, 9)
_PROBE_TIMEOUT_S = 20.0
_PROBE = """
import json, sys
sys.path[:] = [entry for entry in sys.path if entry]
from importlib.util import find_spec
def version(name):
    if find_spec(name) is None:
        return None
    from importlib import metadata
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
print(json.dumps({
    "version": list(sys.version_info[:3]), "prefix": sys.prefix,
    "implementation": sys.implementation.name,
    "pytest": version("pytest"), "coverage": version("coverage"),
    "hypothesis": version("hypothesis"), "path": sys.path,
}))
"""


class _Facts(TypedDict):
    version: list[int]
    prefix: str
    implementation: str
    pytest: str | None
    coverage: str | None
    hypothesis: str | None
    path: list[str]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python interpreter and what it offers for running suites."""

    path: Path
    version: tuple[int, int, int]
    prefix: Path
    has_pytest: bool
    """Whether pytest is installed there (not counting what is lent)."""
    has_coverage: bool
    lent: tuple[str, ...] = ()
    """Import paths that `aqe` lends its own pytest and coverage from, when versions agree."""
    pytest_version: str | None = None
    """Of the pytest that runs will use, lent or not; None when there is none."""
    coverage_version: str | None = None
    hypothesis_version: str | None = None
    """Of the Hypothesis installed there, or None. It is never lent: who is given a test has to be able to
    run it."""
    search_path: tuple[Path, ...] = ()
    """Folders that it imports from, without archives and those that do not exist."""
    origin: str = "current"
    """How it was found: ``argument``, ``project``, ``environment``, ``uv``, ``pdm``, ``poetry``
    or ``current``."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What a measured run needs and neither the environment nor `aqe` has for it."""
        found = {"pytest": self.pytest_version, "coverage": self.coverage_version}
        return tuple(name for name, version in found.items() if version is None)


def find_interpreter(root: Path, explicit: str | None, environ: Mapping[str, str]) -> Interpreter:
    """Finds the interpreter of the project at `root`.

    Args:
        root: Project root.
        explicit: What the user named: an interpreter, a virtual environment or a command.
        environ: Environment variables.

    Raises:
        UsageError: The named interpreter does not exist or is too old.
        ExecutionError: The interpreter does not answer.
    """
    if explicit is not None:
        return _probe(_named(explicit, root, environ), "argument")
    for path, origin in _candidates(root, environ):
        if path.is_file():
            return _probe(path, origin)
    return _probe(Path(sys.executable), "current")


def require_measuring(interpreter: Interpreter) -> None:
    """Refuses an interpreter that cannot run pytest under coverage.

    Raises:
        ExecutionError: Something is missing and cannot be lent.
    """
    missing = interpreter.missing
    if not missing:
        return
    own = ".".join(map(str, sys.version_info[:2]))
    raise ExecutionError(
        f"{str(interpreter.path)!r} has no {' and no '.join(missing)}, and aqe cannot lend its own "
        f"because it runs on Python {own}",
        hint=f"install it there: {interpreter.path} -m pip install {' '.join(missing)}",
        slug="pytest-missing",
    )


def _named(explicit: str, root: Path, environ: Mapping[str, str]) -> Path:
    given = Path(explicit).expanduser()
    for base in (given, root / given):
        if base.is_dir():
            inside = _in_environment(base)
            if inside.is_file():
                return inside
        elif base.is_file():
            return base.absolute()
    found = shutil.which(explicit, path=environ.get("PATH"))
    if found is None:
        raise UsageError(
            f"there is no Python interpreter at {explicit!r}",
            hint="name an interpreter, a virtual environment or a command on the path",
            slug="python-not-found",
        )
    return Path(found)


def _in_environment(folder: Path) -> Path:
    if os.name == "nt":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


def _candidates(root: Path, environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    for name in (".venv", "venv", "env"):
        if (root / name / "pyvenv.cfg").is_file():
            yield _in_environment(root / name), "project"
    if environ.get("VIRTUAL_ENV"):
        yield _in_environment(Path(environ["VIRTUAL_ENV"])), "environment"
    if environ.get("UV_PROJECT_ENVIRONMENT"):
        yield _in_environment(root / environ["UV_PROJECT_ENVIRONMENT"]), "uv"
    saved = root / ".pdm-python"
    if saved.is_file():
        yield Path(saved.read_text(encoding="utf-8").strip()), "pdm"
    for folder in _poetry_environments(root, environ):
        yield _in_environment(folder), "poetry"


def _poetry_environments(root: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Environments that poetry keeps for this project, newest Python first.

    Poetry names them ``<name>-<first 8 characters of the base64 SHA-256 of the path>-pyX.Y``.
    """
    name = _poetry_name(root)
    if name is None:
        return ()
    safe = re.sub(r'[ $`!*@"\\\r\n\t]', "_", name.lower())[:42]
    digest = hashlib.sha256(os.path.normcase(root.resolve()).encode()).digest()
    prefix = f"{safe}-{base64.urlsafe_b64encode(digest).decode()[:8]}-py"
    found = {
        entry: tuple(int(part) for part in re.findall(r"\d+", entry.name[len(prefix) :]))
        for folder in _poetry_folders(environ)
        if folder.is_dir()
        for entry in folder.iterdir()
        if entry.name.startswith(prefix)
    }
    return tuple(sorted(found, key=lambda entry: found[entry], reverse=True))


def _poetry_name(root: Path) -> str | None:
    try:
        data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    tables = [data.get("project"), data.get("tool", {}).get("poetry")]
    if tables[1] is None and not (root / "poetry.lock").is_file():
        return None
    names = [table["name"] for table in tables if isinstance(table, dict) and "name" in table]
    return str(names[0]) if names else None


def _poetry_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or os.sep)
    if environ.get("POETRY_VIRTUALENVS_PATH"):
        yield Path(environ["POETRY_VIRTUALENVS_PATH"])
    if environ.get("POETRY_CACHE_DIR"):
        yield Path(environ["POETRY_CACHE_DIR"]) / "virtualenvs"
    yield home / ".cache" / "pypoetry" / "virtualenvs"
    yield home / "Library" / "Caches" / "pypoetry" / "virtualenvs"
    if environ.get("LOCALAPPDATA"):
        yield Path(environ["LOCALAPPDATA"]) / "pypoetry" / "Cache" / "virtualenvs"


def _probe(path: Path, origin: str) -> Interpreter:
    facts = _own_facts() if path == Path(sys.executable) else _asked(path)
    version = tuple(facts["version"])
    if version[:2] < _MINIMUM_VERSION:
        raise UsageError(
            f"{str(path)!r} is Python {'.'.join(map(str, version))}; aqe needs 3.9 or later there",
            hint="name a newer interpreter with --python",
            slug="python-too-old",
        )
    versions = {"pytest": facts["pytest"], "coverage": facts["coverage"]}
    lent: tuple[str, ...] = ()
    same = version[:2] == sys.version_info[:2]
    if None in versions.values() and same and facts["implementation"] == sys.implementation.name:
        lent = _own_folders(name for name, value in versions.items() if value is None)
        versions = {
            name: _own_version(name) if value is None else value for name, value in versions.items()
        }
    return Interpreter(
        path=path,
        version=(version[0], version[1], version[2]),
        prefix=Path(facts["prefix"]),
        has_pytest=facts["pytest"] is not None,
        has_coverage=facts["coverage"] is not None,
        lent=lent,
        pytest_version=versions["pytest"],
        coverage_version=versions["coverage"],
        hypothesis_version=facts["hypothesis"],
        search_path=tuple(Path(each) for each in facts["path"] if os.path.isdir(each)),
        origin=origin,
    )


def _asked(path: Path) -> _Facts:
    try:
        answer = subprocess.run(
            [str(path.absolute()), "-B", "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE_TIMEOUT_S,
            check=True,
            cwd=os.sep,
        )
        facts = _checked(json.loads(answer.stdout))
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise ExecutionError(
            f"{str(path)!r} does not answer as a Python interpreter: {_reason(error)}",
            hint="repair the environment, or name another interpreter with --python",
            slug="python-broken",
        ) from error
    return facts


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        shown = lines[-1] if lines else ""
        if any("import json" in line for line in lines):  # it repeats the question
            shown = ""
        if not shown:
            return f"exit code {error.returncode}"
        return shown[:200]
    if isinstance(error, subprocess.TimeoutExpired):
        return f"no answer within {_PROBE_TIMEOUT_S:g} s"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "its answer makes no sense"


def _checked(answer: object) -> _Facts:
    """The answer of an interpreter.

    Raises:
        ValueError: Something else answered.
    """
    if not isinstance(answer, dict) or set(answer) != set(_Facts.__annotations__):
        raise ValueError("not an answer of an interpreter")
    return cast(_Facts, answer)


def _own_facts() -> _Facts:
    major, minor, micro = sys.version_info[:3]
    return {
        "version": [major, minor, micro],
        "prefix": sys.prefix,
        "implementation": sys.implementation.name,
        "pytest": _own_version("pytest"),
        "coverage": _own_version("coverage"),
        "hypothesis": _own_version("hypothesis"),
        "path": [each for each in sys.path if each],
    }


def _own_version(name: str) -> str | None:
    if find_spec(name) is None:
        return None
    from importlib import metadata  # slow to import, and only needed here

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _own_folders(names: Iterable[str]) -> tuple[str, ...]:
    specs = (find_spec(name) for name in names)
    folders = (
        str(Path(spec.origin).parent.parent) for spec in specs if spec is not None and spec.origin
    )
    return tuple(dict.fromkeys(folders))
