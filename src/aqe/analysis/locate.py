"""Where a subject lives: its import name, its import root, and which files are sources at all."""

from __future__ import annotations

import ast
import keyword
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.analysis.parsing import parse_source, read_source
from aqe.domain.syntax_trees import nodes_in
from aqe.errors import SourceError, UsageError

__all__ = ["Located", "find_sources", "is_test_file", "locate", "python_files"]

SKIPPED_FOLDERS = frozenset(
    {
        "__pycache__",
        "build",
        "dist",
        "env",
        "node_modules",
        "site-packages",
        "dist-packages",
        "venv",
        "virtualenv",
    }
)
TEST_FOLDERS = frozenset({"test", "tests", "testsuite"})
SHOWN_FOLDERS = frozenset({"bench", "benchmarks", "doc", "docs", "example", "examples"})
"""What shows, explains or times a project is not what it ships, unless it is a package."""
SCRIPT_FILES = frozenset({"setup.py", "noxfile.py", "conftest.py"})
MAX_PACKAGE_FILES = 400
MAX_VISITED_FOLDERS = 5000
GENERATED_MARK = "aqe test generate"
"""Suites that `aqe` wrote carry the command that repeats them in their first comment lines."""


@dataclass(frozen=True, slots=True)
class Located:
    """A source file with the name it is imported by."""

    module: str
    path: Path
    import_root: Path
    """Folder that has to be on the import path."""
    package_files: tuple[Path, ...]
    """Other source files of the same top-level package (or folder, for a lone module)."""


def locate(path: Path, *, project_root: Path, search_path: Sequence[Path] = ()) -> Located:
    """The import name of a source file.

    Regular packages are followed upwards through their ``__init__.py``. Above them (namespace
    packages), a folder counts as part of the name when it lies below an entry of the search path or
    the project's ``src``, or when relative imports reach into it.

    Raises:
        UsageError: There is no such file, or it is not one that can be imported.
    """
    path = checked_source_file(path)
    root = path.parent
    while (root / "__init__.py").is_file() and root != root.parent:
        root = root.parent
    root = _namespace_root(path, root, project_root.resolve(), _resolved(search_path))
    module = _module_name(path, root)
    return Located(module, path, root, tuple(_package_files(path, root, module)))


def checked_source_file(path: Path) -> Path:
    """The absolute path of a file that can be a subject.

    Raises:
        UsageError: It does not exist, is a folder, or is not a ``.py`` file.
    """
    if not path.exists():
        raise UsageError(
            f"there is no file {str(path)!r}",
            hint="check the path; it is taken relative to the working directory",
            slug="path-missing",
        )
    if path.is_dir():
        raise UsageError(
            f"{str(path)!r} is a folder, not a Python file",
            hint="name one file of it",
            slug="not-a-file",
        )
    if path.suffix != ".py" or not path.is_file():
        raise UsageError(
            f"{str(path)!r} is not a Python source file",
            hint="name a file that ends in .py",
            slug="not-python",
        )
    return path.resolve()


def _resolved(paths: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(path.resolve() for path in paths if path.is_dir())


def _module_name(path: Path, root: Path) -> str:
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    for part in parts:
        if not part.isidentifier() or keyword.iskeyword(part):
            raise UsageError(
                f"{str(path)!r} cannot be imported: {part!r} is not a Python name",
                hint="rename the file or folder to letters, digits and underscores",
                slug="not-importable",
            )
    return ".".join(parts)


def _namespace_root(
    path: Path, root: Path, project_root: Path, search_path: tuple[Path, ...]
) -> Path:
    """The import root of a file whose topmost regular package lies in `root`."""
    if root in search_path:
        return root
    if _imports_neighbours(path, root):
        return root
    above = [each for each in search_path if each in root.parents]
    source_folder = project_root / "src"
    if source_folder in root.parents:
        above.append(source_folder)
    usable = [each for each in above if _is_dotted_name(root.relative_to(each))]
    if usable:
        return max(usable, key=lambda each: len(each.parts))
    return _above_relative_imports(path, root)


def _is_dotted_name(relative: Path) -> bool:
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in relative.parts)


def _imports_neighbours(path: Path, root: Path) -> bool:
    """Whether a module outside any package imports files beside it by their bare names."""
    if root != path.parent:
        return False
    for node in _import_statements(path):
        if isinstance(node, ast.Import):
            heads = [alias.name.split(".")[0] for alias in node.names]
        else:
            heads = [(node.module or "").split(".")[0]] if node.level == 0 else []
        for head in heads:
            if head and head != path.stem and (root / f"{head}.py").is_file():
                return True
    return False


def _above_relative_imports(path: Path, root: Path) -> Path:
    """Namespace packages without any root: a relative import needs that many folders of package."""
    levels = [node.level for node in _import_statements(path) if isinstance(node, ast.ImportFrom)]
    wanted = max(levels, default=0)
    have = len(path.parent.relative_to(root).parts)
    for _ in range(wanted - have):
        if not root.name.isidentifier() or root == root.parent:
            break
        root = root.parent
    return root


def _import_statements(path: Path) -> list[ast.Import | ast.ImportFrom]:
    try:
        tree = parse_source(read_source(path), str(path))
    except SourceError:
        return []
    return [node for node in nodes_in(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def _package_files(path: Path, root: Path, module: str) -> Iterator[Path]:
    top = module.partition(".")[0]
    folder = root / top
    if folder.is_dir() and path.is_relative_to(folder):
        found = python_files(folder, with_tests=False)
    else:
        found = iter(sorted(each for each in root.glob("*.py") if not is_test_file(each)))
    count = 0
    for each in found:
        if each != path:
            yield each
            count += 1
            if count >= MAX_PACKAGE_FILES:
                return


def is_test_file(path: Path) -> bool:
    """Whether a file holds tests by the names that pytest and unittest go by."""
    stem = path.stem
    return stem.startswith("test_") or stem.endswith("_test") or stem in ("test", "tests")


def python_files(folder: Path, *, with_tests: bool) -> Iterator[Path]:
    """Python files below a folder in a stable order, without what never is a project's source."""
    visited = 0
    for current, folders, files in os.walk(folder):
        visited += 1
        if visited > MAX_VISITED_FOLDERS:
            return
        here = Path(current)
        folders[:] = sorted(name for name in folders if not _skips(here, name, with_tests))
        for name in sorted(files):
            path = here / name
            if name.endswith(".py") and not name.startswith("."):
                if not with_tests and (is_test_file(path) or name in SCRIPT_FILES):
                    continue
                yield path


def _skips(parent: Path, name: str, with_tests: bool) -> bool:
    if (
        name.startswith(".")
        or name in SKIPPED_FOLDERS
        or name.endswith((".egg-info", ".dist-info"))
    ):
        return True
    if not with_tests and name in TEST_FOLDERS:
        return True
    if not with_tests and name in SHOWN_FOLDERS and not (parent / name / "__init__.py").is_file():
        return True
    return (parent / name / "pyvenv.cfg").is_file()


def find_sources(paths: Sequence[Path], *, project_root: Path) -> tuple[Path, ...]:
    """The source files that the given files and folders stand for, each once.

    A file that is named outright is taken whatever it is called; in folders, tests, documentation,
    examples and benchmarks that are no packages, virtual environments, hidden and build folders, empty
    files and suites that `aqe` wrote are left out.

    Raises:
        UsageError: A path does not exist, is not Python, or a folder has no source to offer.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = list(python_files(path.resolve(), with_tests=False))
            inside = [each for each in inside if _has_code(each)]
            if not inside:
                raise UsageError(
                    f"there is no Python source in {str(path)!r}",
                    hint="tests, documentation, examples, virtual environments, hidden and build folders"
                    " do not count; name a file or such a folder to take it whatever it is called",
                    slug="no-sources",
                )
            found.update(dict.fromkeys(inside))
        else:
            found[checked_source_file(path)] = None
    return tuple(found)


def _has_code(path: Path) -> bool:
    """Whether a file is more than empty lines and comments, and not a suite that `aqe` wrote."""
    if not path.is_file():  # a pipe or a link to nowhere
        return False
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return True
    lines = [line.strip() for line in head.decode("utf-8", "replace").splitlines()]
    if any(line.startswith("#") and GENERATED_MARK in line for line in lines[:20]):
        return False
    if any(line and not line.startswith("#") for line in lines):
        return True
    return len(head) == 4096
