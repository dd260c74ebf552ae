"""What kind of project lies at a root, as far as folders and configuration files say."""

from __future__ import annotations

import configparser
import itertools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.analysis.project import folders_with_tests

__all__ = ["ProjectLayout", "layout_of"]

_MAX_LISTED = 20
_MAX_READ_BYTES = 200_000
_NO_SOURCE = frozenset({"build", "dist", "docs", "examples", "node_modules", "site", "venv", "env"})


@dataclass(frozen=True, slots=True)
class ProjectLayout:
    """Where sources and tests lie, and what runs the tests."""

    kind: str
    """``src`` (packages under ``src/``), ``flat`` (packages at the root), ``modules`` (single files)
    or ``empty``."""
    packages: tuple[str, ...]
    """Import names of the packages or modules found, the first twenty."""
    tests: tuple[str, ...]
    """Folders with tests."""
    framework: str
    """``pytest``, ``unittest`` or ``none``."""
    evidence: str
    """What says so."""


def layout_of(root: Path) -> ProjectLayout:
    """Reads the layout of a project; nothing is imported or run."""
    tests = tuple(_relative(each, root) for each in folders_with_tests(root) if _holds_python(each))
    kind, packages = _sources(root)
    framework, evidence = _framework(root, tests)
    return ProjectLayout(kind, packages, tests, framework, evidence)


def _sources(root: Path) -> tuple[str, tuple[str, ...]]:
    for kind, folder in (("src", root / "src"), ("flat", root)):
        packages = tuple(itertools.islice(_packages(folder), _MAX_LISTED))
        if packages:
            return kind, packages
    modules = (path.stem for path in sorted(root.glob("*.py")) if not _is_about_tests(path.name))
    found = tuple(itertools.islice((name for name in modules if name != "setup"), _MAX_LISTED))
    return ("modules" if found else "empty"), found


def _packages(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        return
    for each in sorted(folder.iterdir()):
        if each.name in _NO_SOURCE or each.name.startswith((".", "test")):
            continue
        if (each / "__init__.py").is_file():
            yield each.name


def _framework(root: Path, tests: tuple[str, ...]) -> tuple[str, str]:
    for evidence in _pytest_configuration(root):
        return "pytest", evidence
    uses_unittest = None
    for path in _test_files(root, tests):
        if path.name == "conftest.py":
            return "pytest", _relative(path, root)
        text = _text(path)
        if "import pytest" in text or "\ndef test_" in text:
            return "pytest", _relative(path, root)
        if uses_unittest is None and "unittest" in text:
            uses_unittest = _relative(path, root)
    if uses_unittest is not None:
        return "unittest", uses_unittest
    return "none", "no configuration and no test file"


def _pytest_configuration(root: Path) -> Iterator[str]:
    if (root / "pytest.ini").is_file():
        yield "pytest.ini"
    tool = _tables(root / "pyproject.toml").get("tool", {})
    if isinstance(tool, dict) and "pytest" in tool:
        yield "pyproject.toml [tool.pytest]"
    for name, section in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read_string(_text(root / name))
        except configparser.Error:
            continue
        if parser.has_section(section):
            yield f"{name} [{section}]"


def _test_files(root: Path, tests: tuple[str, ...]) -> Iterator[Path]:
    if (root / "conftest.py").is_file():
        yield root / "conftest.py"
    found = itertools.chain(
        root.glob("test_*.py"), *((root / each).rglob("*.py") for each in tests)
    )
    yield from itertools.islice(found, 200)


def _is_about_tests(name: str) -> bool:
    return name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py")


def _holds_python(folder: Path) -> bool:
    return next(folder.rglob("*.py"), None) is not None


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except (ValueError, RecursionError):
        return {}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_READ_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
