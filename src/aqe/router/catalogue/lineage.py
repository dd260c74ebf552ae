"""Reads the name of a model: which family it belongs to, which version of it, which snapshot.

``anthropic/claude-opus-4.5`` and ``claude-opus-4-5`` are the same model at two providers, and
``claude-opus-5`` is a later one of the same family.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Lineage", "lineage_of"]

_DATE = re.compile(r"(?<![0-9])(?:20\d\d-\d\d-\d\d|\d\d-20\d\d|[01]\d-[0-3]\d$)(?![0-9])")
_SEPARATORS = re.compile(r"[-_.@ ]+")
_NAME_AND_VERSION = re.compile(r"([a-z]+)(\d{1,2})")
_SAYS_NOTHING = frozenset("preview latest exp experimental beta instruct it".split())
_DATE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a model stands among its relatives."""

    family: str
    """Its name without versions: ``claude-opus``, ``gpt-oss-120b``."""
    version: tuple[int, ...] = ()
    snapshot: str = ""
    """A date in its name: ``0731``."""


@lru_cache(maxsize=4096)
def lineage_of(name: str) -> Lineage:
    """What the name of a model says; creator (``openai/``) and variant (``:free``) are left out."""
    bare = name.lower().rpartition("/")[2].partition(":")[0]
    family: list[str] = []
    version: list[int] = []
    snapshot = _DATE.findall(bare)
    for part in _SEPARATORS.split(_DATE.sub("", bare)):
        glued = _NAME_AND_VERSION.fullmatch(part)
        if part.isdecimal() and len(part) >= _DATE_DIGITS:
            snapshot.append(part)
        elif part.isdecimal():
            version.append(int(part))
        elif glued:
            family.append(glued[1])
            version.append(int(glued[2]))
        elif part and part not in _SAYS_NOTHING:
            family.append(part)
    while len(version) > 1 and version[-1] == 0:
        version.pop()
    return Lineage("-".join(family), tuple(version), "-".join(snapshot))
