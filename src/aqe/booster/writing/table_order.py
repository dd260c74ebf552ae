"""In which order tables are filled, so that what a foreign key points to is there before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aqe.booster.data_model import DataModel, Table

__all__ = ["TableOrder", "table_order"]


@dataclass(frozen=True, slots=True)
class TableOrder:
    """Tables in the order of their keys."""

    tables: tuple[Table, ...]
    cycles: tuple[tuple[str, ...], ...] = ()
    """Names of tables that point to one another, so that no order serves all of their keys."""
    self_references: tuple[str, ...] = ()
    """Names of tables with a key into themselves."""


def table_order(model: DataModel) -> TableOrder:
    """Order the tables of a model: strongly connected components by Tarjan's algorithm (1972).

    Without a reason to move it, a table keeps its place.
    """
    tables = {each.name: each for each in model.tables}
    edges = {
        name: [key.table for key in each.foreign_keys if key.table in tables and key.table != name]
        for name, each in tables.items()
    }
    position = {name: index for index, name in enumerate(tables)}
    groups = [sorted(group, key=position.__getitem__) for group in _components(edges)]
    return TableOrder(
        tables=tuple(tables[name] for group in groups for name in group),
        cycles=tuple(tuple(group) for group in groups if len(group) > 1),
        self_references=tuple(
            each.name
            for each in model.tables
            if any(key.table == each.name for key in each.foreign_keys)
        ),
    )


def _components(edges: Mapping[str, list[str]]) -> list[list[str]]:
    """Components with those first that others point to; no recursion, for chains may be long."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = lowest[root] = len(index)
        waiting.append(root)
        on_stack.add(root)
        while work:
            name, others = work[-1]
            for other in others:
                if other not in index:
                    index[other] = lowest[other] = len(index)
                    waiting.append(other)
                    on_stack.add(other)
                    work.append((other, iter(edges[other])))
                    break
                if other in on_stack:
                    lowest[name] = min(lowest[name], index[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == index[name]:
                    group: list[str] = []
                    while not group or group[-1] != name:
                        group.append(waiting.pop())
                        on_stack.discard(group[-1])
                    found.append(group)
    return found
