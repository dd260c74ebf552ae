"""Where the compiled module lies between runs: in the folder of this user, never in a project.

What a runtime compiled is machine code: whoever can write the file decides what this process does.
A project's state may come along with a repository, so it is no place for it; see decision 21.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
import zlib
from mmap import ACCESS_READ, mmap
from pathlib import Path

from aqe.settings.files import OWNER_ONLY, replace_file

__all__ = ["CompiledFile", "compiled_file"]

_FOLDER = "booster"


class CompiledFile:
    """One file of machine code, for one module, runtime and kind of machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def usable(self) -> bool:
        """Whether it is there as it was written, and nobody but this user could have written it.

        The runtime looks at the head of a file only: a damaged one would end this process, or worse.
        """
        try:
            file, folder = self.path.lstat(), self.path.parent.lstat()
            if not (
                stat.S_ISREG(file.st_mode)
                and stat.S_ISDIR(folder.st_mode)
                and all(map(_is_private, (file, folder)))
            ):
                return False
            if not file.st_size:
                return False
            with (
                self.path.open("rb") as opened,
                mmap(opened.fileno(), 0, access=ACCESS_READ) as content,
            ):
                return self._digest.read_bytes() == _digest_of(content)
        except OSError:
            return False

    @property
    def _digest(self) -> Path:
        """The file beside it that holds the digest of its content."""
        return self.path.with_suffix(".crc32")

    def write(self, content: bytes) -> bool:
        """Put the file in place by renaming: a process may have the old one mapped into memory.

        Returns:
            Whether it could be written; that it could not is no error, only slower.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not _is_private(self.path.parent.lstat()):
                return False
            replace_file(self._digest, _digest_of(content), mode=OWNER_ONLY)
            replace_file(self.path, content, mode=OWNER_ONLY)
            self._remove_older()
        except OSError:
            return False
        return True

    def discard(self) -> None:
        """Remove a file that the runtime refused."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return

    def _remove_older(self) -> None:
        """Keep a few: several versions may be in use side by side."""
        files = sorted(self.path.parent.glob("*.cwasm"), key=lambda each: each.stat().st_mtime)
        for each in files[:-_MOST]:
            each.unlink(missing_ok=True)
            each.with_suffix(".crc32").unlink(missing_ok=True)


_MOST = 4


def _digest_of(content: bytes | mmap) -> bytes:
    """Size and CRC-32, which no damage of up to 32 bits in a row leaves as it is.

    Nobody else can write here, so that nothing stronger is needed; SHA-256 took as long as loading.
    """
    return b"%d %08x" % (len(content), zlib.crc32(content))


def compiled_file(folder: Path | None, module: str, runtime: str) -> CompiledFile | None:
    """The file for a module; None without a folder for this user.

    Args:
        folder: The folder of this user for what must not lie in a project.
        module: SHA-256 of the WASM module.
        runtime: Name, installation and settings of the runtime.
    """
    if folder is None:
        return None
    # Not the processor, which `platform` asks another process for: the runtime looks at its features.
    machine = f"{runtime}\0{sys.platform}\0{platform.machine()}\0{module}"
    name = hashlib.sha256(machine.encode()).hexdigest()[:32]
    return CompiledFile(folder / _FOLDER / f"{name}.cwasm")


def _is_private(found: os.stat_result) -> bool:
    if os.name != "posix":
        return True
    return found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o022
