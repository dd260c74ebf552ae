"""The key that pseudonyms hang on, and everything that is drawn from it."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from aqe.errors import BoosterError

__all__ = ["AnonymisingRefused", "Key", "new_key"]

_LENGTH = 32


class AnonymisingRefused(BoosterError):
    """Data cannot be anonymised as asked."""

    slug = "anonymising-refused"


class Key:
    """A secret; it shows itself in no representation."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise AnonymisingRefused(
                "the key is shorter than 16 bytes",
                hint="let one be made: name a key file that is not there",
            )
        self._secret = secret

    def __repr__(self) -> str:
        return "Key(...)"

    @classmethod
    def from_text(cls, text: str) -> Key:
        """The key of a key file: hexadecimal digits, or else the text itself."""
        plain = text.strip()
        try:
            return cls(bytes.fromhex(plain))
        except ValueError:
            return cls(plain.encode())

    def digest(self, *parts: bytes) -> bytes:
        """HMAC-SHA256 (RFC 2104) of parts; their lengths keep them apart."""
        message = b"".join(len(each).to_bytes(4, "big") + each for each in parts)
        return hmac.digest(self._secret, message, "sha256")

    def fraction(self, *parts: bytes) -> float:
        """A number from -1 to 1."""
        return int.from_bytes(self.digest(*parts)[:6], "big") / 2**47 - 1

    def below(self, limit: int, *parts: bytes) -> int:
        """A number from 0 up to, and without, a limit."""
        return int.from_bytes(self.digest(*parts), "big") % limit


def new_key(random_bytes: Callable[[int], bytes]) -> str:
    """The text of a new key file.

    Args:
        random_bytes: Gives that many bytes that nobody can guess.
    """
    return random_bytes(_LENGTH).hex() + "\n"
