"""Secrets that show by the name they are given to: ``password = "..."``, ``API_KEY=...``, ``--token ...``.

The word alone is nothing: ``token: str``, ``password = getpass()``, ``secret = os.environ["X"]`` and
``{"token": "identifier"}`` give no secret away. What is given must be written out, and look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aqe.domain.routing import SensitiveKind
from aqe.router.sensitivity.finds import Find
from aqe.router.sensitivity.randomness import (
    is_key_like_uuid,
    is_password,
    is_placeholder,
    is_random,
)
from aqe.telemetry.redaction import is_sensitive

__all__ = ["find_assigned", "lowered"]

_WEIGHT = 2
_LONGEST_NAME = 64

_STEM = re.compile("passw|passphrase|pwd|secret|token|key|credential|auth(?![a-z])")
_NAME_END = re.compile(r"[0-9A-Za-z_]{0,64}")
_NAME_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
_PASSWORD = re.compile(r"(?i)(?:password|passwd|passwort|passphrase|passwd|pwd)\Z")
_AWS_SECRET = re.compile(r"(?i)secret_?access_?key\Z")
_AWS_VALUE = re.compile(r"[0-9A-Za-z+/]{40}\Z")
_OTHER_KEY = re.compile(
    r"(?i)(?:encryption|encrypt|master|hmac|session|client|consumer|webhook|jwt|crypto|service|account"
    r"|storage|auth|shared|root|license|aes|fernet|bot|deploy|admin|app|application|subscription)"
    r"[_-]?key\Z"
)
_CAMEL = re.compile(
    r"[A-Za-z][A-Za-z0-9]{0,60}[a-z0-9](?:Token|Secret|Password|ApiKey|SecretKey)\Z"
)
_AUTH = re.compile(r"(?i)(?:\A|[_-])(?:auth|credentials?)\Z")
_QUALIFIED = re.compile(
    r"(?i)(?:api|client|secret|auth|access|private|app|service)[_-]?(?:key|token|secret)\Z"
)
"""Names whose value is a key even where it is a UUID."""
_PUBLIC = re.compile(r"(?i)publi[cs]|pub_?key|csrf|xsrf|authenticity")
_TWILIO = re.compile(r"(?i)twilio")

_BETWEEN = re.compile(
    r"""
    (?P<closed>["'])?                                   # the name was in quotes
    \]?
    (?::\s{0,2}[A-Za-z_][\w.\[\]|, ]{0,60}(?==))?       # an annotation, up to its value
    \s{0,8}
    (?P<sign>=>|:=|==|!=|=|:|,|>|\)\ {0,2}or\b|\ (?=\S))
    \s{0,8}
    (?P<call>(?:[(\[]|[A-Za-z_][\w.]{0,40}\(){0,2})
    \s{0,40}
    (?:[rbfuRBFU]{0,2}(?P<quote>["'])|(?=(?P<bare>[^\s,;&<>"'()\[\]{}|`]{1,512})))
    """,
    re.VERBOSE,
)
_QUOTED = {quote: re.compile(rf"(?:[^{quote}\\\n]|\\.){{0,4096}}") for quote in "\"'"}
_REFERENCE = re.compile(r"[A-Za-z_][\w]*(?:[.\[(].*)?\Z")
_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*\Z")


def lowered(text: str) -> str:
    """The text in small letters, with every character where it was."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(each.lower() if each.isascii() else each for each in text)


def find_assigned(text: str, small: str) -> Iterator[Find]:
    """Values that are written out beside a name that speaks of a secret.

    Args:
        text: Any text.
        small: The same, `lowered`.
    """
    last = -1
    for stem in _STEM.finditer(small):
        if stem.start() < last:
            continue
        start = _name_start(text, stem.start())
        last = _end_of(_NAME_END, text, stem.end())
        find = _assigned(text, start, last)
        if find is not None:
            yield find
            last = max(last, find.end)


def _name_start(text: str, place: int) -> int:
    lowest = max(0, place - _LONGEST_NAME)
    while place > lowest and text[place - 1] in _NAME_START:
        place -= 1
    return place


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


def _assigned(text: str, start: int, end: int) -> Find | None:
    name = text[start:end]
    if _PUBLIC.search(name) or not (
        is_sensitive(name)
        or any(form.search(name) for form in (_PASSWORD, _OTHER_KEY, _CAMEL, _AUTH))
    ):
        return None
    between = _BETWEEN.match(text, end)
    if between is None or not _is_giving(text, start, between):
        return None
    place = between.end()
    quote = between["quote"]
    close = _end_of(_QUOTED[quote], text, place) if quote else place + len(between["bare"])
    value = text[place:close]
    if value.endswith("...") or text.startswith("...", close):
        return None  # cut short by whoever wrote it
    if not quote:
        value = value.rstrip(".,;:")
        close = place + len(value)
    rule = _rule(name, value, between, _is_code(text, start, between))
    return Find(place, close, SensitiveKind.SECRET, rule, _WEIGHT) if rule else None


def _is_giving(text: str, start: int, between: re.Match[str]) -> bool:
    """Whether what stands between the name and the value gives it that value."""
    sign, closed, quote = between["sign"], between["closed"], between["quote"]
    if sign == " ":  # --token VALUE; machine HOST login NAME password VALUE
        line = text.rfind("\n", max(0, start - 200), start) + 1
        return not quote and (text.startswith("--", start) or "login " in text[line:start])
    if sign == "," or sign.startswith(")"):  # get("NAME", VALUE), getenv("NAME") or VALUE
        opened = text[max(0, start - 40) : max(0, start - 1)].rstrip()[-1:] if sign == "," else "("
        return closed is not None and quote is not None and opened == "("
    if sign == ">":
        return not quote
    return True


def _is_code(text: str, start: int, between: re.Match[str]) -> bool:
    """Whether a bare value is an expression of a program rather than a value of a settings file."""
    spaced = text[between.end() - 1 : between.end()] == " " or " = " in between.group()
    return spaced and between["sign"] == "="


def _rule(name: str, value: str, between: re.Match[str], is_code: bool) -> str | None:
    if _AWS_SECRET.search(name) and _AWS_VALUE.match(value) and not is_placeholder(value):
        return "aws-secret-key"
    if _PASSWORD.search(name):
        return "password" if _is_given_password(value, between, is_code) else None
    least = 16 if between["quote"] and not between["call"].strip("([") else 20
    if between["quote"] is None and _REFERENCE.match(value) and not is_random(value, 20):
        return None
    if not (is_random(value, least) or (_QUALIFIED.search(name) and is_key_like_uuid(value))):
        return None
    return "twilio-key" if _TWILIO.search(name) else "secret-value"


def _is_given_password(value: str, between: re.Match[str], is_code: bool) -> bool:
    if between["call"].strip("([") and not is_random(value, 12):
        return False
    if between["quote"]:
        return is_password(value)
    if not is_password(value) or (is_code and _REFERENCE.match(value)):
        return False
    has_digit = any(character.isdigit() for character in value)
    return has_digit and not re.match(r"[\w.]*[.\[(]", value)
