"""Composition root: from a working directory to the services that operations need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aqe.domain.progress import Progress
from aqe.errors import SettingsError, StoreError
from aqe.operations.services import Services, never_cancelled, no_notice, no_progress
from aqe.settings import Settings, load_settings, project_root, refuse_links, state_folder
from aqe.store import Store, StoreNotice
from aqe.store.seal import seal_of
from aqe.telemetry.clock import Clock, SystemClock
from aqe.telemetry.log import Log, open_log

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
    verbose: bool = False,
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
        verbose: Whether the log also goes to standard error, in every detail.

    Raises:
        StoreError: The state folder, or something in it, is a link.
    """
    directory = directory.absolute()
    root = (directory / project).resolve() if project else project_root(directory)
    refuse_links(state_folder(root))
    parts = _Parts(root, environ, clock or SystemClock(), notice, verbose)
    try:
        yield Services(
            root=root,
            directory=directory,
            environ=environ,
            clock=parts.clock,
            open_store=parts.open_store,
            open_log=parts.open_log,
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
        verbose: bool,
    ) -> None:
        self.root = root
        self.environ = environ
        self.clock = clock
        self.notice = notice
        self.verbose = verbose
        self._log: Log | None = None
        self._store: Store | None = None
        self._settings: Settings | None = None

    def open_store(self) -> Store:
        if self._store is None:
            seal = seal_of(self.environ)
            self._store = Store.open(self.root, clock=self.clock, tell=self._tell, seal=seal)
            for each in self._store.notices:
                self._tell(each)
            self._tell_interrupted(self._store)
        return self._store

    def _tell(self, notice: StoreNotice) -> None:
        self.notice(f"{notice.message}. {notice.hint}".rstrip(". "))

    def _tell_interrupted(self, store: Store) -> None:
        """Tell, once, which commands were killed; what cannot be noted as told is told another time."""
        try:
            killed = store.interrupted()
        except StoreError:
            return
        for each in killed:
            self.notice(
                f"`{each.name}`, started {each.started_at}, was interrupted before it ended;"
                " what it had recorded is kept"
            )

    def read_settings(self) -> Settings:
        if self._settings is None:
            self._settings = load_settings(self.root, self.environ)
            for each in self._settings.notices:
                self.notice(each)
        return self._settings

    def open_log(self) -> Log:
        if self._log is None:
            log = self._readable_settings().log
            self._log = open_log(
                state_folder(self.root),
                clock=self.clock,
                level=log.level,
                max_kb=log.max_kb,
                verbose=self.verbose,
            )
        return self._log

    def close(self) -> None:
        if self._log is not None:
            self._log.close()
        if self._store is not None:
            try:
                self._tidy(self._store)
            finally:
                self._store.close()

    def _tidy(self, store: Store) -> None:
        """Keep the state within its limits; what is in the way of that is told by `aqe doctor`."""
        limits = self._readable_settings().store
        try:
            large = store.tidy(
                runs=limits.retention_runs, backups=limits.backups, max_mb=limits.max_mb
            )
        except StoreError:
            return
        if large is not None:
            self.notice(f"{large.message}; {large.hint}")

    def _readable_settings(self) -> Settings:
        """The settings, or the defaults where a broken file was or will be told."""
        try:
            return self.read_settings()
        except SettingsError:
            return Settings()
