"""Formats of texts: whether a text conforms, for candidates that were not made for the format.

JSON Schema 2020-12 Validation, section 7; formats that are not listed there hold for every text.
What is made for a format comes from `texts`. The checks are strict where standards leave doubt.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections.abc import Callable

from aqe.booster.schemas.regexes import ExpressionError, parse

__all__ = ["FORMATS", "conforms"]

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOSTNAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*", re.ASCII)
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_EMAIL = re.compile(rf"({_LOCAL})@([^@]+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIME = re.compile(
    r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_DURATION = re.compile(
    r"P(?:\d+W|(?=\d|T)(?:(?:\d+Y(?:\d+M(?:\d+D)?)?)|(?:\d+M(?:\d+D)?)|(?:\d+D))?"
    r"(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)",
    re.ASCII,
)
_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_AUTHORITY = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|\[[0-9A-Fa-f:.]+\])*"
_REST = rf"(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://{_AUTHORITY}(?:/{_CHARACTER}*)?|(?!//){_CHARACTER}*){_REST}"
)
_REFERENCE = re.compile(
    rf"(?://{_AUTHORITY}(?:/{_CHARACTER}*)?|(?!//)(?![^/?#]*:){_CHARACTER}*){_REST}"
)
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*", re.DOTALL)
_RELATIVE = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)", re.DOTALL)
_TEMPLATE = re.compile(
    r"(?:[^\x00-\x20\"'%<>\\^`{|}]|%[0-9A-Fa-f]{2}|\{[+#./;?&]?[\w.%]+(?:\*|:[1-9]\d{0,3})?"
    r"(?:,[\w.%]+(?:\*|:[1-9]\d{0,3})?)*\})*",
    re.ASCII,
)


def _date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _date_time(text: str) -> bool:
    return len(text) > 11 and text[10] in "tT" and _date(text[:10]) and _matches(_TIME)(text[11:])


def _email(text: str) -> bool:
    found = _EMAIL.fullmatch(text)
    return found is not None and len(found[1]) <= 64 and _HOSTNAME.fullmatch(found[2]) is not None


def _address(version: int) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            found = ipaddress.ip_address(text)
        except ValueError:
            return False
        return found.version == version and "%" not in text

    return test


def _expression(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _as_ascii(test: Callable[[str], bool]) -> Callable[[str], bool]:
    """The check of an international form: other letters count as letters."""
    return lambda text: test("".join(each if each < "\x80" else "x" for each in text))


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": _date,
    "time": _matches(_TIME),
    "date-time": _date_time,
    "duration": _matches(_DURATION),
    "email": _email,
    "idn-email": _as_ascii(_email),
    "hostname": _matches(_HOSTNAME),
    "idn-hostname": _as_ascii(_matches(_HOSTNAME)),
    "ipv4": _address(4),
    "ipv6": _address(6),
    "uri": _matches(_URI),
    "uri-reference": lambda text: bool(_URI.fullmatch(text) or _REFERENCE.fullmatch(text)),
    "iri": _as_ascii(_matches(_URI)),
    "iri-reference": _as_ascii(
        lambda text: bool(_URI.fullmatch(text) or _REFERENCE.fullmatch(text))
    ),
    "uuid": _matches(_UUID),
    "uri-template": _matches(_TEMPLATE),
    "json-pointer": _matches(_POINTER),
    "relative-json-pointer": _matches(_RELATIVE),
    "regex": _expression,
}


def conforms(name: str, text: str) -> bool:
    """Whether a text has a format; unknown formats hold."""
    test = FORMATS.get(name)
    return test is None or test(text)
