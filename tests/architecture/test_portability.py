"""Nothing needs a system of one kind to be imported: what only POSIX or Linux has is asked for first."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

POSIX_MODULES = frozenset(
    {"resource", "fcntl", "pwd", "grp", "termios", "pty", "tty", "syslog", "posix", "crypt"}
)
WINDOWS_MODULES = frozenset({"msvcrt", "winreg", "_winapi", "winsound"})
POSIX_NAMES = frozenset(
    {f"os.{name}" for name in ("fork", "killpg", "setsid", "getuid", "geteuid", "uname", "sysconf")}
    | {f"os.{name}" for name in ("waitid", "memfd_create", "WNOHANG", "O_NOFOLLOW", "O_CLOEXEC")}
    | {f"signal.{name}" for name in ("setitimer", "SIGALRM", "SIGPROF", "SIGKILL", "SIGCHLD")}
    | {f"signal.{name}" for name in ("pthread_sigmask", "pthread_kill", "ITIMER_REAL", "alarm")}
    | {"select.poll", "socket.AF_UNIX", "mmap.PROT_READ"}
)
"""What a module that is imported on Windows may use in functions, and else behind a question only."""

BOOT = """
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location(
    "aqe_worker", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
module = sys.modules["aqe_worker"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
import aqe_worker.serve
print("served")
"""
LACKING = """
import asyncio, ctypes, importlib, os, select, signal, sys, tempfile, uuid
for owner, name in %r:
    for module in (owner, "_" + owner):
        try:
            delattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            pass
for name in %r:
    sys.modules[name] = None
"""


def test_no_module_needs_one_system(modules: Any) -> None:
    found = [
        f"{each.place}:{node.lineno}: {name}"
        for each in modules
        for node in _at_import(each.tree.body)
        for name in _needed(node)
    ]
    assert found == []


def test_the_worker_is_imported_where_these_are_missing(root: Path) -> None:
    names = [tuple(each.split(".")) for each in sorted(POSIX_NAMES) if "AF_UNIX" not in each]
    program = LACKING % (names, sorted(POSIX_MODULES - {"posix"})) + BOOT
    folder = root / "src" / "aqe" / "execution" / "worker"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, os.fspath(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "served", done.stderr


def test_the_search_sees_what_it_should() -> None:
    tree = ast.parse(
        "import fcntl\nfrom pwd import getpwuid\nLIMIT = os.sysconf('x')\n"
        "def later():\n    import resource\n    os.fork()\n"
        "if sys.platform == 'win32':\n    import msvcrt\nelse:\n    import termios\n"
        "try:\n    import grp\nexcept ImportError:\n    grp = None\n"
        "def timer(signal=signal.SIGKILL): ...\n"
    )
    found = [name for node in _at_import(tree.body) for name in _needed(node)]
    assert found == ["fcntl", "pwd", "os.sysconf", "signal.SIGKILL"]


def _at_import(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes that run when a module is imported, wherever no question is asked first."""
    for statement in statements:
        if isinstance(statement, ast.If | ast.Try):
            if not _asks(statement):
                yield from _at_import([*statement.body, *statement.orelse])
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*statement.args.defaults, *statement.args.kw_defaults):
                yield from ast.walk(part) if part is not None else ()
            for part in statement.decorator_list:
                yield from ast.walk(part)
        elif isinstance(statement, ast.ClassDef):
            yield from _at_import(statement.body)
        else:
            yield from ast.walk(statement)


def _asks(statement: ast.If | ast.Try) -> bool:
    if isinstance(statement, ast.Try):
        caught = {name for each in statement.handlers for name in _names(each.type)}
        return bool(caught & {"ImportError", "AttributeError", "OSError"})
    text = ast.unparse(statement.test)
    return any(word in text for word in ("platform", "os.name", "hasattr", "is not None"))


def _names(node: ast.AST | None) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} if node else set()


def _needed(node: ast.AST) -> Iterator[str]:
    foreign = POSIX_MODULES | WINDOWS_MODULES
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name.split(".")[0] in foreign)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in foreign:
        yield node.module
    elif isinstance(node, ast.Attribute) and ast.unparse(node) in POSIX_NAMES:
        yield ast.unparse(node)
