"""The single steps by which constants of a program come to others; each is limited in size.

Which expression takes which step is decided in `constants`.
"""

from __future__ import annotations

import ast
import base64
import binascii
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = [
    "DECODERS",
    "FUNCTIONS",
    "LONGEST",
    "METHODS",
    "STEP_BY_STEP",
    "UNKNOWN",
    "Constant",
    "Unknown",
    "calculated",
    "filled_by_name",
    "joined",
    "origins_of",
    "plain_text",
    "row_of",
    "size_of",
    "summed",
    "text_of",
]

UNKNOWN = "{}"
"""What stands in a text for a part that is not known."""
LONGEST = 20_000
"""Characters or items of one value."""
_MOST_ORIGINS = 64


class Constant(NamedTuple):
    """A value, and the literals that it was made from."""

    value: Any
    origins: tuple[ast.Constant, ...] = ()


class Unknown(Exception):
    """The value depends on what only a run can tell."""


def plain_text(value: object) -> str | None:
    """A value as the text that a reader would see; None where it is no text."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**40 else None
    return value if isinstance(value, str) else None


def size_of(value: Any) -> int:
    """Characters, items and bytes of a value; beyond `LONGEST` it is not counted on."""
    if isinstance(value, int):
        return value.bit_length() // 8
    if not isinstance(value, tuple | dict):
        return len(value)
    total = len(value)
    for each in value.values() if isinstance(value, dict) else value:
        total += size_of(each)
        if total > LONGEST:
            break
    return total


def text_of(found: Constant) -> str:
    """The text of a value; a gap where it is none."""
    text = plain_text(found.value)
    return UNKNOWN if text is None else text


def origins_of(parts: Sequence[Constant]) -> tuple[ast.Constant, ...]:
    """The literals of several values, each once."""
    found = {id(each): each for part in parts for each in part.origins}
    return tuple(found.values())[:_MOST_ORIGINS]


def joined(between: str | bytes, parts: Sequence[Constant]) -> Constant:
    """Texts with another one between them; bytes where that is bytes."""
    texts = [text_of(each) for each in parts]
    if sum(map(len, texts)) + len(between) * len(texts) > LONGEST:
        raise Unknown
    text = (plain_text(between) or "").join(texts)
    is_bytes = isinstance(between, bytes)
    return Constant(text.encode("latin-1") if is_bytes else text, origins_of(parts))


def filled_by_name(form: Constant, table: Constant) -> Constant:
    """``"%(name)s" % {...}``."""
    text = re.sub(
        r"%\((\w{1,60})\)s",
        lambda match: text_of(Constant(table.value.get(match[1], UNKNOWN))),
        (plain_text(form.value) or "")[:LONGEST],
    )
    return Constant(text[:LONGEST], origins_of([form, table]))


def row_of(items: Sequence[Constant | None]) -> Constant:
    """Values as one row, with gaps for those that are not known."""
    values = tuple(UNKNOWN if each is None else each.value for each in items)
    return Constant(values, origins_of([each for each in items if each is not None]))


def summed(left: Constant, right: Constant) -> Constant | None:
    """Two values of one type added; None for those of two."""
    if type(left.value) is not type(right.value):
        return None
    return Constant(left.value + right.value, origins_of([left, right]))


_OPERATORS: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Sub: operator.sub,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Mod: operator.mod,
}


def calculated(op: ast.operator, left: Constant, right: Constant) -> Constant:
    """What an operator makes of two numbers, or of a text and a number."""
    if isinstance(op, ast.Mult):
        times, text = sorted((left.value, right.value), key=lambda each: not isinstance(each, int))
        if not isinstance(times, int) or times * size_of(text) > LONGEST:
            raise Unknown
        return Constant(times * text, origins_of([left, right]))
    if not (isinstance(left.value, int) and isinstance(right.value, int)):
        raise Unknown
    return Constant(_OPERATORS[type(op)](left.value, right.value), origins_of([left, right]))


def _numbers(value: Any) -> bytes:
    """``bytes(...)`` and ``bytearray(...)``: of numbers, or of bytes; an int would be its length."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, tuple):
        return bytes(value)
    raise Unknown


def _turned(value: Any) -> Any:
    return tuple(value[::-1])


def _decoded(decode: Callable[..., bytes]) -> Callable[[bytes], bytes]:
    """A decoder that lets the padding be missing."""
    return lambda data: decode(data + b"=" * (-len(data) % (8 if "32" in decode.__name__ else 4)))


DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "b64decode": _decoded(base64.b64decode),
    "standard_b64decode": _decoded(base64.b64decode),
    "urlsafe_b64decode": _decoded(base64.urlsafe_b64decode),
    "decodebytes": base64.b64decode,
    "a2b_base64": binascii.a2b_base64,
    "b32decode": _decoded(base64.b32decode),
    "b16decode": base64.b16decode,
    "b85decode": base64.b85decode,
    "a85decode": base64.a85decode,
    "unhexlify": binascii.unhexlify,
    "a2b_hex": binascii.unhexlify,
    "fromhex": lambda data: bytes.fromhex(data.decode()),
}
STEP_BY_STEP: Mapping[str, Callable[[Any], Any]] = {
    "chr": chr,
    "str": str,
    "ord": ord,
    "int": lambda text: int(text[:40]),
}
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "bytes": _numbers,
    "bytearray": _numbers,
    "reversed": _turned,
    "list": tuple,
    "tuple": tuple,
    "chr": chr,
    "ord": ord,
    "str": lambda value: text_of(Constant(value)),
}
METHODS = frozenset(
    "replace strip lstrip rstrip lower upper swapcase title capitalize removeprefix removesuffix split"
    " encode decode".split()
)
