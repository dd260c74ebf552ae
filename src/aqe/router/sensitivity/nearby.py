"""Random strings whose neighbourhood speaks of a secret, though no name beside them does.

A random string alone is nothing: digests, commits, pictures and vectors of tests are random too. It is
a secret where its line, or the comment above, speaks of one and of nothing of that other kind, or where
it is handed to something that takes a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.finds import Find
from aqe.router.sensitivity.randomness import is_random, wordiness

__all__ = ["RUN", "find_nearby", "lines_around"]

_WEIGHT = 0
_SHORTEST = 20
_LONGEST = 200
"""Longer ones are data: pictures, certificates, archives."""
_QUOTES = ("'", '"', "`")
_WORDY = 0.25
_CONTEXT_LENGTH = 160
"""Characters on either side that are looked at."""

RUN = re.compile(r"[0-9A-Za-z+/_-]{20,16384}={0,2}")
"""What may be a key: a long run without a space."""
_TAKER = re.compile(
    r"(?:Fernet|TOTP|HOTP|hmac\.new|hmac\.digest|AES\.new|SecretStr|SigningKey|jwt\.encode\([\w, ]{1,40})"
    r"\(?\s{0,4}(?:[A-Za-z_][\w.]{0,40}\()?b?[\"']\Z"
)
_SECRET_WORD = re.compile(
    r"(?<![a-z])(?:tokens?|secrets?|credentials?|creds|passwords?|passwd|bearer|(?:api|private|access|signing"
    r"|encryption|shared|prod|production|staging|live|real|master|service|account)[ _-]?keys?|keys?"
    r"|hmac|fernet|totp|otp)(?![a-z])"
)
_OTHER_WORD = re.compile(
    r"sha-?\d|sha_|md5|blake|crc|digest|checksum|hash|commit|revision|(?<![a-z])rev(?![a-z])|uuid|guid|etag"
    r"|integrity|fingerprint|public|pubkey|cert|ssh-|data:|png|gif|jpeg|image|font|ciphertext|vector"
    r"|expected|assert|cache|primary|foreign|sort|(?<![a-z])ids?(?![a-z])|_id(?![a-z])|boundary|registry"
    r"|https?://|version|nonce|(?<![a-z])iv(?![a-z])|salt|signature|next|cursor|page"
)


def find_nearby(text: str, small: str, runs: list[re.Match[str]]) -> Iterator[Find]:
    """Random strings near words that speak of a secret.

    Args:
        text: Any text.
        small: The same, `lowered`.
        runs: Matches of `RUN` in it.
    """
    for run in runs:
        start, end = run.span()
        if end - start > _LONGEST or not is_random(run.group().strip("=_-"), _SHORTEST):
            continue
        if text[start - 1 : start] not in _QUOTES and wordiness(run.group()) > _WORDY:
            continue  # a name of the program
        if _is_secret_here(text, small, start, end):
            yield Find(start, end, SensitiveKind.SECRET, "entropy", _WEIGHT)


def _is_secret_here(text: str, small: str, start: int, end: int) -> bool:
    if text.startswith("...", end):
        return False  # cut short by whoever wrote it
    if _TAKER.search(text, max(0, start - 80), start):
        return True
    above, before, after = lines_around(small, start, end)
    if _OTHER_WORD.search(before) or _OTHER_WORD.search(after):
        return False
    if _SECRET_WORD.search(before) or _SECRET_WORD.search(after):
        return True
    is_comment = above.lstrip().startswith(("#", "//", "*", ";", "--"))
    return is_comment and bool(_SECRET_WORD.search(above)) and not _OTHER_WORD.search(above)


def lines_around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The line above a place, and its own line before and behind it; each cut to what is near."""
    lowest = max(0, start - _CONTEXT_LENGTH)
    line = text.rfind("\n", lowest, start)
    before = text[max(line + 1, lowest) : start]
    above = ""
    if line >= 0:
        over = text.rfind("\n", max(0, line - _CONTEXT_LENGTH), line)
        above = text[max(over + 1, line - _CONTEXT_LENGTH, 0) : line]
    stop = text.find("\n", end, end + _CONTEXT_LENGTH)
    after = text[end : stop if stop >= 0 else end + _CONTEXT_LENGTH]
    return above, before, after
