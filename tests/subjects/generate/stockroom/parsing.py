"""Parsing with regular expressions."""

import re

_DURATION = re.compile(r"^(\d+)\s*(h|min|s)$")
_VERSION = re.compile(r"v?(?P<major>\d+)\.(?P<minor>\d+)(?:-(?P<tag>[a-z]+))?")


def seconds(text: str) -> int:
    match = _DURATION.match(text)
    if match is None:
        raise ValueError(f"no duration: {text!r}")
    number = int(match.group(1))
    unit = match.group(2)
    if unit == "h":
        return number * 3600
    if unit == "min":
        return number * 60
    return number


def version(text: str) -> tuple:
    match = _VERSION.fullmatch(text)
    if not match:
        return ()
    if match["tag"]:
        return int(match["major"]), int(match["minor"]), match["tag"]
    return int(match["major"]), int(match["minor"])


def fields(line: str) -> dict:
    found = {}
    for part in line.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found[name.strip()] = value.strip()
    return found
