"""Performs operations on the project that a server was started for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aqe.bootstrap import compose
from aqe.domain.progress import Progress
from aqe.operations.conduct import conduct
from aqe.operations.operation import Operation

__all__ = ["ProjectPerformer"]


class ProjectPerformer:
    """Composes the services of one project anew for each call; the call's thread owns them.

    Args:
        root: The project root.
        notice: Is told what stands beside the results.
    """

    def __init__(self, root: Path, notice: Callable[[str], None]) -> None:
        self._root = root
        self._notice = notice

    def __call__(
        self,
        operation: Operation[Any, Any],
        request: Any,
        *,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Any:
        """Perform an operation and return its result."""
        with compose(
            self._root,
            os.environ,
            project=self._root,
            progress=progress,
            cancelled=cancelled,
            notice=self._notice,
        ) as services:
            return conduct(operation, request, services)
