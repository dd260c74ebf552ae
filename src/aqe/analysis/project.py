"""Where a project keeps its tests, as far as folders and pytest's configuration say."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aqe.analysis.locate import is_test_file, python_files

__all__ = ["configured_test_paths", "find_test_files", "folders_with_tests"]

MAX_TEST_FILES = 200
MAX_CONFIG_BYTES = 1024 * 1024
_NAMES = ("tests", "test", "testing")


def configured_test_paths(root: Path) -> tuple[Path, ...]:
    """Where pytest looks for tests by the project's configuration; empty where that says nothing."""
    names = _words((_pytest_options(root) or {}).get("testpaths"))
    return tuple(root / name for name in names if (root / name).exists())


def folders_with_tests(root: Path) -> tuple[Path, ...]:
    """Folders with tests: those that are configured, else those at the root, else those in its packages."""
    found = [each for each in configured_test_paths(root) if each.is_dir()]
    if not found:
        found = [root / name for name in _NAMES if (root / name).is_dir()]
    if not found:
        packages = (each for each in _listed(root) if (each / "__init__.py").is_file())
        found = [each / name for each in packages for name in _NAMES[:2] if (each / name).is_dir()]
    return tuple(dict.fromkeys(found))


def find_test_files(root: Path) -> tuple[Path, ...]:
    """Test modules of a project, hand-written and generated, in a stable order."""
    root = root.resolve()
    found: dict[Path, None] = {}
    for folder in folders_with_tests(root) or (root,):
        for path in python_files(folder, with_tests=True):
            if is_test_file(path):
                found[path] = None
            if len(found) >= MAX_TEST_FILES:
                return tuple(found)
    return tuple(found)


def _toml(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            return {}
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _ini(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        if path.stat().st_size <= MAX_CONFIG_BYTES:
            parser.read_string(path.read_text("utf-8"))
    except (OSError, UnicodeError, configparser.Error):
        return configparser.ConfigParser(interpolation=None)
    return parser


def _at(data: dict[str, Any], *keys: str) -> Any:
    value: Any = data
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _listed(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(folder.iterdir())
    except OSError:
        return


def _pytest_options(root: Path) -> dict[str, Any] | None:
    """Pytest's options by the precedence that pytest documents; None where it has none."""
    for name in ("pytest.ini", ".pytest.ini"):
        if (root / name).is_file():
            parser = _ini(root / name)
            return dict(parser["pytest"]) if parser.has_section("pytest") else {}
    pyproject = _toml(root / "pyproject.toml")
    options = _at(pyproject, "tool", "pytest", "ini_options") or _at(pyproject, "tool", "pytest")
    if isinstance(options, dict):
        return options
    for name, section in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        parser = _ini(root / name)
        if parser.has_section(section):
            return dict(parser[section])
    return None


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
