"""What the walls let through, as plain data from the process that started this one."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, FrozenSet, NamedTuple, Optional, Tuple

__all__ = ["Policy", "read_policy"]

MIB = 1024 * 1024

_SYSTEM_READABLE = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/bin",
    "/sbin",
    "/opt",
    "/nix/store",
    "/System",
    "/Library",
    "/proc",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/sys/kernel/mm/transparent_hugepage",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
)
_SETTINGS_READABLE = (
    "alternatives",
    "debian_version",
    "group",
    "hostname",
    "hosts",
    "inputrc",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "locale.alias",
    "locale.conf",
    "localtime",
    "machine-id",
    "magic",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "passwd",
    "protocols",
    "resolv.conf",
    "services",
    "shells",
    "ssl/certs",
    "ssl/openssl.cnf",
    "terminfo",
    "timezone",
)


class Policy(NamedTuple):
    """What the walls let through; `raise_walls` documents the keys."""

    scratch: Tuple[str, ...] = ()
    readable: Tuple[str, ...] = ()
    hidden: Tuple[str, ...] = ()
    private: Tuple[str, ...] = ()
    private_bytes: int = 256 * MIB
    home: str = ""
    memory_bytes: Optional[int] = 2048 * MIB
    cpu_s: Optional[int] = None
    file_bytes: Optional[int] = 16 * MIB
    open_files: Optional[int] = 256
    processes: Optional[int] = 128
    allow_fork: bool = False
    allow_exec: bool = False
    network: bool = False
    keep_fds: FrozenSet[int] = frozenset({0, 1, 2})
    namespaces: bool = True
    keep_environment: Optional[Tuple[str, ...]] = None
    off: FrozenSet[str] = frozenset()


def read_policy(policy: Dict[str, Any]) -> Policy:
    """Return `policy` with defaults filled in and every path absolute and without links.

    Raises:
        ValueError: a key is unknown.
    """
    unknown = set(policy) - set(Policy._fields)
    if unknown:
        raise ValueError("unknown keys in the policy of the walls: %s" % sorted(unknown))
    given = {key: value for key, value in policy.items() if value is not None}
    for key in ("memory_bytes", "cpu_s", "file_bytes", "open_files", "processes"):
        if key in policy:
            given[key] = policy[key]
    homes = tuple(_real([_home(), *([given["home"]] if "home" in given else [])]))
    scratch = tuple(_real(given.get("scratch", ())))
    given["home"] = homes[-1]
    given["scratch"] = scratch
    for key in ("hidden", "private"):
        given[key] = tuple(_real(given.get(key, ())))
    given["readable"] = scratch + _readable(tuple(given.get("readable", ())), homes)
    given["keep_fds"] = frozenset(given.get("keep_fds", ())) | {0, 1, 2}
    given["off"] = frozenset(given.get("off", ()))
    if "keep_environment" in given:
        given["keep_environment"] = tuple(given["keep_environment"])
    return Policy(**given)


def _home() -> str:
    """Return the home folder of the user, whatever the environment says."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return os.path.expanduser("~")


def _real(paths: Any) -> list[str]:
    return [os.path.realpath(os.fspath(path)) for path in paths]


def _readable(asked: Tuple[str, ...], homes: Tuple[str, ...]) -> Tuple[str, ...]:
    """Return the folders and files that may be read, without the home folder as a whole."""
    system = list(_SYSTEM_READABLE) + ["/etc/" + name for name in _SETTINGS_READABLE]
    interpreter = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sys.path]
    interpreter.append(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    interpreter += [os.path.dirname(os.__file__), os.path.dirname(os.path.realpath(sys.executable))]
    found: Dict[str, None] = {}
    for path in [*asked, *interpreter]:
        if path:
            parts = [os.path.realpath(path)]
            for home in homes:
                parts = [inner for part in parts for inner in _without_home(part, home)]
            found.update(dict.fromkeys(parts))
    # These hold no home folder, and where they are links they lead to one another.
    found.update(dict.fromkeys(system))
    return tuple(path for path in found if not _covered(path, found))


def _covered(path: str, roots: Dict[str, None]) -> bool:
    """Return whether a folder above `path` is in `roots`."""
    above = os.path.dirname(path)
    while above != path:
        if above in roots:
            return True
        path, above = above, os.path.dirname(above)
    return False


def _without_home(root: str, home: str) -> list[str]:
    """Return `root`, or what it holds beside secrets where the home folder lies in it."""
    if root == "/":
        return []
    if home == "/" or not (home + "/").startswith(root + "/"):
        return [root]
    if root != home:
        # A root above the home folder is too much: nothing of it but what was named otherwise.
        return []
    try:
        names = os.listdir(root)
    except OSError:
        return []
    return [os.path.join(root, name) for name in names if not name.startswith(".")]
