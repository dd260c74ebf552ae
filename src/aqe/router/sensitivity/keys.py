"""Secrets that show by their form: keys of providers, private keys, addresses with passwords, headers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.finds import Find
from aqe.router.sensitivity.randomness import (
    entropy,
    is_compound,
    is_password,
    is_placeholder,
    is_random,
    wordiness,
)
from aqe.telemetry.key_shapes import PRIVATE_KEY_HEADER, key_matches

__all__ = ["find_keys"]

_WEIGHT = 3
_WORDY = 0.6
"""From this share of words on, what follows the head of a key is a name."""
_SHORT_BODY = 8
"""Below, what is secret stands in the head."""

_HEADER = re.compile(PRIVATE_KEY_HEADER)
_KEY_BODY = re.compile(r"[0-9A-Za-z+/=]{30,4096}")
_KEY_HEAD_LENGTH = 240
"""Comment, version and cipher lines may stand between the header and the key."""
_KEY_LINES = re.compile(r"(?:[0-9A-Za-z+/=]{1,4096}(?:\s|\\[nr]|[\"'+,\\]){0,16}){1,400}")
_KEY_LENGTH = 20_000
_PUTTY = re.compile(r"Private-Lines: \d{1,4}\s{1,4}((?:[0-9A-Za-z+/=]{1,80}\s{1,2}){1,200})")
_WEB_KEY = re.compile(r"""["']d["']\s{0,4}:\s{0,4}["']([0-9A-Za-z_-]{40,1400})["']""")
_URL = re.compile(r"://([^\s:/@\"'<>]{0,256}):([^\s/@\"'<>]{1,256})@([\w.-]{0,64})")
_SCRUBBED = re.compile(r"[a-z0-9-]{1,30}\]\Z")
"""What looks like a password where a whole user was scrubbed: ``https://[redacted:github-token]@host``."""
_SCHEMES = {
    scheme: re.compile(
        scheme + r" {1,4}([0-9A-Za-z+/=._~-]{12,4096})(?![0-9A-Za-z(\[])", re.IGNORECASE
    )
    for scheme in ("bearer", "basic", "token")
}
_HEROKU = re.compile(
    r"(?i)heroku[\w.\"' -]{0,40}[:=]\s{0,4}[\"']?"
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)
_PAIR_HEADS = ("Auth(", "basic_auth(", "login(", "auth=(", "auth = (")
_PAIR = r"\s{0,40}[\"'][^\"'\n]{0,128}[\"']\s{0,8},\s{0,40}(?:pass\w{0,6}\s?=\s?)?[\"']([^\"'\n]{1,256})[\"']"
"""User and password, handed over side by side."""
_CURL_USER = re.compile(
    r"curl\b[^\n]{0,400}?\s(?:-u|--user|--proxy-user|-U)[ =]{0,2}[\"']?[\w.@-]{0,64}:([^\s\"']{6,128})"
)
_PASSWORD_FILE = re.compile(
    r"(?m):(?:\d{4,5}|\*):[A-Za-z*][\w-]{0,63}:[A-Za-z*][\w.-]{0,63}:([^\s:\"'()]{6,128})$"
)
"""Lines of ``.pgpass``: PostgreSQL documentation, "The Password File"."""
_WEAK = frozenset(
    "password passwd pass pwd pw secret user username guest changeme postgres root admin mysql test "
    "token x xxx example mypassword yourpassword your_password p hunter2 key s3cret".split()
)


_FORMS = (
    ("private-key", "private-lines", _PUTTY),
    ("private-key", "kty", _WEB_KEY),
    ("heroku-key", "heroku", _HEROKU),
    ("password", ":", _PASSWORD_FILE),
    ("password", "curl", _CURL_USER),
)
"""Rule, what a text of that form holds in small letters, and the form with the secret in its group."""


def find_keys(text: str, small: str) -> Iterator[Find]:
    """Secrets that are known by their form, wherever they stand.

    Args:
        text: Any text.
        small: The same, `lowered`.
    """
    yield from _shapes(text)
    yield from _headers(text, small)
    if "PRIVATE KEY" in text:
        yield from _private_keys(text)
    if "://" in text:
        yield from _addresses(text)
    for rule, mark, pattern in _FORMS:
        if mark in small:
            for match in pattern.finditer(text):
                if rule != "password" or is_password(match.group(1)):
                    yield _find(rule, *match.span(1))
    for head in _PAIR_HEADS:
        if head in text:
            for match in re.finditer(re.escape(head) + _PAIR, text):
                if is_password(match.group(1)):
                    yield _find("password", *match.span(1))


def _find(rule: str, start: int, end: int) -> Find:
    return Find(start, end, SensitiveKind.SECRET, rule, _WEIGHT)


def _shapes(text: str) -> Iterator[Find]:
    for match in key_matches(text):
        body = text[match.body : match.end]
        if len(body) < _SHORT_BODY:
            body = text[match.start : match.end]
        if (
            len(set(body)) > 5
            and wordiness(body) < _WORDY
            and not (is_compound(body) or is_placeholder(body))
        ):
            yield _find(match.rule, match.start, match.end)


def _private_keys(text: str) -> Iterator[Find]:
    last = 0
    for header in _HEADER.finditer(text):
        if header.start() < last:
            continue
        body = _KEY_BODY.search(text, header.end(), header.end() + _KEY_HEAD_LENGTH)
        if body is None or wordiness(body.group()) > 0.5 or entropy(body.group()) < 3:
            continue
        end = text.find("-----END", body.start(), body.start() + _KEY_LENGTH)
        if end < 0:
            lines = _KEY_LINES.match(text, body.start(), body.start() + _KEY_LENGTH)
            end = lines.end() if lines else body.end()
        last = max(end, body.end())
        yield _find("private-key", body.start(), last)


def _addresses(text: str) -> Iterator[Find]:
    """Passwords in addresses (RFC 3986, section 3.2.1)."""
    for match in _URL.finditer(text):
        user, password, host = match.groups()
        known = password.lower()
        if known in _WEAK or known == user.lower() or is_placeholder(password):
            continue
        if user.endswith("[redacted") and _SCRUBBED.match(password):
            continue
        if password.isdigit() and not host:
            continue
        yield _find("url-password", *match.span(2))


def _headers(text: str, small: str) -> Iterator[Find]:
    """Credentials of the schemes Bearer (RFC 6750), Basic (RFC 7617) and token."""
    for scheme, pattern in _SCHEMES.items():
        if f"{scheme} " not in small:
            continue
        for match in re.finditer(scheme + " ", small):
            found = pattern.match(text, match.start())
            if found is not None and _is_credential(scheme, found.group(1)):
                yield _find("authorization", *found.span(1))


def _is_credential(scheme: str, value: str) -> bool:
    if scheme == "basic":
        return _is_user_and_password(value)
    return is_random(value, 20 if scheme == "bearer" else 32)


def _is_user_and_password(value: str) -> bool:
    try:
        user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return (
        bool(colon)
        and user.isprintable()
        and not (password.lower() in _WEAK or is_placeholder(password))
    )
