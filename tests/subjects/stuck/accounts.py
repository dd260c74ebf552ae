"""Bank account numbers: a table of countries, a checksum modulo 97, and rules behind both."""

from __future__ import annotations

LENGTHS = {"DE": 22, "NL": 18, "BE": 16, "NO": 15}


class NumberError(ValueError):
    """No account number."""


def checksum(country: str, rest: str) -> str:
    """The two digits for a country and the rest of a number."""
    digits = "".join(str(int(each, 36)) for each in f"{rest}{country}00")
    return f"{98 - int(digits) % 97:02}"


def describe(number: str) -> dict:
    """What an account number says."""
    text = number.replace(" ", "").upper()
    country = text[:2]
    if country not in LENGTHS:
        raise NumberError("country")
    if len(text) != LENGTHS[country]:
        raise NumberError("length")
    if not text[4:].isalnum():
        raise NumberError("characters")
    if checksum(country, text[4:]) != text[2:4]:
        raise NumberError("checksum")
    found = {"country": country}
    if country == "DE":
        found["bank"] = text[4:12]
        if found["bank"].startswith("5"):
            found["region"] = "west"
        elif found["bank"].startswith("7"):
            found["region"] = "south"
    elif country == "NL":
        found["bank"] = text[4:8]
        if not found["bank"].isalpha():
            raise NumberError("bank")
    elif country == "BE":
        if int(text[4:14]) % 97 != int(text[14:16]) % 97:
            raise NumberError("national checksum")
        found["bank"] = text[4:7]
    else:
        found["bank"] = text[4:8]
        found["kind"] = "savings" if text[8:10] == "00" else "current"
    return found
