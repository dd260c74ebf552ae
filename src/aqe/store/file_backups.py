"""Copies of the project's own files, taken before `aqe` changes them, and the way back.

A backup is a folder ``.agentic-qe/backups/<time>/`` with the former contents and a ``manifest.json``
that says which file each one belongs to. A file that was changed after `aqe` changed it belongs to
its user and is left alone when a backup is restored.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.errors import StoreError
from aqe.settings.files import replace_file
from aqe.settings.roots import state_folder
from aqe.store import backups
from aqe.store.failures import translated
from aqe.store.opening import prepare_folder
from aqe.telemetry.clock import Clock, iso

__all__ = [
    "FileChange",
    "RestoredFile",
    "apply_changes",
    "files_of",
    "restore",
    "unrestored",
]

_MANIFEST = "manifest.json"
_DONE = "-restored"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file should hold."""

    path: Path
    before: bytes | None
    """None when there was no such file."""
    after: bytes


@dataclass(frozen=True, slots=True)
class RestoredFile:
    """What became of one file of a backup."""

    path: Path
    action: str
    """``restored``, ``removed`` (it did not exist before) or ``kept`` (changed since)."""


def apply_changes(
    root: Path, changes: Sequence[FileChange], *, reason: str, clock: Clock
) -> Path | None:
    """Backs up the files and changes them; gives the backup, or None when nothing is to change.

    Raises:
        StoreError: Something cannot be written; files that were changed are as before.
    """
    if not changes:
        return None
    folder = state_folder(root) / "backups"
    with translated(folder):
        prepare_folder(folder.parent)
        stamp = backups.stamp(clock)
        backup = backups.free_name(lambda suffix: folder / f"{stamp}{suffix}")
        backup.mkdir(parents=True)
        _write_manifest(backup, root, changes, reason, clock)
        changed: list[FileChange] = []
        try:
            for each in changes:
                with translated(each.path):
                    replace_file(each.path.resolve(), each.after)
                changed.append(each)
        except BaseException:
            for each in changed:
                _put_back(each.path, each.before)
            raise
    return backup


def unrestored(root: Path, reason: str | None = None) -> tuple[Path, ...]:
    """Backups of files that were not restored yet, newest first; with a reason only those."""
    folder = state_folder(root) / "backups"
    made = [path.parent for path in folder.glob(f"*/{_MANIFEST}")]
    return tuple(
        path
        for path in sorted(made, reverse=True)
        if not path.name.endswith(_DONE) and reason in (None, _reason(path))
    )


def _reason(backup: Path) -> str:
    try:
        return str(json.loads((backup / _MANIFEST).read_text("utf-8"))["reason"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def files_of(root: Path, backup: Path) -> tuple[Path, ...]:
    """The files that a backup is about.

    Raises:
        StoreError: It cannot be read (slug ``backup-unusable``).
    """
    return tuple(path for path, _, _ in _entries(root, backup))


def restore(root: Path, backup: Path) -> tuple[RestoredFile, ...]:
    """Brings files back to what they were, as far as nobody changed them since.

    Raises:
        StoreError: The backup cannot be read (slug ``backup-unusable``), or a file not be written.
    """
    restored = []
    with translated(backup):
        for path, before, digest_after in _entries(root, backup):
            restored.append(RestoredFile(path, _restored(path, before, digest_after)))
        os.replace(backup, backups.free_name(lambda suffix: _done_name(backup, suffix)))
    return tuple(restored)


def _done_name(backup: Path, suffix: str) -> Path:
    return backup.with_name(f"{backup.name}{suffix}{_DONE}")


def _restored(path: Path, before: bytes | None, digest_after: str) -> str:
    current = path.read_bytes() if path.is_file() else None
    if current == before:
        return "restored" if before is not None else "removed"
    if current is None or _digest(current) != digest_after:
        return "kept"
    _put_back(path, before)
    return "removed" if before is None else "restored"


def _put_back(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        replace_file(path.resolve(), content)


def _write_manifest(
    backup: Path, root: Path, changes: Sequence[FileChange], reason: str, clock: Clock
) -> None:
    files = []
    for number, each in enumerate(changes):
        copy = None
        if each.before is not None:
            copy = f"{number}-{each.path.name}"
            (backup / copy).write_bytes(each.before)
        relative = each.path.relative_to(root).as_posix()
        files.append({"path": relative, "copy": copy, "sha256_after": _digest(each.after)})
    manifest = {"schema": 1, "reason": reason, "created_at": iso(clock.now()), "files": files}
    replace_file(backup / _MANIFEST, json.dumps(manifest, indent=2).encode() + b"\n")


def _entries(root: Path, backup: Path) -> Iterator[tuple[Path, bytes | None, str]]:
    try:
        manifest = json.loads((backup / _MANIFEST).read_text("utf-8"))
        entries = [_entry(root, backup, each) for each in manifest["files"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"the backup {backup} cannot be read: {error}",
            hint="Its manifest or one of its copies is missing or was changed.",
            slug="backup-unusable",
        ) from error
    yield from entries


def _entry(root: Path, backup: Path, each: Mapping[str, Any]) -> tuple[Path, bytes | None, str]:
    path, copy = (root / each["path"]).resolve(), each["copy"]
    if not path.is_relative_to(root.resolve()) or (copy and Path(copy).name != copy):
        raise ValueError(f"{each['path']!r} leads out of the project")
    before = (backup / copy).read_bytes() if copy else None
    return root / each["path"], before, str(each["sha256_after"])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
