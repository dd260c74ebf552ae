"""A PostgreSQL of this machine, started for a test on a port of its own; skips where there is none."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["running_postgresql"]


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The address of a fresh server; it ends with the block."""
    pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or (os.geteuid() == 0 and shutil.which("runuser") is None):
        pytest.skip("no PostgreSQL on this machine")
    programs = found[-1].parent
    with tempfile.TemporaryDirectory(prefix="aqe-pg-", ignore_cleanup_errors=True) as folder:
        as_user: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]
        data, port = f"{folder}/data", _free_port()
        options: dict[str, Any] = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
        initialise = [programs / "initdb", "-D", data, "-A", "trust", "-U", "aqe", "-N"]
        subprocess.run([*as_user, *initialise], **options)
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        control = [*as_user, programs / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-o", settings, "-l", f"{folder}/log", "start"], **options)
        try:
            yield f"postgresql://aqe@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **options)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
