"""Whether a value was drawn by chance, chosen as a password, or stands there to be replaced.

A key is drawn from all its characters alike; a name is made of words. Two figures tell them apart: the
share of a text that reads as words, and its entropy per character (Shannon, "A Mathematical Theory of
Communication", 1948, section 6). Both are judged on at most `_MOST` characters.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

__all__ = [
    "entropy",
    "is_compound",
    "is_key_like_uuid",
    "is_password",
    "is_placeholder",
    "is_random",
    "wordiness",
]

_MOST = 512

_LETTERS = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}|(?<![A-Za-z])[A-Z]?[a-z]{2}(?![A-Za-z])")
_COMMON_PAIRS = frozenset(
    """
    ab ac ad ag ai al am an ap ar as at au av ay ba be bh bi bl bo br bu by ca ce ch ci ck cl co
    cr ct cu da de di do dr du ea eb ec ed ee ef eg ei el em en ep er es et ev ew ex ey fa fe ff
    fi fl fo fr fu ga ge gh gi gl gn go gr gu ha he hi ho ht hu ia ib ic id ie if ig il im in io
    ip ir is it iv iz ke ki ks la ld le li ll lo ls lt lu ly ma mb me mi mm mo mp ms mu na nc nd
    ne nf ng ni nk nn no ns nt nu oa ob oc od of og oi ok ol om on oo op or os ot ou ov ow pa pe
    ph pi pl po pp pr ps pt pu qu ra rc rd re rg ri rk rl rm rn ro rr rs rt ru ry sa sc se sh si
    so sp ss st su sy ta te th ti tl to tr ts tt tu tw ty ub uc ud ue ul um un up ur us ut va ve
    vi vo wa we wh wi wo ox xp xy ya ye yp ys
    """.split()
)
"""Pairs of letters that make up nearly all of English text; of random pairs they are a third."""
_WORD_SHARE = 0.7

_PLACEHOLDER = re.compile(
    r"""(?ix)
      change[_-]?(?:me|it|this) | replace[_-]?(?:me|this|with) | your[_-]?[a-z] | [_-]here\b
    | placeholder | example | sample | dummy | fake | redacted | insert | todo | fixme | notreal
    | not[_-]?a[_-]?(?:real|secret) | (?:^|[^a-z])(?:test|mock|foo|bar|demo)(?:[^a-z]|$)
    | x{4,} | \*{3,} | \.{3} | \u2026 | (?:^|[^0-9])1234567 | abcdef(?:gh|$) | qwerty | 0{8,}
    | ^(?:none|null|nil|true|false|undefined|secret|password|passwd|token|xxx|\W*)$
    """
)
_TEMPLATE = re.compile(
    r"[{}]|<[\w .-]{1,64}>|\$\(|^\$[A-Za-z_]\w*\Z|%\(|^%\w*%?\Z|\\[dwsWDSbB.]|\(\?|\[[a-zA-Z0^]"
    r"|a-zA-Z|A-Za-z|0-9[aA]-|[zZ]0-9|^\^|[)\]][*+?]"
)
_UUID = re.compile(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_PUBLISHED_UUIDS = frozenset(
    """
    550e8400-e29b-41d4-a716-446655440000 f81d4fae-7dec-11d0-a765-00a0c91e6bf6
    123e4567-e89b-12d3-a456-426614174000 6ba7b810-9dad-11d1-80b4-00c04fd430c8
    """.split()
)
"""Of RFC 4122 and of every second page about it."""
_PLACE = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://|\.{0,2}/|~/|[A-Za-z]:\\|[\w.-]+(?:/[\w.-]+)+\.\w{1,5}\Z"
)
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z|[A-Za-z_][\w-]*(?:[.:/][A-Za-z_][\w-]*)+\Z")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:[.:]{1,2}[A-Za-z_]\w*)+\Z")
_NUMBERED_WORD = re.compile(r"(?:[A-Za-z]*\d{0,4}|\d{1,2}[a-z]{1,2})\Z")
_DATED = re.compile(r"\d{4}-?\d\d-?\d\d[T _-]?[\d:.Z+-]*\Z|[\d.,:/ +-]+\Z")
_TOKEN = re.compile(r"[!-~]+\Z")
_WEAK = frozenset(
    """
    password password1 password123 passw0rd pass123 pass1234 secret123 admin admin123 test123 test1234
    user123 letmein abc123 123456 12345678 123456789 1234567890 000000 111111 secret1 token123 pw1234
    """.split()
)


def entropy(text: str) -> float:
    """Bits per character."""
    sample = text[:_MOST]
    total = len(sample)
    if not total:
        return 0.0
    return -sum(count / total * math.log2(count / total) for count in Counter(sample).values())


def wordiness(text: str) -> float:
    """Share of the characters, from 0 to 1, that stand in what reads as a word."""
    sample = text[:_MOST]
    if not sample:
        return 0.0
    return sum(len(word) for word in _LETTERS.findall(sample) if _is_word(word)) / len(sample)


def _is_word(word: str) -> bool:
    small = word.lower()
    common = sum(small[place : place + 2] in _COMMON_PAIRS for place in range(len(small) - 1))
    return common >= _WORD_SHARE * (len(small) - 1)


def is_placeholder(value: str) -> bool:
    """Whether the value says itself that another belongs in its place."""
    sample = value[:_MOST].strip()
    if len(set(sample)) < 4 or _TEMPLATE.search(sample) is not None:
        return True
    if _UUID.match(sample):
        return False
    found = _PLACEHOLDER.search(sample)
    # In a long random value the letters of a short word meet by chance.
    return found is not None and (len(sample) < 64 or wordiness(sample) > 0.3)


def is_key_like_uuid(value: str) -> bool:
    """Whether it is a UUID that was drawn by chance: some services give these out as keys."""
    if _UUID.match(value) is None or value.lower() in _PUBLISHED_UUIDS:
        return False
    return entropy(value) >= 2.8 and _PLACEHOLDER.search(value) is None


def is_random(value: str, least: int = 16) -> bool:
    """Whether a value of at least so many characters looks drawn by chance, and is no common form."""
    if len(value) < least or _TOKEN.match(value[:_MOST]) is None:
        return False
    sample = value[:_MOST]
    has_digit = any(character.isdigit() for character in sample)
    has_letter = any(character.isalpha() for character in sample)
    if not (has_digit and has_letter) or "(" in sample:
        return False
    if any(form.match(sample) for form in (_UUID, _DATED, _PLACE, _DOTTED)):
        return False
    if is_compound(sample) or is_placeholder(value) or _is_sequence(sample):
        return False
    return wordiness(sample) < 0.5 and entropy(sample) >= _least_entropy(len(sample))


def is_compound(sample: str) -> bool:
    """Whether it is a row of words with numbers: ``dh-ietf1024-sha256``."""
    parts = re.split(r"[-_.]", sample)
    return len(parts) > 2 and all(_NUMBERED_WORD.match(part) for part in parts)


def _least_entropy(length: int) -> float:
    """Random hexadecimal digits of that length stay above it; so does every wider alphabet."""
    return 2.6 if length < 24 else 3.0


def _is_sequence(sample: str) -> bool:
    """Whether most characters follow the one before them in the alphabet, or repeat it."""
    steps = [ord(right) - ord(left) for left, right in pairwise(sample)]
    return sum(step in (0, 1, -1) for step in steps) > len(steps) * 0.5


def is_password(value: str) -> bool:
    """Whether a value that is given as a password is one: neither a word, a name, a place nor a text."""
    if not 6 <= len(value) <= 256 or any(character.isspace() for character in value):
        return False
    if value.lower() in _WEAK or _is_form(value) or is_placeholder(value):
        return False
    has_digit = any(character.isdigit() for character in value)
    has_letter = any(character.isalpha() for character in value)
    symbols = [each for each in value if not each.isalnum() and each not in "_-."]
    if not has_digit:
        return has_letter and len(symbols) >= 1 and not re.match(r"[\w.,:;/ -]+[!?.:,]*\Z", value)
    if not has_letter:
        return len(value) >= 8 and bool(symbols)
    return bool(symbols) or not _is_named(value)


def _is_form(value: str) -> bool:
    return any(form.match(value) for form in (_UUID, _PLACE, _NAME, _DATED))


def _is_named(value: str) -> bool:
    """Whether letters and digits are a name with a number: ``webhook_secret_v1``, ``token2``."""
    words = re.split(r"[_.-]", value)
    plain = [word for word in words if re.fullmatch(r"[A-Za-z]*\d{0,2}", word)]
    return len(words) > 1 and len(plain) == len(words) and wordiness(value) > 0.3
