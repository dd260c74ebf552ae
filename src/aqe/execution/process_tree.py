"""A process and all that it starts, ended together: a session on POSIX, a job object on Windows."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["ProcessTree"]

_NEW_GROUP = 0x00000200  # CREATE_NEW_PROCESS_GROUP: Ctrl-C of the console is not for it
_NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW


class ProcessTree:
    """A process that was started on its own terms, and its descendants.

    Raises:
        OSError: it could not be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: str | Path,
        env: Mapping[str, str],
        stdin: int = subprocess.PIPE,
        stdout: int = subprocess.PIPE,
        stderr: Any = None,
    ) -> None:
        on_windows = sys.platform == "win32"
        self.process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            bufsize=0,
            start_new_session=not on_windows,
            creationflags=_NEW_GROUP | _NO_WINDOW if on_windows else 0,
        )
        self._job = _new_job(self.process) if on_windows else None

    def kill(self) -> None:
        """Ends all of them. Nothing happens where they have ended."""
        if self._job is not None:
            self._job.end()
        elif hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self.process.kill()


def _new_job(process: subprocess.Popen[bytes]) -> Any:
    """The job that holds a process; None where Windows refuses: then it is ended without its children."""
    from aqe.execution.windows_job import WindowsJob

    try:
        return WindowsJob(process)
    except OSError:
        return None
