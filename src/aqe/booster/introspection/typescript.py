"""Interfaces, type aliases and enums of TypeScript, by the syntax trees of ast-grep-py.

One of its doors, imported when the first file is read. Nothing of the file runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aqe.booster.data_model import DataModel, Table
from aqe.booster.introspection.definitions import wholes
from aqe.booster.introspection.drafts import Schema
from aqe.booster.introspection.refusal import (
    MAX_TABLES,
    IntrospectionRefused,
    IntrospectionUnavailable,
)
from aqe.booster.introspection.typescript_types import TypescriptTypes, enum_schema

__all__ = ["introspect_typescript"]

_DECLARATIONS = frozenset(("interface_declaration", "type_alias_declaration"))
_AROUND = frozenset(
    """
    program export_statement ambient_declaration internal_module module statement_block
    expression_statement
    """.split()
)
_LONGEST = 4 * 1024 * 1024


def introspect_typescript(sources: Mapping[Path, str]) -> DataModel:
    """The types that some files declare.

    Raises:
        IntrospectionRefused: A file does not parse, or declares none.
        IntrospectionUnavailable: ast-grep-py is not installed.
    """
    try:
        from ast_grep_py import SgRoot
    except ImportError as error:
        raise IntrospectionUnavailable(
            "TypeScript cannot be read: ast-grep-py is not installed",
            hint="pip install 'agentic-qe[booster]'",
        ) from error
    declared: dict[str, list[Any]] = {}
    enums: dict[str, Any] = {}
    notices: list[str] = []
    roots = []
    for path, text in sources.items():
        if len(text) > _LONGEST:
            raise IntrospectionRefused(f"{str(path)!r} is longer than {_LONGEST} characters")
        language = "tsx" if path.suffix == ".tsx" else "typescript"
        root = SgRoot(text.replace("\0", " "), language)
        roots.append(root)  # nodes live as long as their root
        _refuse_errors(root.root(), path)
        for node in _statements(root.root()):
            name = _name(node)
            if node.kind() == "enum_declaration":
                enums.setdefault(name, node)
            else:
                declared.setdefault(name, []).append(node)
    if not declared:
        raise IntrospectionRefused(
            "there is no interface and no type alias", hint="give the file that declares them"
        )
    if len(declared) > MAX_TABLES:
        raise IntrospectionRefused(f"there are more than {MAX_TABLES} types")
    types = TypescriptTypes(declared, frozenset(enums), notices)
    schemas: dict[str, Schema] = {
        name: enum_schema(node, name, notices) for name, node in enums.items()
    }
    tables = []
    for name in declared:
        if types.is_generic(name):
            notices.append(f"{name} has parameters; it is read where it is used with arguments")
        else:
            schemas[name] = types.declared(name)
            tables.append(name)
    schemas |= types.instances
    return DataModel(
        tuple(Table(*each) for each in wholes(tables, schemas).items()),
        tuple(dict.fromkeys(notices)),
    )


def _statements(root: Any) -> Iterator[Any]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        kind = node.kind()
        if kind in _DECLARATIONS or kind == "enum_declaration":
            yield node
        elif kind in _AROUND:
            waiting.extend(reversed(node.children()))


def _name(node: Any) -> str:
    name = node.field("name")
    return str(name.text()) if name is not None else ""


def _refuse_errors(root: Any, path: Path) -> None:
    broken = root.find(kind="ERROR")
    if broken is not None:
        start = broken.range().start
        raise IntrospectionRefused(
            f"{str(path)!r}, line {start.line + 1}, column {start.column + 1}: no TypeScript",
            hint="mend it, or leave it out",
        )
