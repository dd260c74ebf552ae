"""The record of what was left open, as text that is kept with a run."""

from __future__ import annotations

import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from aqe.domain.effort import Effort
from aqe.domain.explanation import ModuleExplanation
from aqe.errors import EvidenceError
from aqe.telemetry.redaction import redact

__all__ = ["RECORD_NAME", "SearchRecord", "record_of", "record_text"]

RECORD_NAME = "search-record.json"
"""Name of the artefact of a generating run."""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """What one search left open, and what it spent."""

    explanation: ModuleExplanation
    effort: Effort


def record_text(record: SearchRecord) -> str:
    """The record as JSON text, without anything that looks like a secret."""
    data = {"version": _VERSION, **asdict(record)}
    return json.dumps(_redacted(data), separators=(",", ":"))


def _redacted(data: Any) -> Any:
    """The same data; each text is looked at alone, so that the JSON around it stays whole."""
    if isinstance(data, dict):
        return {key: _redacted(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [_redacted(each) for each in data]
    return redact(data) if type(data) is str else data


def record_of(text: str) -> SearchRecord:
    """The record from its text.

    Raises:
        EvidenceError: It was written by another version, or is damaged.
    """
    try:
        data = json.loads(text)
        if data.pop("version") != _VERSION:
            raise ValueError("another version")
        found: SearchRecord = _read(SearchRecord, data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(
            f"the record of the search cannot be read: {error}",
            hint="repeat the run: aqe test generate",
            slug="search-record-unreadable",
        ) from error
    return found


def _read(hint: Any, data: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _read(next(each for each in arguments if each is not type(None)), data)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_read(arguments[0], each) for each in data)
        return tuple(_read(each, part) for each, part in zip(arguments, data, strict=True))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        known = {each.name for each in fields(hint)}
        return hint(
            **{name: _read(hints[name], each) for name, each in data.items() if name in known}
        )  # type: ignore[operator]
    return data
