"""Records of any depth as columns: ``customer.email``, ``items[].sku``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["changed", "leaves"]


def leaves(record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds no others, with its column; empty lists and objects have none."""
    if isinstance(record, dict):
        for name, value in record.items():
            yield from leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(record, list):
        for value in record:
            yield from leaves(value, f"{path}[]")
    else:
        yield path, record


def changed(record: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:
    """The record with every such value changed."""
    if isinstance(record, dict):
        return {
            name: changed(value, change, f"{path}.{name}" if path else str(name))
            for name, value in record.items()
        }
    if isinstance(record, list):
        return [changed(value, change, f"{path}[]") for value in record]
    return change(path, record)
