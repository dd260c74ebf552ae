"""What the user names as sensitive: files by pattern, texts by a word in them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from pathlib import PurePath

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.finds import Find
from aqe.settings.model import RouterSettings

__all__ = ["SensitiveRules", "find_markers", "path_pattern", "rules_of"]


@dataclass(frozen=True, slots=True)
class SensitiveRules:
    """The user's own rules; they come on top of those for secrets and personal data."""

    paths: tuple[str, ...] = ()
    """Patterns from the project root, as in ``src/auth/**``; ``*`` and ``?`` stay within one folder.

    One without a slash holds in every folder; one that names a folder holds for all below it.
    """
    markers: tuple[str, ...] = ()
    """Words; small and capital letters are the same."""


def rules_of(settings: RouterSettings) -> SensitiveRules:
    """The rules that the settings give."""
    return SensitiveRules(_parts(settings.sensitive_paths), _parts(settings.sensitive_markers))


def _parts(listing: str | None) -> tuple[str, ...]:
    parts = (part.strip() for part in (listing or "").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def path_pattern(path: str | PurePath, rules: SensitiveRules) -> str | None:
    """The first pattern that names the file; None when none does.

    Args:
        path: The file, from the project root. Of an absolute path every end is tried.
        rules: With the patterns.
    """
    if not rules.paths:
        return None
    plain = posixpath.normpath(str(path).replace("\\", "/")).casefold()
    is_absolute = plain.startswith("/") or plain[1:2] == ":"
    parts = [part for part in plain.split("/") if part not in ("", ".", "..")]
    for pattern in rules.paths:
        wanted = pattern.replace("\\", "/").casefold().removeprefix("./").split("/")
        wanted = [part for part in wanted if part]
        if len(wanted) == 1 or is_absolute:
            wanted = ["**", *wanted]
        if wanted and _matches(wanted, parts):
            return pattern
    return None


def _matches(wanted: list[str], parts: list[str]) -> bool:
    """Whether the pattern fits the path or a folder above it; time is the product of their lengths."""
    reached = {0}
    for pattern in wanted:
        if pattern == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            fits = re.compile(translate(pattern)).match
            reached = {place + 1 for place in reached if place < len(parts) and fits(parts[place])}
        if not reached:
            return False
    return True


def find_markers(text: str, rules: SensitiveRules) -> Iterator[Find]:
    """Places of the user's words, as words of their own; a space in one stands for any run of spaces."""
    for marker in rules.markers:
        words = [re.escape(word) for word in marker.split()]
        before = r"(?<!\w)" if marker[0].isalnum() else ""
        after = r"(?!\w)" if marker[-1].isalnum() else ""
        pattern = re.compile(before + r"\s{1,8}".join(words) + after, re.IGNORECASE)
        for match in pattern.finditer(text):
            yield Find(*match.span(), SensitiveKind.MARKER, marker)
