"""Composition root: from a working directory to the services that operations need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aqe.domain.progress import Progress
from aqe.operations.services import Services, never_cancelled, no_notice, no_progress
from aqe.settings import Settings, load_settings, project_root
from aqe.store import Store
from aqe.telemetry.clock import Clock, SystemClock

__all__ = ["compose"]


@contextmanager
def compose(
    directory: Path,
    environ: Mapping[str, str],
    *,
    project: Path | None = None,
    progress: Callable[[Progress], None] = no_progress,
    cancelled: Callable[[], bool] = never_cancelled,
    notice: Callable[[str], None] = no_notice,
    clock: Clock | None = None,
) -> Iterator[Services]:
    """Wire the services of one project; its state is closed at the end.

    Args:
        directory: Where the user stands.
        environ: Environment variables.
        project: Project root, where it is not to be looked for.
        progress: Is told every step of long work.
        cancelled: Says whether the user asked to stop.
        notice: Is told what stands beside the result.
        clock: The machine's by default.
    """
    directory = directory.absolute()
    root = (directory / project).resolve() if project else project_root(directory)
    parts = _Parts(root, environ, clock or SystemClock(), notice)
    try:
        yield Services(
            root=root,
            directory=directory,
            environ=environ,
            clock=parts.clock,
            open_store=parts.open_store,
            read_settings=parts.read_settings,
            progress=progress,
            cancelled=cancelled,
            notice=notice,
        )
    finally:
        parts.close()


class _Parts:
    """What is made on first use and then kept."""

    def __init__(
        self,
        root: Path,
        environ: Mapping[str, str],
        clock: Clock,
        notice: Callable[[str], None],
    ) -> None:
        self.root = root
        self.environ = environ
        self.clock = clock
        self.notice = notice
        self._store: Store | None = None
        self._settings: Settings | None = None

    def open_store(self) -> Store:
        if self._store is None:
            self._store = Store.open(self.root, clock=self.clock)
            for each in self._store.notices:
                self.notice(each.message)
        return self._store

    def read_settings(self) -> Settings:
        if self._settings is None:
            self._settings = load_settings(self.root, self.environ)
            for each in self._settings.notices:
                self.notice(each)
        return self._settings

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
