"""A round trip through a checksum that no search guesses: who calls `unseal` alone never reaches its end."""

import zlib


def seal(text: str) -> str:
    """Put a checksum in front."""
    return f"{_checksum(text):08x}{text}"


def unseal(sealed: str) -> str:
    """Undo `seal`; refuses what was changed."""
    digest, text = sealed[:8], sealed[8:]
    if int(digest, 16) ^ _checksum(text):  # no comparison whose other side could be copied
        raise ValueError("changed since it was sealed")
    return text


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
