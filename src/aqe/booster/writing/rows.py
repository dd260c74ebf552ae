"""Records out of chunks of NDJSON, and what a writer says when it is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aqe.errors import BoosterError

__all__ = ["WritingRefused", "Written", "columns_of", "json_text", "lines_of", "rows_of"]


class WritingRefused(BoosterError):
    """A record does not fit the format in which it was to be written."""

    slug = "writing-refused"


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, and what whoever reads it should know."""

    rows: int
    notices: tuple[str, ...] = ()


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of chunks, without their ends; a line may reach from one chunk into the next."""
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n") if rest else chunk.split(b"\n")
        rest = lines.pop()
        for line in lines:
            if line.strip():
                yield line
    if rest.strip():
        yield rest


def rows_of(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The objects of chunks of NDJSON; numbers with a fraction keep their digits.

    Raises:
        WritingRefused: A line is no JSON object.
    """
    for number, line in enumerate(lines_of(chunks), 1):
        try:
            row = json.loads(line, parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise WritingRefused(
                f"record {number} is no JSON: {error}", hint="write it as NDJSON to see it"
            ) from error
        if not isinstance(row, dict):
            raise WritingRefused(
                f"record {number} is {json_text(row)[:80]!r}, which has no columns",
                hint="only objects can be written as rows; use the format json or ndjson",
            )
        yield row


def columns_of(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The columns that the schema of a row names, in its order."""
    properties = schema.get("properties")
    return tuple(properties) if isinstance(properties, Mapping) else ()


def json_text(value: object) -> str:
    """A value as JSON, with the digits of its decimals."""
    if isinstance(value, dict):
        inner = ",".join(f"{_string(str(key))}:{json_text(each)}" for key, each in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    return json.dumps(value)


def _string(value: str) -> str:
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(value)
    return text


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number of JSON")
