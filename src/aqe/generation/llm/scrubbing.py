"""Texts from this machine made fit for a prompt: no secrets, no places of files, no addresses, cut."""

from __future__ import annotations

import re

from aqe.router.sensitivity import scrub

__all__ = ["scrubbed"]

_POSIX = re.compile(r"(?<![\w.:/])(?:/[\w.@+~-]+){2,}/?")
_WINDOWS = re.compile(r"\b[A-Za-z]:\\(?:[^\\/:*?\"<>|\r\n]+\\)*[^\\/:*?\"<>|\r\n ]*")
_ADDRESS = re.compile(r"\b0x[0-9A-Fa-f]{6,16}\b")
_HOME = re.compile(r"(?<![\w/])~(?:/[\w.@+-]+)+")
_LONGEST = 4000


def scrubbed(text: str, longest: int = _LONGEST) -> str:
    """The text without secrets, absolute paths (their last part stays) and addresses of objects.

    It is cut last: half of a key would not be known for one.

    Args:
        text: Of any origin.
        longest: Characters that are kept, half of them from the end.
    """
    text, _ = scrub(text)
    text = _WINDOWS.sub(_last, text)
    text = _POSIX.sub(_last, _HOME.sub(_last, text))
    text = _ADDRESS.sub("0x...", text)
    if len(text) > longest:
        half = longest // 2
        text = f"{text[:half]}\n[...]\n{text[-half:]}"
    return text


def _last(match: re.Match[str]) -> str:
    parts = [each for each in re.split(r"[\\/]", match.group()) if each]
    last = parts[-1] if parts else ""
    return last if "." in last else "<folder>"
