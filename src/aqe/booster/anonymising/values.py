"""Pseudonyms of values: of the same kind and shape, one to one, the same wherever the value stands.

An e-mail address stays one, a card number keeps its check digit, a UUID its version. Addresses and
hosts end in ``.example`` (RFC 2606), so that nothing sent to them reaches anybody.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any

from aqe.booster.anonymising.characters import (
    DIGITS,
    HEXADECIMAL,
    NATURAL,
    alphabet_of,
    replaced,
)
from aqe.booster.anonymising.keys import Key
from aqe.booster.anonymising.permutation import permuted

__all__ = ["KINDS", "Pseudonyms", "check_of_iban", "has_check_digit", "kind_of_value"]

KINDS = ("email", "url", "uuid", "iban", "card", "ipv4", "ipv6", "text")
_EMAIL = re.compile(r"[^@\s\"<>(),:;\[\]\\]{1,64}@[^@\s\"<>(),:;\[\]\\/]{1,255}\Z")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}://)([^/?#:@\s]+)(:\d{1,5})?([/?#][^\s]*)?\Z")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\Z")
_IBAN = re.compile(r"[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,30}\Z")
_CARD = re.compile(r"[2-6](?:[ -]?\d){12,18}\Z")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\Z")
_NUMBER = re.compile(r"(\d+)(\.\d+)?\Z")
_NETWORKS = tuple(
    ipaddress.IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_LONGEST = 100_000
_KEPT = 50_000
_CALLING_CODES = frozenset(
    """
    1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64
    65 66 81 82 84 86 90 91 92 93 94 95 98
    """.split()
)
"""ITU-T E.164: the codes of one and two digits; all others have three."""


def kind_of_value(text: str) -> str:
    """What a text is by its form: one of `KINDS`."""
    if "@" in text and _EMAIL.match(text):
        return "email"
    if "://" in text and _URL.match(text):
        return "url"
    if len(text) == 36 and _UUID.match(text):
        return "uuid"
    if _CARD.match(text) and has_check_digit(text):
        return "card"
    if _IBAN.match(text) and check_of_iban(text) == text[2:4]:
        return "iban"
    if _IPV4.match(text):
        return "ipv4"
    if text.count(":") > 1 and _is_ipv6(text):
        return "ipv6"
    return "text"


class Pseudonyms:
    """Replaces values under one key."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._texts: dict[str, str] = {}
        self._of_kind: dict[str, Callable[[str], str]] = {
            "email": self._email,
            "url": self._url,
            "uuid": self._uuid,
            "iban": self._iban,
            "card": self._card,
            "ipv4": self._ipv4,
            "ipv6": self._ipv6,
        }

    def value(self, value: Any) -> Any:
        """The pseudonym of a text or a number; truth values and null stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            sign = -1 if value < 0 else 1
            return sign * int(self.text(str(abs(value))))
        if isinstance(value, Decimal):
            return Decimal(self.text(f"{value:f}"))
        if isinstance(value, float):
            return float(self.text(f"{Decimal(repr(value)):f}")) if isfinite(value) else value
        if isinstance(value, bytes):
            return self._bytes(value)
        return value

    def text(self, text: str) -> str:
        """The pseudonym of a text."""
        known = self._texts.get(text)
        if known is None:
            kind = kind_of_value(text) if len(text) <= 2000 else "text"
            known = self._of_kind[kind](text) if kind != "text" else self._plain(text)
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            if len(text) <= 1000:
                self._texts[text] = known
        return known

    def phone(self, value: Any) -> Any:
        """A telephone number with the same punctuation, calling code and leading zeros."""
        if isinstance(value, int) and not isinstance(value, bool):
            return int(self.phone(str(abs(value)))) * (-1 if value < 0 else 1)
        if not isinstance(value, str) or not any(each.isdigit() for each in value):
            return self.value(value)
        alphabets = [alphabet_of(each) for each in value]
        kept, is_first = _kept_digits(value), True
        for at, character in enumerate(value):
            if character not in DIGITS:
                continue
            if kept > 0:
                alphabets[at] = character
                kept -= 1
            elif is_first and character != "0":
                alphabets[at], is_first = NATURAL, False
        return replaced(self._key, value, alphabets, b"phone")

    def _plain(self, text: str) -> str:
        """A text of no known kind; it must not become one of another kind, for those are taken."""
        result = text
        while True:
            result = self._replaced(result)
            if len(text) > 2000 or kind_of_value(result) == "text":
                return result

    def _replaced(self, text: str) -> str:
        alphabets = [alphabet_of(each) for each in text]
        match = _NUMBER.match(text)
        if match:
            _keep_size(alphabets, match[1], match[2] or "")
        return replaced(self._key, text, alphabets)

    def _bytes(self, value: bytes) -> bytes:
        """Bytes of the same length."""
        text = value[:_LONGEST].hex()
        return bytes.fromhex(
            replaced(self._key, text, [HEXADECIMAL] * len(text), b"bytes")
        ) + bytes(max(0, len(value) - _LONGEST))

    def _email(self, text: str) -> str:
        local, _, domain = text.rpartition("@")
        return f"{self._replaced(local)}@{self._host(domain)}"

    def _host(self, host: str) -> str:
        return f"{replaced(self._key, host, [alphabet_of(each) for each in host], b'host')}.example"

    def _url(self, text: str) -> str:
        match = _URL.match(text)
        assert match is not None
        path = match[4] or ""
        inner = replaced(self._key, path, [alphabet_of(each) for each in path], b"path")
        return f"{match[1]}{self._host(match[2])}{match[3] or ''}{inner}"

    def _uuid(self, text: str) -> str:
        small = text.lower()
        alphabets = [HEXADECIMAL if each in HEXADECIMAL else each for each in small]
        alphabets[14], alphabets[19] = small[14], small[19]  # version and variant of RFC 9562
        result = replaced(self._key, small, alphabets, b"uuid")
        return result.upper() if text == text.upper() != small else result

    def _ipv6(self, text: str) -> str:
        small = text.lower()
        alphabets = [HEXADECIMAL if each in HEXADECIMAL else each for each in small]
        if "." in small:  # an address of version 4 at its end stays
            at = small.rindex(":")
            alphabets[at:] = list(small[at:])
        return replaced(self._key, small, alphabets, b"ipv6")

    def _ipv4(self, text: str) -> str:
        address = ipaddress.IPv4Address(text)
        for network in _NETWORKS:
            if address in network:
                start = int(network.network_address)
                size = network.num_addresses
                moved = permuted(
                    self._key, b"ipv4 " + str(network).encode(), int(address) - start, size
                )
                return str(ipaddress.IPv4Address(start + moved))
        if not address.is_global:
            return text  # of the machine itself, of a group, of documentation: nobody's
        number = int(address)
        while True:
            number = permuted(self._key, b"ipv4", number, 2**32)
            if ipaddress.IPv4Address(number).is_global:
                return str(ipaddress.IPv4Address(number))

    def _card(self, text: str) -> str:
        places = [at for at, each in enumerate(text) if each in DIGITS]
        alphabets = [DIGITS if each in DIGITS else each for each in text]
        alphabets[places[0]] = text[places[0]]
        alphabets[places[-1]] = text[places[-1]]
        # The check digit hangs on the others: it must not tell them apart.
        blank = text[: places[-1]] + "0" + text[places[-1] + 1 :]
        alphabets[places[-1]] = "0"
        result = replaced(self._key, blank, alphabets, b"card")
        for digit in DIGITS:
            whole = result[: places[-1]] + digit + result[places[-1] + 1 :]
            if has_check_digit(whole):
                return whole
        raise AssertionError("one of ten digits fits")

    def _iban(self, text: str) -> str:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        alphabets = [
            DIGITS if each in DIGITS else letters if each in letters else each for each in text
        ]
        blank = text[:2] + "00" + text[4:]
        alphabets[:4] = list(blank[:4])
        result = replaced(self._key, blank, alphabets, b"iban")
        return result[:2] + check_of_iban(result) + result[4:]


def _keep_size(alphabets: list[str], whole: str, fraction: str) -> None:
    """Let zeros at both ends of a number stay and no others come: 0.50 and 0.5 are the same one."""
    zeros = len(whole) - len(whole.lstrip("0"))
    alphabets[:zeros] = "0" * zeros
    if zeros < len(whole):
        alphabets[zeros] = NATURAL
    rest = fraction.rstrip("0")
    end = len(whole) + len(rest)
    if fraction:
        alphabets[end:] = "0" * (len(fraction) - len(rest))
        if len(rest) > 1:
            alphabets[end - 1] = NATURAL


def _kept_digits(text: str) -> int:
    """How many digits at the start say the country or the way out, and stay."""
    digits = "".join(each for each in text if each in DIGITS)
    zeros = len(digits) - len(digits.lstrip("0"))
    if not (text.lstrip().startswith("+") or zeros == 2):
        return zeros
    rest = digits[zeros:]
    code = next((count for count in (1, 2) if rest[:count] in _CALLING_CODES), 3)
    return zeros + (code if len(rest) > code + 4 else 0)


def has_check_digit(text: str) -> bool:
    """Whether the last digit of a card number is right (ISO/IEC 7812-1, annex B)."""
    digits = [int(each) for each in reversed(text) if each in DIGITS]
    doubled = (sum(divmod(each * 2, 10)) for each in digits[1::2])
    return 13 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def check_of_iban(text: str) -> str:
    """The check digits of ISO 13616, by ISO/IEC 7064 (MOD 97-10)."""
    plain = text.replace(" ", "")
    moved = plain[4:] + plain[:2] + "00"
    number = int("".join(str(int(each, 36)) for each in moved))
    return f"{98 - number % 97:02d}"


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text
