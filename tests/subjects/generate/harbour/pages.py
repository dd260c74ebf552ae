"""Code that is done with the standard streams when it is done itself."""

from __future__ import annotations

import io
import sys


def logbook(ship: str, days: int = 1) -> int:
    """Write a page and close it."""
    with sys.stdout as page:
        for day in range(days):
            page.write(f"{day}: {ship}\n")
        if not ship:
            page.write("no ship\n")
    return days


def copied() -> int:
    """Copy what comes in, until it has ended."""
    with sys.stdin as lines, sys.stdout as page:
        count = 0
        for line in lines:
            page.write(line.upper())
            count += 1
    return count


def hushed(is_night: bool) -> str:
    """Nobody hears complaints by night."""
    if is_night:
        sys.stderr = io.StringIO()
        return "quiet"
    return "loud"


def in_latin(text: str) -> int:
    """Write with another encoding from here on."""
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="latin-1", errors="replace")
    print(text)
    return len(text)
