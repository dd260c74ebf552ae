"""The environment and the inherited descriptors that code under test gets to see.

The process that starts a worker passes `scrub_environment(os.environ)` to it: what is in the
environment block when a program starts stays readable in `/proc/self/environ` whatever it does later.
"""

from __future__ import annotations

import os
from typing import Dict, FrozenSet, Iterable, List, Mapping

__all__ = ["close_all", "close_inherited", "inherited", "scrub_environment"]

_KEPT = frozenset(
    {
        "COVERAGE_CORE",
        "LANG",
        "LANGUAGE",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "PYTHONIOENCODING",
        "PYTHONUTF8",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
        "TZ",
        "WINDIR",
    }
)
_KEPT_PREFIXES = ("LC_",)
_DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin"


def scrub_environment(environ: Mapping[str, str], keep: Iterable[str] = ()) -> Dict[str, str]:
    """Return the part of `environ` that code under test may see, plus the names in `keep`.

    `HOME` is not kept unless asked for: point it at a scratch folder.
    """
    asked = frozenset(keep)
    kept = {
        name: value
        for name, value in environ.items()
        if name in asked or name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }
    if "PATH" not in asked and os.name == "posix":
        kept["PATH"] = _DEFAULT_PATH
    return kept


def inherited(keep: FrozenSet[int]) -> List[int]:
    """Return the open descriptors that are not in `keep`."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        return [int(name) for name in names if name.isdigit() and int(name) not in keep]
    return [number for number in range(3, 256) if number not in keep]


def close_inherited(keep: FrozenSet[int]) -> None:
    """Close every descriptor that is not in `keep`."""
    close_all(inherited(keep))


def close_all(numbers: Iterable[int]) -> None:
    """Close the descriptors; one that is closed already (a listing's own) does not matter."""
    for number in numbers:
        try:
            os.close(number)
        except OSError:
            continue
