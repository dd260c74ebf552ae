"""Which paths the policy lets through, decided without trusting what code under test may patch.

Builtins and `os` functions are bound here when the module is loaded, because the subject may replace
them later. The kernel's walls do not depend on any of this.
"""

from __future__ import annotations

import os
import sys
from typing import Any, List, Optional, Tuple

from .policy import Policy

__all__ = ["PathRules"]

_fspath = os.fspath
_getcwd = os.getcwd
_realpath = os.path.realpath
_readlink = os.readlink
_join = os.path.join
_normcase = os.path.normcase
_is_a = isinstance
_any = any
_length = len
_bytes = bytes
_integer = int
_system_error = OSError
_value_error = ValueError
_type_error = TypeError

try:
    from fcntl import fcntl as _fcntl
except ImportError:  # Windows
    _fcntl = None  # type: ignore[assignment]
_on_linux = sys.platform.startswith("linux")
_get_path = 50 if sys.platform == "darwin" else 0
"""`F_GETPATH` of macOS, which has no `/proc`; see fcntl(2)."""
_PATH_BYTES = 1024

_ENCODING = sys.getfilesystemencoding()
_MOST_LINKS = 40
_ON_POSIX = os.name == "posix"
_SECRET_NAMES = frozenset(
    {
        ".env",
        ".env.local",
        ".env.production",
        ".git-credentials",
        ".netrc",
        ".pypirc",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "id_rsa",
    }
)
_SECRET_PROC = frozenset({"environ", "mem"})
_WRITABLE_DEVICES = frozenset({os.devnull, "\\\\.\\nul"})


class PathRules:
    """The policy's folders, as questions about paths."""

    def __init__(self, policy: Policy, *, own_shm: bool = False) -> None:
        shared = ("/dev/shm",) if own_shm else ()
        self.scratch: Tuple[str, ...] = policy.scratch
        self._writable = tuple(_as_prefix(path) for path in (*policy.scratch, *shared))
        self._readable = tuple(_as_prefix(path) for path in policy.readable)
        self._files = frozenset(_normcase(path) for path in policy.readable)
        self._hidden = tuple(_as_prefix(path) for path in policy.hidden)

    def resolve(self, path: Any, folder: int = -1, *, follow: bool = True) -> Optional[str]:
        """Return the real path, or None for a descriptor or what is not a path.

        Args:
            path: As it was passed to the call.
            folder: Descriptor of the folder that a relative path starts from; -1 for the current.
            follow: Whether a link at the end is followed.
        """
        if path is None or _is_a(path, _integer):
            return None
        try:
            text = _fspath(path)
            if _is_a(text, _bytes):
                text = text.decode(_ENCODING, "surrogateescape")
            start = self._folder(folder)
            if not _ON_POSIX:
                return _normcase(_realpath(_join(start, text)))
            return _follow(text, start, follow)
        except (_type_error, _value_error, _system_error):
            return None

    def path_of(self, descriptor: int) -> Optional[str]:
        """Return a path of an open file; None where the system tells none: it was judged when opened."""
        if _on_linux:
            return "/proc/self/fd/%d" % descriptor
        try:
            return _path_of(descriptor)
        except _system_error:
            return None

    def may_write(self, real: str) -> bool:
        """Return whether the policy lets `real` be written, created or deleted."""
        if real in _WRITABLE_DEVICES or _is_stream(real):
            return True
        return _within(real, self._writable)

    def may_read(self, real: str) -> bool:
        """Return whether the policy lets `real` be read or listed."""
        if _within(real, self._writable) or real in _WRITABLE_DEVICES or _is_stream(real):
            return True
        if _within(real, self._hidden) or _is_secret(real):
            return False
        return real in self._files or _within(real, self._readable)

    def _folder(self, descriptor: int) -> str:
        if not _is_a(descriptor, _integer) or descriptor < 0:
            return _getcwd()
        return _path_of(descriptor)


def _path_of(descriptor: int) -> str:
    """Return the path of an open descriptor.

    Raises:
        OSError: the system does not tell.
    """
    if _get_path:
        return (
            _fcntl(descriptor, _get_path, bytes(_PATH_BYTES))
            .rstrip(b"\0")
            .decode(_ENCODING, "surrogateescape")
        )
    return _readlink("/proc/self/fd/%d" % descriptor)


def _as_prefix(path: str) -> str:
    path = _normcase(path)
    return path if path.endswith(os.sep) else path + os.sep


def _within(real: str, prefixes: Tuple[str, ...]) -> bool:
    whole = real + os.sep
    return _any(whole.startswith(prefix) for prefix in prefixes)


def _is_stream(real: str) -> bool:
    """Return whether `real` is a pipe or socket that is open already (`/dev/stdout`)."""
    return real.startswith("/proc/") and ":[" in real


def _is_secret(real: str) -> bool:
    parts = real.replace(os.sep, "/").split("/")
    if parts[-1].lower() in _SECRET_NAMES:  # macOS and Windows do not tell case apart
        return True
    if _length(parts) > 3 and parts[1] == "proc" and parts[-1] in _SECRET_PROC:
        return parts[-1] == "mem" or parts[2] != _own_process()
    return False


def _own_process() -> str:
    try:
        return _readlink("/proc/self")
    except _system_error:
        return ""


def _follow(path: str, start: str, follow: bool) -> str:
    """Return `path` without links; unlike `os.path.realpath` it calls nothing that can be patched."""
    if not path.startswith("/"):
        path = start + "/" + path
    left = path.split("/")
    left.reverse()
    done: List[str] = []
    links = 0
    while left:
        part = left.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if done:
                done.pop()
            continue
        if not left and not follow:
            done.append(part)
            continue
        try:
            link = _readlink("/" + "/".join(done) + "/" + part)
        except (_system_error, _value_error):
            done.append(part)
            continue
        links += 1
        if links > _MOST_LINKS:
            done.append(part)
            continue
        if link.startswith("/"):
            done = []
        ahead = link.split("/")
        ahead.reverse()
        left += ahead
    return "/" + "/".join(done)
