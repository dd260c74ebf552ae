"""Places at the quay: a tuple with names of its own, and methods."""

from __future__ import annotations

from collections import namedtuple


class Place(namedtuple("_Place", "first_metre last_metre")):
    """From one metre to another."""

    def takes(self, metre: int) -> bool:
        """Whether a ship may lie there."""
        return self.first_metre <= metre <= self.last_metre
