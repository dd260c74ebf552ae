"""Fetches a page and swallows what goes wrong."""

import urllib.request

from targets import TCP_PORT

HAZARD = "network"
EXPECT = ("refused", "completed")


def attack() -> str:
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d/" % TCP_PORT, timeout=1) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
