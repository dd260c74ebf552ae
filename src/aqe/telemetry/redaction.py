"""Takes secrets out of text before it is logged or stored.

Three rules: known shapes of keys (`key_shapes`), whatever stands around them; values of options and variables
with a sensitive name (``API_KEY=...``, ``--token ...``, ``https://user:password@host``); and in
running text, where ``token='plus'`` is more often a word of the subject than a secret, such values
only when they look random. Patterns are linear in the text, which may come from hostile code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from aqe.telemetry.key_shapes import PRIVATE_KEY_HEADER, key_matches

__all__ = ["REDACTED", "is_sensitive", "redact", "redact_command", "redact_environment"]

REDACTED = "[redacted]"

_PRIVATE_KEY = re.compile(rf"({PRIVATE_KEY_HEADER})([^-]{{1,20000}})(?=-----END|\Z)")
_URL_PASSWORD = re.compile(r"(://[^\s:/@]{0,256}:)([^\s/@]{1,256})(?=@)")
_AUTHORIZATION = re.compile(r"(?i)(\b(?:bearer|basic) +)([0-9A-Za-z+/=._~-]{12,4096})")
_NAME = (
    r"(?:[A-Za-z0-9_.-]{0,64}[_.-])?"
    r"(?:[A-Za-z0-9]{0,32}(?:password|passwd|passphrase)|secret|token|authorization"
    r"|[A-Za-z0-9]{0,32}(?:api|access|private|secret|signing)[_-]?key|credentials?)"
)
_SENSITIVE = re.compile(rf"(?i)-{{0,2}}{_NAME}\Z")
_CAMEL = re.compile(r"-{0,2}[a-z][A-Za-z0-9]{0,64}(?:Token|Secret|Password|Key)\Z")
_CAMEL_KEY = re.compile(r"(?i)(?:api|access|private|secret|signing)key\Z")
_ASSIGNMENT = re.compile(
    rf"""(?i)(?<![A-Za-z0-9_.-])({_NAME})(['"]? {{0,4}}[:=] {{0,4}})"""
    r"""("[^"\n]{1,4096}"|'[^'\n]{1,4096}'|[^\s,;&'"()\[\]{}]{1,4096})"""
)
_PASSWORD_NAME = re.compile(r"(?i)(?:password|passwd|passphrase)\Z")


def redact(text: str) -> str:
    """The text without anything that looks like a secret; unchanged when nothing does."""
    if not text:
        return text
    text = _PRIVATE_KEY.sub(rf"\1{REDACTED}", text)
    text = _without_keys(text)
    text = _URL_PASSWORD.sub(rf"\1{REDACTED}", text)
    text = _AUTHORIZATION.sub(rf"\1{REDACTED}", text)
    return _ASSIGNMENT.sub(_without_value, text)


def is_sensitive(name: str) -> bool:
    """Whether a variable or an option of that name usually holds a secret."""
    if _SENSITIVE.match(name) is not None:
        return True
    return _CAMEL.match(name) is not None and (
        not name.endswith("Key") or _CAMEL_KEY.search(name) is not None
    )


def redact_command(command: Sequence[str]) -> tuple[str, ...]:
    """A command line without secrets, also where the value follows its option."""
    return tuple(_words(command))


def redact_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Values by name (environment variables, arguments) without secrets."""
    return {
        name: REDACTED if value and is_sensitive(name) else redact(value)
        for name, value in environ.items()
    }


def _words(command: Sequence[str]) -> Iterator[str]:
    awaits_value = False
    for word in command:
        if awaits_value and not word.startswith("-"):
            yield REDACTED
            awaits_value = False
            continue
        awaits_value = word.startswith("-") and is_sensitive(word)
        name, equals, value = word.partition("=")
        if equals and value and is_sensitive(name):
            yield f"{name}={REDACTED}"
        else:
            yield redact(word)


def _without_keys(text: str) -> str:
    parts = []
    end = 0
    for match in sorted(key_matches(text), key=lambda match: (match.start, -match.end)):
        if match.start >= end:
            parts += [text[end : match.start], REDACTED]
        end = max(end, match.end)
    return "".join((*parts, text[end:]))


def _without_value(match: re.Match[str]) -> str:
    name, between, value = match.groups()
    quote = value[0] if value[0] in "'\"" else ""
    bare = value.strip(quote) if quote else value
    if bare == REDACTED or not _looks_secret(name, bare):
        return match.group()
    return f"{name}{between}{quote}{REDACTED}{quote}"


def _looks_secret(name: str, value: str) -> bool:
    """Whether the value given to a sensitive name in running text is one, and not a word of code."""
    has_digit = any(character.isdigit() for character in value)
    if _PASSWORD_NAME.search(name):
        return len(value) >= 6 and (has_digit or not value.isalpha())
    has_letter = any(character.isalpha() for character in value)
    return len(value) >= 12 and has_digit and has_letter and "(" not in value
