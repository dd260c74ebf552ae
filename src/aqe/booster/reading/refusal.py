"""What reading raises, and how long one record may be."""

from __future__ import annotations

from aqe.errors import BoosterError

__all__ = ["MAX_RECORD", "ReadingRefused"]

MAX_RECORD = 16 * 1024 * 1024
"""Characters of one record; a longer one is more likely a file of another kind."""


class ReadingRefused(BoosterError):
    """A file of records cannot be read as what it is said to be."""

    slug = "reading-refused"
