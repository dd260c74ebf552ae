"""Texts replaced by others of the same shape: a vowel for a vowel, a digit for a digit.

Everything else, such as spaces and punctuation, stays. No two texts become the same one.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from aqe.booster.anonymising.keys import Key
from aqe.booster.anonymising.permutation import permuted

__all__ = ["DIGITS", "HEXADECIMAL", "NATURAL", "alphabet_of", "replaced"]

DIGITS = "0123456789"
NATURAL = "123456789"
HEXADECIMAL = "0123456789abcdef"
_ALPHABETS = ("aeiou", "bcdfghjklmnpqrstvwxyz", "AEIOU", "BCDFGHJKLMNPQRSTVWXYZ", DIGITS)
_ASCII = {character: alphabet for alphabet in _ALPHABETS for character in alphabet}
_BLOCK = 256
_AT_ONCE = 32
"""Characters that are permuted together; longer texts go piece by piece, each hanging on those before."""


def alphabet_of(character: str) -> str:
    """The characters that one may become; itself alone where it stays."""
    return _ASCII.get(character) or (
        character if character < "\x80" else _alphabet(ord(character) // _BLOCK, character)
    )


def replaced(key: Key, text: str, alphabets: list[str], purpose: bytes = b"text") -> str:
    """A text of the same shape.

    Args:
        key: The secret.
        text: What to replace.
        alphabets: For each character those that it may become.
        purpose: Sets apart kinds of text that have nothing to do with one another.
    """
    changing = [at for at, alphabet in enumerate(alphabets) if len(alphabet) > 1]
    if not changing:
        return text
    shape = "".join(
        alphabet[0] + "\0" + alphabet[-1] if len(alphabet) > 1 else character
        for character, alphabet in zip(text, alphabets, strict=True)
    )
    tweak = key.digest(purpose, shape.encode("utf-8", "surrogatepass"))
    result = list(text)
    for start in range(0, len(changing), _AT_ONCE):
        places = changing[start : start + _AT_ONCE]
        number, size = 0, 1
        for at in places:
            number = number * len(alphabets[at]) + alphabets[at].index(text[at])
            size *= len(alphabets[at])
        number = permuted(key, tweak, number, size)
        for at in reversed(places):
            number, index = divmod(number, len(alphabets[at]))
            result[at] = alphabets[at][index]
        if start + _AT_ONCE < len(changing):
            piece = "".join(text[at] for at in places)
            tweak = key.digest(tweak, piece.encode("utf-8", "surrogatepass"))
    return "".join(result)


@lru_cache(maxsize=20_000)
def _alphabet(block: int, character: str) -> str:
    """Letters, digits and symbols of the same block and category."""
    category = unicodedata.category(character)
    if category[0] not in "LNS" or unicodedata.combining(character):
        return character
    # ASCII has alphabets of its own: shared characters would let two texts become one.
    inside = map(chr, range(max(block * _BLOCK, 0x80), (block + 1) * _BLOCK))
    return "".join(each for each in inside if unicodedata.category(each) == category)
