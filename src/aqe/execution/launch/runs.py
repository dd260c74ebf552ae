"""Runs collected tests one after the other inside the current process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


class Watcher:
    """Pytest plug-in that notes which tests failed."""

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.setdefault(report.nodeid, report.when)


def run_items(
    items: list[Any],
    watcher: Watcher,
    tell: Callable[[Any], None],
    *,
    stop_at_first: bool = True,
) -> list[str]:
    """Runs the tests by pytest's own protocol, fixtures and all; returns those that failed."""
    for index, item in enumerate(items):
        following = items[index + 1] if index + 1 < len(items) else None
        tell({"began": item.nodeid})
        begun = time.perf_counter()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if watcher.failed and stop_at_first:
            break
        if not stop_at_first:
            tell({"took": item.nodeid, "duration_s": time.perf_counter() - begun})
    return list(watcher.failed)
