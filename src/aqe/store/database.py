"""One connection to the project's SQLite file: pragmas, transactions, threads.

Ten processes may write at once: write-ahead log, a busy timeout, and every write begins with
``BEGIN IMMEDIATE``, because a transaction that starts as a reader cannot wait for its turn.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aqe.errors import InternalError
from aqe.store.failures import translated

__all__ = ["APPLICATION_ID", "Database", "connect"]

APPLICATION_ID = 0x41514531
"""Marks a SQLite file as ours (``AQE1``)."""

Parameters = Sequence[object] | Mapping[str, object]


def connect(path: Path, *, busy_s: float, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, with the pragmas that every connection needs."""
    uri = path.resolve().as_uri() + ("?mode=ro" if read_only else "?mode=rw")
    connection = sqlite3.connect(
        uri, uri=True, timeout=busy_s, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


class Database:
    """A connection that may be shared by threads, but not by forks."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._is_open = True

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of the block, or nothing of it.

        Raises:
            StoreError: The disk is full, the file is locked, read-only or damaged.
        """
        with self._guarded() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, parameters: Parameters = ()) -> list[Any]:
        """All rows of a query."""
        with self._guarded() as connection:
            return connection.execute(query, parameters).fetchall()

    def row(self, query: str, parameters: Parameters = ()) -> Any:
        """The first row of a query."""
        with self._guarded() as connection:
            return connection.execute(query, parameters).fetchone()

    def value(self, query: str, parameters: Parameters = ()) -> Any:
        """The first value of a query that always has one."""
        row = self.row(query, parameters)
        if row is None:
            raise InternalError(f"the query {query!r} gave nothing")
        return row[0]

    @contextmanager
    def exclusive(self) -> Iterator[sqlite3.Connection]:
        """The bare connection, for backups and pragmas that no transaction may surround."""
        with self._guarded() as connection:
            yield connection

    def close(self) -> None:
        """Closes the connection; closing twice is no error."""
        with self._lock:
            if self._is_open and self._pid == os.getpid():
                self._is_open = False
                with translated(self.path):
                    self._connection.close()

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        if self._pid != os.getpid():
            raise InternalError("a store must not be used in a fork; open another one there")
        if not self._is_open:
            raise InternalError("the store is closed")
        with self._lock, translated(self.path):
            yield self._connection
