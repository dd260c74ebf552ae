"""How a project is laid out: packages, source folder, tests, the framework they are written for."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.analysis.locate import SKIPPED_FOLDERS, TEST_FOLDERS, is_test_file, python_files

__all__ = ["ProjectLayout", "configured_test_paths", "find_test_files", "project_layout"]

MAX_TEST_FILES = 200
MAX_CONFIG_BYTES = 1024 * 1024
_LOCK_FILES = {
    "uv.lock": "uv",
    "poetry.lock": "poetry",
    "pdm.lock": "pdm",
    "Pipfile.lock": "pipenv",
}


@dataclass(frozen=True, slots=True)
class ProjectLayout:
    """What the files of a project say about it."""

    root: Path
    source_roots: tuple[Path, ...]
    """Folders that have to be on the import path: ``src`` or the root itself."""
    packages: tuple[str, ...]
    """Top-level packages and modules."""
    test_folders: tuple[Path, ...]
    test_framework: str | None
    """``pytest`` or ``unittest``; None where nothing tells."""
    python_path: tuple[Path, ...] = ()
    """Folders that pytest's configuration adds to the import path."""
    environments: tuple[Path, ...] = ()
    """Virtual environments inside the project."""
    package_manager: str | None = None
    requires_python: str | None = None
    config_files: tuple[Path, ...] = ()

    @property
    def uses_src(self) -> bool:
        """Whether sources lie in a ``src`` folder."""
        return self.root / "src" in self.source_roots


def project_layout(root: Path) -> ProjectLayout:
    """The layout of the project in a folder. Files that cannot be read or parsed count as absent."""
    root = root.resolve()
    pyproject = _toml(root / "pyproject.toml")
    source_roots = tuple(_source_roots(root))
    config_names = ("pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", "tox.ini")
    return ProjectLayout(
        root=root,
        source_roots=source_roots,
        packages=tuple(name for each in source_roots for name in _packages(each)),
        test_folders=tuple(_test_folders(root, pyproject)),
        test_framework=_framework(root, pyproject),
        python_path=tuple(_python_path(root, pyproject)),
        environments=tuple(_environments(root)),
        package_manager=_manager(root, pyproject),
        requires_python=_text(pyproject, "project", "requires-python"),
        config_files=tuple(root / name for name in config_names if (root / name).is_file()),
    )


def find_test_files(root: Path) -> tuple[Path, ...]:
    """Test modules of a project, hand-written and generated, in a stable order."""
    layout = project_layout(root)
    folders = [each for each in layout.test_folders if each.is_dir()] or [layout.root]
    found: dict[Path, None] = {}
    for folder in folders:
        for path in python_files(folder, with_tests=True):
            if is_test_file(path):
                found[path] = None
            if len(found) >= MAX_TEST_FILES:
                return tuple(found)
    return tuple(found)


def configured_test_paths(root: Path) -> tuple[Path, ...]:
    """Where pytest looks for tests by the project's configuration; empty where that says nothing."""
    return tuple(_configured(root, _toml(root / "pyproject.toml")))


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


def _text(data: dict[str, Any], *keys: str) -> str | None:
    value = _at(data, *keys)
    return value if isinstance(value, str) else None


def _source_roots(root: Path) -> Iterator[Path]:
    source = root / "src"
    if source.is_dir() and any(_packages(source)) and not (source / "__init__.py").is_file():
        yield source
    if any(_packages(root)) or not source.is_dir():
        yield root


def _packages(folder: Path) -> list[str]:
    """Importable names that a folder offers, tests and scripts aside."""
    names: list[str] = []
    for each in _listed(folder):
        if each.name.startswith((".", "_")) or each.name in SKIPPED_FOLDERS | TEST_FOLDERS:
            continue
        if each.is_dir() and (each / "__init__.py").is_file():
            names.append(each.name)
        elif _is_module(each):
            names.append(each.stem)
    return names


def _is_module(path: Path) -> bool:
    if path.suffix != ".py" or not path.stem.isidentifier() or is_test_file(path):
        return False
    return path.stem not in ("setup", "conftest", "noxfile")


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _pytest_options(root: Path, pyproject: dict[str, Any]) -> dict[str, Any] | None:
    """Pytest's options by the precedence that pytest documents; None where it has none."""
    for name in ("pytest.ini", ".pytest.ini"):
        if (root / name).is_file():
            parser = _ini(root / name)
            return dict(parser["pytest"]) if parser.has_section("pytest") else {}
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


def _configured(root: Path, pyproject: dict[str, Any]) -> Iterator[Path]:
    for name in _words((_pytest_options(root, pyproject) or {}).get("testpaths")):
        if (root / name).exists():
            yield root / name


def _test_folders(root: Path, pyproject: dict[str, Any]) -> Iterator[Path]:
    found = list(_configured(root, pyproject))
    if not found:
        found = [root / name for name in ("tests", "test", "testing") if (root / name).is_dir()]
    if not found:
        packages = (each for each in _listed(root) if (each / "__init__.py").is_file())
        found = [
            each / name for each in packages for name in ("tests", "test") if (each / name).is_dir()
        ]
    yield from dict.fromkeys(found)


def _python_path(root: Path, pyproject: dict[str, Any]) -> Iterator[Path]:
    for name in _words((_pytest_options(root, pyproject) or {}).get("pythonpath")):
        if (root / name).is_dir():
            yield (root / name).resolve()


def _framework(root: Path, pyproject: dict[str, Any]) -> str | None:
    if _pytest_options(root, pyproject) is not None or (root / "conftest.py").is_file():
        return "pytest"
    if any((folder / "conftest.py").is_file() for folder in _test_folders(root, pyproject)):
        return "pytest"
    if "pytest" in _dependencies(pyproject):
        return "pytest"
    for folder in _test_folders(root, pyproject):
        for path in list(python_files(folder, with_tests=True))[:20]:
            text = _head(path)
            if "import pytest" in text:
                return "pytest"
            if "unittest" in text:
                return "unittest"
    return None


def _dependencies(pyproject: dict[str, Any]) -> str:
    tables = (
        _at(pyproject, "project", "dependencies"),
        _at(pyproject, "project", "optional-dependencies"),
        _at(pyproject, "dependency-groups"),
        _at(pyproject, "tool", "poetry", "group"),
        _at(pyproject, "tool", "poetry", "dev-dependencies"),
    )
    return " ".join(str(each) for each in tables if each)


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(8192).decode("utf-8", "replace")
    except OSError:
        return ""


def _environments(root: Path) -> Iterator[Path]:
    for name in (".venv", "venv", "env", ".env", "virtualenv"):
        if (root / name / "pyvenv.cfg").is_file():
            yield root / name


def _manager(root: Path, pyproject: dict[str, Any]) -> str | None:
    for name, manager in _LOCK_FILES.items():
        if (root / name).is_file():
            return manager
    tools = _at(pyproject, "tool")
    for manager in ("uv", "poetry", "pdm", "hatch"):
        if isinstance(tools, dict) and manager in tools:
            return manager
    return None
