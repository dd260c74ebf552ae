"""Traces of people within texts, wherever they stand: cheap enough to look at every value of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aqe.booster.anonymising.values import check_of_iban, has_check_digit, kind_of_value

__all__ = ["is_identifying", "traces_of", "traces_of_value"]

_WORTH_A_LOOK = re.compile(r"@|\d{4}|\d[ -]\d|\+\d|\d\.\d+\.\d")
_EMAIL = re.compile(r"[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CARD = re.compile(r"(?<!\d)(?<!\d\.)\d(?:[ -]?\d){12,18}(?!\.?\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_PHONE = re.compile(r"(?<![\w+])\+\d(?:[ ()/.-]{0,2}\d){7,14}(?!\d)")
_SOCIAL = re.compile(r"(?<![\d-])\d{3}-\d\d-\d{4}(?![\d-])")
_KINDS = {
    "email": "e-mail addresses",
    "card": "card numbers",
    "iban": "IBANs",
    "ipv4": "addresses of machines",
    "ipv6": "addresses of machines",
}


def is_identifying(name: str) -> bool:
    """Whether a name of a column or a member is rather a value: an address, a UUID, a whole date."""
    return kind_of_value(name) != "text" if len(name) <= 2000 else True


def traces_of_value(value: object) -> frozenset[str]:
    """What stands in a value, also in bytes that are a text."""
    if isinstance(value, bytes):
        try:
            value = value.decode("utf-8")
        except UnicodeDecodeError:
            return frozenset()
    return traces_of(value) if isinstance(value, str) else frozenset()


def traces_of(text: str) -> frozenset[str]:
    """Names of what stands in a text, in the plural; the text is read to its end."""
    if not _WORTH_A_LOOK.search(text) and text.count(":") < 2:
        return frozenset()
    found = set(_within(text))
    kind = kind_of_value(text) if len(text) <= 2000 else "text"
    if kind in _KINDS:
        found.add(_KINDS[kind])
    return frozenset(found)


def _within(text: str) -> Iterator[str]:
    if "@" in text and _EMAIL.search(text):
        yield "e-mail addresses"
    if any(has_check_digit(each.group()) for each in _CARD.finditer(text)):
        yield "card numbers"
    for each in _IBAN.finditer(text):
        plain = each.group().replace(" ", "")
        if check_of_iban(plain) == plain[2:4]:
            yield "IBANs"
            break
    if _PHONE.search(text):
        yield "telephone numbers"
    if _SOCIAL.search(text):
        yield "social security numbers"
