"""Which module may import what, beyond the contracts that import-linter holds."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DOORS = {
    "click": ("cli/",),
    "rich": ("cli/",),
    "coverage": ("execution/", "pytest_plugin.py"),
    "pytest": ("execution/", "pytest_plugin.py"),
    "mcp": ("mcp/",),
    "mcp_types": ("mcp/",),
    "uvicorn": ("mcp/",),
    "anyio": ("mcp/",),
    # Databases of others are read, and anonymised copies of them written.
    "sqlite3": (
        "store/",
        "booster/introspection/sqlite.py",
        "booster/anonymising/databases.py",
    ),
    "wasmtime": ("booster/wasm.py",),
    "ast_grep_py": ("booster/patterns/structure.py", "booster/introspection/typescript.py"),
    "jsonschema_rs": ("booster/schemas/validation.py",),
    "mimesis": ("booster/schemas/pools.py",),
    "pyarrow": ("booster/writing/parquet.py",),
    "openai": ("router/providers/openai_chat.py",),
    "anthropic": ("router/providers/anthropic_messages.py",),
    "httpx2": ("router/providers/connection.py",),
}
"""Outside libraries and the places that may import them."""

CLOCKS = ("telemetry/clock.py", "store/retention.py")
"""Where the time of day may be read (retention compares it with the times of files); everything else
takes a clock as an argument."""

IDS = ("store/", "telemetry/")
"""Where identifiers may be drawn."""


PARSERS = ("ast.parse", "ast.literal_eval")
"""What is not safe under several threads in older interpreters."""

PARSES = ("domain/syntax_trees.py", "execution/worker/", "execution/launch/")
"""Where they may be called: behind the lock, and where the project's own interpreter runs alone."""


def test_import_contracts_hold(root: Path) -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    if not Path(command[0]).exists():
        pytest.skip("import-linter is not installed beside this interpreter")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.fixture(scope="module")
def imported(modules: Any) -> dict[str, frozenset[str]]:
    """What each module imports, by its place: the first words of the names."""
    return {
        each.place: frozenset(name.split(".")[0] for name in _imported(each.tree))
        for each in modules
    }


@pytest.mark.parametrize("library", DOORS)
def test_each_outside_library_has_one_door(
    library: str, imported: dict[str, frozenset[str]]
) -> None:
    strangers = [
        place
        for place, names in imported.items()
        if library in names and not place.startswith(DOORS[library])
    ]
    assert strangers == []


def test_nothing_draws_from_the_shared_random_source(modules: Any) -> None:
    allowed = {"random.Random", "random.SystemRandom"}
    draws = [
        f"{each.place}:{node.lineno}: {ast.unparse(node)}"
        for each in modules
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "random"
        and ast.unparse(node) not in allowed
        and not _watches_the_subject(each)
    ]
    draws += [
        f"{each.place}:{node.lineno}: from random import {name.name}"
        for each in modules
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "random"
        for name in node.names
        if name.name != "Random"
    ]
    assert draws == []


def test_the_time_of_day_is_read_in_one_place(modules: Any) -> None:
    readers = [
        f"{each.place}:{node.lineno}: {ast.unparse(node.func)}"
        for each in modules
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func)
        in {"time.time", "datetime.now", "datetime.utcnow", "datetime.datetime.now", "date.today"}
        and not each.place.startswith(CLOCKS)
        and not _watches_the_subject(each)
    ]
    assert readers == []


def test_identifiers_are_drawn_in_few_places(modules: Any) -> None:
    strangers = [
        each.place
        for each in modules
        if {"uuid", "secrets"} & set(_imported(each.tree))
        and not each.place.startswith(IDS)
        and not _watches_the_subject(each)
    ]
    assert strangers == []


def test_the_worker_needs_nothing_installed(modules: Any) -> None:
    outside = {
        f"{each.place}: {name}"
        for each in modules
        if each.place.startswith("execution/worker/")
        for name in _imported(each.tree)
        if name.split(".")[0] not in sys.stdlib_module_names
    }
    assert outside == set()


def _watches_the_subject(module: Any) -> bool:
    """The worker replaces clocks and random sources under the subject to watch them."""
    return module.place.startswith(("execution/worker/", "execution/launch/"))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def test_source_is_parsed_behind_one_lock(modules: Any) -> None:
    calls = [
        f"{each.place}: {ast.unparse(node.func)}"
        for each in modules
        if not each.place.startswith(PARSES)
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PARSERS
    ]
    assert calls == []
