"""Which import statements a set of symbols needs, and under which names they are then reached."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from aqe.domain.recipe import Symbol

__all__ = ["Import", "ImportPlan", "local_name", "plan_imports"]

_BUILTINS = frozenset(dir(builtins))
_PYTEST_NAMES = frozenset(
    {
        "asyncio",
        "capsys",
        "caught",
        "monkeypatch",
        "pytest",
        "pytestmark",
        "re",
        "request",
        "setup",
        "setup_function",
        "setup_module",
        "setUpModule",
        "tearDownModule",
        "teardown",
        "teardown_function",
        "teardown_module",
        "tmp_path",
        "warnings",
    }
)
"""Names that mean something to pytest in a test module, or that printed tests use themselves."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: ``from module import name as alias``, or the module itself."""

    module: str
    name: str
    """Empty when the module itself is imported."""
    alias: str | None = None

    @property
    def binds(self) -> str:
        """The name by which the test module then knows it."""
        return self.alias or self.name or self.module.rpartition(".")[2]

    @property
    def statement(self) -> str:
        """The import as a statement of its own."""
        suffix = f" as {self.alias}" if self.alias else ""
        if self.name:
            return f"from {self.module} import {self.name}{suffix}"
        parent, _, last = self.module.rpartition(".")
        if parent:
            return f"from {parent} import {last}{suffix}"
        return f"import {self.module}{suffix}"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The imports of a program and the names that differ from the symbols' own."""

    imports: tuple[Import, ...]
    renamed: dict[tuple[str, str], str] = field(default_factory=dict)
    """(module, first part of the name) -> the text that reaches it, where it is not that part."""


def local_name(symbol: Symbol) -> str:
    """The name that an unaliased import of a symbol binds."""
    if not symbol.name:
        return symbol.module.rpartition(".")[2]
    return symbol.name.partition(".")[0]


def plan_imports(
    symbols: Iterable[Symbol],
    *,
    taken: Collection[str] = (),
    prefer: str = "",
    collected: Collection[tuple[str, str]] = (),
) -> ImportPlan:
    """Decide imports and names for symbols.

    A name gets an alias when a variable or definition has it (`taken`), when it hides a built-in
    name, when pytest would take it for a test or a hook, or when another module's symbol has it
    (the one of the module `prefer` keeps it, else the first in alphabetical order).

    Args:
        symbols: What has to be reachable; symbols of the candidate itself (empty module) are skipped.
        taken: Names that are bound otherwise.
        prefer: Module whose symbols keep their names.
        collected: (module, first part of the name) of what pytest would take for tests under any name:
            it is reached through its module.
    """
    wanted = {(each.module, each.name.partition(".")[0]) for each in symbols if each.module}
    hidden = {each for each in wanted if each in collected}
    roots = (wanted - hidden) | {(module, "") for module, _ in hidden}
    taken_names = set(taken)
    imports: list[Import] = []
    renamed: dict[tuple[str, str], str] = {}
    ordered = sorted(roots, key=lambda root: (root[0] != prefer, root))
    for module, name in ordered:
        local = name or module.rpartition(".")[2]
        if module == "builtins":
            if local in taken_names:
                imports.append(Import("builtins", ""))
                renamed[module, name] = f"builtins.{local}"
            continue
        if local not in taken_names and not _is_reserved(local):
            taken_names.add(local)
            imports.append(Import(module, name))
            continue
        alias = _alias(module, name, taken_names)
        taken_names.add(alias)
        renamed[module, name] = alias
        imports.append(Import(module, name, alias))
    for module, name in hidden:
        reached = renamed.get((module, ""), module.rpartition(".")[2])
        renamed[module, name] = f"{reached}.{name}"
    unique = sorted(set(imports), key=lambda each: (each.module, each.name, each.alias or ""))
    return ImportPlan(tuple(unique), renamed)


def _is_reserved(name: str) -> bool:
    return (
        name in _BUILTINS
        or name in _PYTEST_NAMES
        or keyword.iskeyword(name)
        or name.startswith(("test", "Test", "pytest_"))
        or (name.startswith("__") and name.endswith("__"))
    )


def _alias(module: str, name: str, taken: Collection[str]) -> str:
    parts = [part.strip("_") or "module" for part in module.split(".")]
    base = name.strip("_") or "module"
    for count in range(1, len(parts) + 1):
        prefix = "_".join(parts[-count:])
        alias = _join(prefix, base)
        if alias not in taken and not _is_reserved(alias):
            return alias
    alias = _join("_".join(["imported", *parts]), base)
    while alias in taken:
        alias += "_"
    return alias


def _join(prefix: str, name: str) -> str:
    """``a`` and ``name`` make ``a_name``, ``a`` and ``Name`` make ``AName``."""
    if name[:1].isupper() and not name.isupper():
        return "".join(part[:1].upper() + part[1:] for part in prefix.split("_")) + name
    return f"{prefix}_{name}"
