"""Pytest plug-in that tells coverage.py which test runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


class Contexts:
    """Names the context of what is measured after the running test."""

    def __init__(self, measuring: Any) -> None:
        self._measuring = measuring

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        self._measuring.switch_context(item.nodeid)
        yield
        self._measuring.switch_context("")
