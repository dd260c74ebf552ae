"""What handlers are given: the project, its settings and state, and the wires to the face."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aqe.domain.progress import Progress
from aqe.settings import Settings
from aqe.store import Store
from aqe.store.seal import Seal, seal_of
from aqe.telemetry.clock import Clock
from aqe.telemetry.log import Log, silent_log

__all__ = ["Services", "never_cancelled", "no_notice", "no_progress"]


def no_progress(progress: Progress) -> None:
    """Drop it: for faces that show none."""


def no_notice(text: str) -> None:
    """Drop it: for faces that tell none."""


def never_cancelled() -> bool:
    """For callers that cannot be interrupted."""
    return False


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may use beside its request."""

    root: Path
    """The project root: absolute, existing."""
    directory: Path
    """Where the user stands: relative paths of a request start here."""
    environ: Mapping[str, str]
    clock: Clock
    open_store: Callable[[], Store]
    """Opens the project's state; the same store on every call."""
    read_settings: Callable[[], Settings]
    """Reads the settings; the same value on every call. A broken file is told here, not before."""
    progress: Callable[[Progress], None] = no_progress
    cancelled: Callable[[], bool] = never_cancelled

    notice: Callable[[str], None] = no_notice
    """Tells the user something beside the result, such as an operation that was interrupted earlier."""

    agent: str = ""
    """Name of the agent on whose behalf an operation works; empty where a person asked."""

    open_log: Callable[[], Log] = silent_log
    """Opens the project's log; the same log on every call, and no file before its first entry."""

    @property
    def settings(self) -> Settings:
        """The project's settings.

        Raises:
            SettingsError: A configuration file cannot be used.
        """
        return self.read_settings()

    @property
    def seal(self) -> Seal:
        """Shows what in the state was written by this user.

        Raises:
            SettingsError: The environment names something unknown to be believed without it.
        """
        return seal_of(self.environ)

    @property
    def store(self) -> Store:
        """The project's state.

        Raises:
            StoreError: It cannot be read or written.
        """
        return self.open_store()

    def path(self, given: Path | str) -> Path:
        """A path of a request as an absolute path."""
        return Path(os.path.normpath(self.directory / Path(given).expanduser()))

    def place(self, given: Path | str) -> Path:
        """A path of a request from the project root where it lies inside, else absolute."""
        path = self.path(given)
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path
