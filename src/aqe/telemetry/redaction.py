"""Takes secrets out of text before it is logged or stored.

Two rules: known shapes of keys, whatever stands around them, and values that are given to a
sensitive name (``API_KEY=...``, ``--token ...``, ``https://user:password@host``). Every pattern is
linear in the length of the text, because the text may come from code under test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["REDACTED", "is_sensitive", "redact", "redact_command", "redact_environment"]

REDACTED = "[redacted]"

_SHAPES = re.compile(
    r"""
      \b(?:AKIA|ASIA)[0-9A-Z]{16}\b                          # AWS access key
    | \bgh[pousr]_[0-9A-Za-z]{20,255}                        # GitHub
    | \bgithub_pat_[0-9A-Za-z_]{20,255}
    | \bglpat-[0-9A-Za-z_-]{16,255}                          # GitLab
    | \bxox[abeoprs]-[0-9A-Za-z-]{10,255}                    # Slack
    | \bsk-[0-9A-Za-z_-]{16,255}                             # OpenAI, Anthropic, OpenRouter
    | \b[rs]k_(?:live|test)_[0-9A-Za-z]{10,255}              # Stripe
    | \bAIza[0-9A-Za-z_-]{30,60}                             # Google
    | \bnpm_[0-9A-Za-z]{30,60}
    | \bpypi-[0-9A-Za-z_-]{40,512}
    | \bhf_[0-9A-Za-z]{30,60}                                # Hugging Face
    | \beyJ[0-9A-Za-z_-]{10,4096}\.[0-9A-Za-z_-]{4,4096}\.[0-9A-Za-z_-]{4,4096}   # JSON web token
    """,
    re.VERBOSE,
)
_PRIVATE_KEY = re.compile(
    r"(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?:(?!-----END).){1,20000}", re.DOTALL
)
_URL_PASSWORD = re.compile(r"(://[^\s:/@]{0,256}:)([^\s/@]{1,256})(?=@)")
_AUTHORIZATION = re.compile(r"(?i)(\b(?:bearer|basic)[ ]+)([0-9A-Za-z+/=._~-]{8,4096})")
_NAME = (
    r"[A-Za-z0-9_.-]{0,64}"
    r"(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|credential|signing[_-]?key|authorization)s?"
    r"(?:[_.-][A-Za-z0-9_.-]{0,64})?"
)
_ASSIGNMENT = re.compile(
    rf"""(?i)(?<![A-Za-z0-9_.-])({_NAME}['"]?[ ]{{0,4}}(?:=|:[ ]?)[ ]{{0,4}})"""
    r"""("[^"\n]{1,4096}"|'[^'\n]{1,4096}'|[^\s,;&'"()\[\]{}]{4,4096})"""
)
_SENSITIVE = re.compile(rf"(?i)-{{0,2}}{_NAME}\Z")
_HARMLESS = re.compile(r"(?i)[\"']?(?:none|null|true|false|\[redacted\])[\"']?\Z")


def redact(text: str) -> str:
    """The text without anything that looks like a secret; unchanged when nothing does."""
    text = _PRIVATE_KEY.sub(rf"\1{REDACTED}", text)
    text = _SHAPES.sub(REDACTED, text)
    text = _URL_PASSWORD.sub(rf"\1{REDACTED}", text)
    text = _AUTHORIZATION.sub(rf"\1{REDACTED}", text)
    return _ASSIGNMENT.sub(_without_value, text)


def is_sensitive(name: str) -> bool:
    """Whether a variable or an option of that name usually holds a secret."""
    return _SENSITIVE.match(name) is not None


def redact_command(command: Sequence[str]) -> tuple[str, ...]:
    """A command line without secrets, also where the value follows its option."""
    return tuple(_words(command))


def redact_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Environment variables without secrets."""
    return {
        name: REDACTED if is_sensitive(name) and value else redact(value)
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


def _without_value(match: re.Match[str]) -> str:
    name, value = match.groups()
    return match.group() if _HARMLESS.match(value) else f"{name}{REDACTED}"
