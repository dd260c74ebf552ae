"""Pytest plug-in that chooses which collected tests run, and in which order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest


class Order:
    """Keeps the wanted tests and shuffles them by a seed.

    Files are shuffled, then the classes in each, then the tests in each class, so that fixtures
    of wider scope are set up as often as in file order.
    """

    def __init__(self, seed: int | None, only: Iterable[str] | None, skip: Iterable[str]) -> None:
        self._seed = seed
        self._only = None if only is None else frozenset(only)
        self._skip = frozenset(skip)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self._seed is not None:
            items[:] = _shuffled(items, random.Random(self._seed))
        if self._only is not None or self._skip:
            items[:] = [item for item in items if self._is_wanted(item.nodeid)]

    def _is_wanted(self, test: str) -> bool:
        return test not in self._skip and (self._only is None or test in self._only)


def _shuffled(items: list[Any], rng: random.Random) -> list[Any]:
    files: dict[str, dict[str, list[Any]]] = {}
    for item in items:
        parts = item.nodeid.split("::")
        group = "::".join(parts[:-1]) if len(parts) > 2 else ""
        files.setdefault(parts[0], {}).setdefault(group, []).append(item)
    order: list[Any] = []
    for file in _permuted(list(files), rng):
        for group in _permuted(list(files[file]), rng):
            order.extend(_permuted(files[file][group], rng))
    return order


def _permuted(values: list[Any], rng: random.Random) -> list[Any]:
    rng.shuffle(values)
    return values
