"""Which modules of the standard library the torture track runs on, by a rule that knows no module it likes.

A module is taken when it is Python source of this interpreter's standard library that defines a function,
that imports here without a word, and that belongs to no part that tests, teaches or draws windows. Modules
that say in their first lines that a program generated them are left out, and a folder of many modules gives
an even sample of twelve: seventy tables of characters would tell what one tells.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Module", "candidates", "imports_quietly", "standard_library"]

LEFT_OUT = frozenset(
    {"idlelib", "lib-dynload", "site-packages", "test", "tkinter", "turtledemo", "__phello__"}
)
"""Parts that are tests, windows, examples, or not of the standard library."""
TEST_FOLDERS = frozenset({"test", "tests"})
OPEN_A_BROWSER = frozenset({"antigravity"})
"""Even the question whether it imports would have an effect."""
MOST_OF_A_FOLDER = 12
"""Of the top folder, whose modules have nothing in common, all are taken."""
_HEAD_LINES = 12
_IMPORT_S = 20.0


@dataclass(frozen=True)
class Module:
    """A source file of the standard library."""

    name: str
    path: Path


def standard_library() -> Path:
    """The folder of this interpreter's standard library."""
    return Path(sysconfig.get_path("stdlib")).resolve()


def candidates(library: Path) -> list[Module]:
    """The modules that are worth a try, in order; whether they import is another question.

    Args:
        library: the folder of the standard library.
    """
    folders: dict[Path, list[Module]] = {}
    for path in sorted(library.rglob("*.py")):
        parts = path.relative_to(library).with_suffix("").parts
        if _is_wanted(parts) and _is_written_by_people(path):
            if parts[-1] == "__init__":
                parts = parts[:-1]
            folders.setdefault(path.parent, []).append(Module(".".join(parts), path))
    chosen: list[Module] = []
    for folder, modules in folders.items():
        chosen += modules if folder == library else _even_sample(modules, MOST_OF_A_FOLDER)
    return sorted(chosen, key=lambda module: module.name)


def _is_wanted(parts: Sequence[str]) -> bool:
    if not all(part.isidentifier() for part in parts) or parts[-1] == "__main__":
        return False
    return not (
        LEFT_OUT.intersection(parts[:1])
        or OPEN_A_BROWSER.intersection(parts)
        or TEST_FOLDERS.intersection(parts)
    )


def _is_written_by_people(path: Path) -> bool:
    """Whether the file defines a function and does not say that a program wrote it."""
    source = path.read_bytes()
    head = b"\n".join(source.splitlines()[:_HEAD_LINES]).lower()
    if b"generated" in head and b"from" in head:
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def _even_sample(modules: Sequence[Module], most: int) -> list[Module]:
    if len(modules) <= most:
        return list(modules)
    return [modules[index * len(modules) // most] for index in range(most)]


def imports_quietly(module: Module) -> bool:
    """Whether a fresh interpreter imports that very file and prints nothing."""
    program = (
        "import importlib, os, sys; name, path = sys.argv[1:];"
        "module = importlib.import_module(name);"
        "sys.exit(os.path.realpath(module.__file__) != path)"
    )
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", program, module.name, str(module.path)],
                cwd=folder,
                env={**os.environ, "BROWSER": "true"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_IMPORT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0 and not done.stdout
