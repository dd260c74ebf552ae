"""The part of a message that stays the same from run to run, as a regular expression."""

from __future__ import annotations

import re

__all__ = ["message_pattern", "warning_parts"]

_MAX_CHARACTERS = 80
_MIN_CHARACTERS = 6
_SPECIAL = re.compile(r"([.^$*+?{}\[\]\\|()])")
_UNSTABLE = re.compile(
    r"""
    0x[0-9a-fA-F]+                        # addresses
    | (?<!\.)<lambda>(?:\(\))?            # in a test: test_it.<locals>.<lambda>()
    | <[^<>]*\bat\b[^<>]*>                # representations of objects
    | (?:[A-Za-z]:)?[/\\][\w.@-]+[/\\][\w./\\@-]*   # paths
    | \{(?:[^{}:]*,[^{}:]*)\}             # sets, whose order varies
    | \b\d{4}-\d\d-\d\d\b                 # dates
    | \b[0-9a-f]{8}-[0-9a-f]{4}-          # unique ids
    | [\x00-\x08\x0b-\x1f\x7f]            # control characters
    """,
    re.VERBOSE,
)
_OF_THE_SYSTEM = re.compile(r"\[(?:Errno|WinError) -?\d+\] ")
"""What the operating system says, each in its own words."""
_WARNING = re.compile(
    r"(?:[\w.]+[:.])?(?P<category>\w+)(?:\((?P<quoted>.*)\)|: ?(?P<text>.*))?", re.DOTALL
)


def message_pattern(message: str, *, goes_on: bool = False) -> str | None:
    """A regular expression that a message matches now and in later runs; None where nothing is stable.

    What the operating system says is not the subject's own. A short stable message is matched as a
    whole, a long one by its beginning, and one that holds addresses, paths, sets or dates by its longest
    stable stretch.

    Args:
        message: what an exception or a warning says.
        goes_on: whether that is only the beginning.
    """
    if not message.strip() or _OF_THE_SYSTEM.match(message):
        return None
    spans = [found.span() for found in _UNSTABLE.finditer(message)]
    if not spans:
        if goes_on and len(message) < _MIN_CHARACTERS:
            return None
        if len(message) <= _MAX_CHARACTERS and not goes_on:
            return f"^{_escaped(message)}$"
        return f"^{_escaped(_beginning(message))}"
    stretches = _between(message, spans)
    best = max(stretches, key=lambda stretch: len(stretch.strip()), default="")
    best = _beginning(best.strip())
    return _escaped(best) if len(best) >= _MIN_CHARACTERS else None


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", r"\n")


def _beginning(text: str) -> str:
    first = text.splitlines()[0] if text.strip() else text
    if not first.strip():
        first = text[:_MAX_CHARACTERS]
    if len(first) <= _MAX_CHARACTERS:
        return first
    cut = first[:_MAX_CHARACTERS]
    space = cut.rfind(" ")
    return cut[:space] if space > _MIN_CHARACTERS else cut


def _between(message: str, spans: list[tuple[int, int]]) -> list[str]:
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(message)]
    return [message[end:start] for end, start in zip(ends, starts, strict=True)]


def warning_parts(warning: str) -> tuple[str, str]:
    """Category and message of a warning written as ``Category: message``."""
    found = _WARNING.fullmatch(warning)
    if found is None:
        return "", warning
    return found["category"], found["quoted"] or found["text"] or ""
