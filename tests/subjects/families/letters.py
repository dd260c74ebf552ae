"""Sealed letters: what one call makes, another opens, and says what it could still read."""

from __future__ import annotations

from zlib import crc32


class BrokenSeal(Exception):
    """A letter that was opened on its way."""

    def __init__(self, message: str, *, content: str | None = None, marks: int = 0) -> None:
        super().__init__(message)
        self.content = content
        self.marks = marks


class Sealer:
    """Seals letters for one house."""

    def __init__(self, house: str) -> None:
        self.house = house

    def seal(self, content: str) -> str:
        """The letter with its seal."""
        return f"{len(content)}|{content}|{self._wax(content)}"

    def unseal(self, letter: str) -> str:
        """What the letter says.

        Raises:
            BrokenSeal: it is no letter, or not sealed by this house.
        """
        size, _, rest = letter.partition("|")
        if not size.isdigit() or "|" not in rest:
            raise BrokenSeal("no letter", marks=letter.count("|"))
        content, _, wax = rest.rpartition("|")
        if wax != self._wax(content):
            raise BrokenSeal("foreign seal", content=content)
        if content.startswith("!"):
            return content[1:].upper()
        return content

    def _wax(self, content: str) -> str:
        return format(crc32((self.house + content).encode()), "08x")
