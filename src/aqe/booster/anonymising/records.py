"""Records of any depth as columns: ``customer.email``, ``items[].sku``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aqe.booster.anonymising.keys import AnonymisingRefused
from aqe.booster.anonymising.traces import is_identifying, traces_of

__all__ = ["NAMED_SO", "changed", "leaves", "step"]

NAMED_SO = "*"
"""Stands in a path for names that are data themselves, such as e-mail addresses."""


_DEEPEST = 100


def step(path: str, name: object) -> str:
    """The path of a member; a name that is data is told by none."""
    shown = NAMED_SO if traces_of(str(name)) or is_identifying(str(name)) else str(name)
    return f"{path}.{shown}" if path else shown


def leaves(record: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value that holds no others, with its column; empty lists and objects have none.

    Raises:
        AnonymisingRefused: Values lie deeper than any record does.
    """
    if depth > _DEEPEST:
        raise AnonymisingRefused(
            f"a record is nested more than {_DEEPEST} levels deep",
            hint="is it data of another kind?",
        )
    if isinstance(record, dict):
        for name, value in record.items():
            yield from leaves(value, step(path, name), depth + 1)
    elif isinstance(record, list):
        for value in record:
            yield from leaves(value, f"{path}[]", depth + 1)
    else:
        yield path, record


def changed(
    record: Any,
    change: Callable[[str, Any], Any],
    rename: Callable[[str], str] = str,
    path: str = "",
) -> Any:
    """The record with every such value changed, and every name that is data itself."""
    if isinstance(record, dict):
        return {
            rename(str(name)): changed(value, change, rename, step(path, name))
            for name, value in record.items()
        }
    if isinstance(record, list):
        return [changed(value, change, rename, f"{path}[]") for value in record]
    return change(path, record)
