"""Classes that describe documents, as JSON Schemas: what a valid one has to look like.

A class that checks what it is given (a model of pydantic) cannot be made from values of the right type
alone: they must also keep lengths, ranges and patterns. The booster reads these from the source; nothing is
imported.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator

from aqe.analysis.classes import outer_bases
from aqe.analysis.flow.facts import FactBook
from aqe.analysis.parsing import read_source
from aqe.analysis.scopes import dotted_name
from aqe.domain.subject import ClassKind, ClassSubject, DataSchema
from aqe.domain.syntax_trees import nodes_in
from aqe.errors import BoosterError, SourceError

__all__ = ["data_schemas"]

_CHECKING = frozenset(
    f"{module}:{name}"
    for module, names in (
        ("pydantic", ("BaseModel", "RootModel")),
        ("pydantic.main", ("BaseModel",)),
        ("sqlmodel", ("SQLModel",)),
        ("pydantic_settings", ("BaseSettings",)),
    )
    for name in names
)
_DESCRIBING = frozenset({ClassKind.DATACLASS, ClassKind.TYPED_DICT})
_MOST_CLASSES = 12
_MOST_MODULES = 8
"""In which the classes of fields are looked for."""


def data_schemas(book: FactBook, classes: Iterable[ClassSubject]) -> tuple[DataSchema, ...]:
    """The schemas of those classes that check, or are made from documents; the first of them.

    Args:
        book: Knows the package.
        classes: Of the module and around it.
    """
    chosen: dict[str, bool] = {}
    for each in classes:
        name = f"{each.module}:{each.qualname}"
        if len(chosen) < _MOST_CLASSES and book.package.class_node(name) is not None:
            is_checking = bool(outer_bases(book, book.lineage(name)) & _CHECKING)
            if is_checking or each.kind in _DESCRIBING:
                chosen[name] = is_checking
    if not chosen:
        return ()
    schemas = _schemas(book, chosen)
    return tuple(
        DataSchema(name, schemas[_last(name)], is_checking)
        for name, is_checking in chosen.items()
        if _last(name) in schemas
    )


def _last(name: str) -> str:
    return name.rpartition(":")[2].rpartition(".")[2]


def _schemas(book: FactBook, names: Iterable[str]) -> dict[str, str]:
    """By the name of the class; those of a module win over those of the next one."""
    # Only where there is something to read.
    from aqe.booster.introspection.python_models import introspect_python

    sources = {}
    for module in _modules(book, names):
        path = book.package.paths[module]
        try:
            sources[path] = read_source(path)
        except SourceError:
            continue
    try:
        model = introspect_python(sources)
    except BoosterError:
        return {}
    return {each.name: json.dumps(each.schema, sort_keys=True) for each in model.tables}


def _modules(book: FactBook, names: Iterable[str]) -> list[str]:
    """The modules of the classes, of their bases and of the classes that their fields name."""
    found: dict[str, None] = {}
    waiting, seen = list(names), set(names)
    while waiting and len(found) < _MOST_MODULES:
        name = waiting.pop(0)
        node = book.package.class_node(name)
        if node is None:
            continue
        found[node[0].module] = None
        for each in (*book.lineage(name)[1:], *_named_in(book, name)):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return [each for each in found if each in book.package.paths]


def _named_in(book: FactBook, name: str) -> Iterator[str]:
    found = book.package.class_node(name)
    assert found is not None
    scope, qualname, node = found
    for statement in node.body:
        if not isinstance(statement, ast.AnnAssign):
            continue
        for part in nodes_in(statement.annotation):
            dotted = dotted_name(part) if isinstance(part, ast.Name | ast.Attribute) else None
            resolved = book.package.resolve(scope, dotted, qualname) if dotted else None
            if resolved and book.package.class_node(resolved):
                yield resolved
