"""Instances held against schemas, with where and why: the only door to `jsonschema-rs`."""

from __future__ import annotations

from typing import NoReturn

from aqe.booster.schemas.options import SchemaRefused
from aqe.errors import BoosterError

__all__ = ["Validator"]

_MOST_SHOWN = 300


class Validator:
    """One schema of 2020-12, ready for many instances; formats are asserted.

    Raises:
        SchemaRefused: The schema is malformed, or refers to something outside of it.
        BoosterError: The library is not installed.
    """

    def __init__(self, schema: object) -> None:
        try:
            import jsonschema_rs
        except ImportError as error:
            raise BoosterError(
                "validation needs the library 'jsonschema-rs', which is not installed",
                hint="pip install 'agentic-qe[data]'",
                slug="data-library",
            ) from error
        if not isinstance(schema, (dict, bool)):
            raise SchemaRefused(f"{schema!r} is no schema", pointer="", slug="schema-malformed")
        try:
            self._validator = jsonschema_rs.Draft202012Validator(
                schema, validate_formats=True, retriever=_nothing
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            path = getattr(error, "instance_path", ())
            raise SchemaRefused(
                f"the schema cannot be used: {_short(getattr(error, 'message', str(error)))}",
                pointer=_pointer(path),
                slug="schema-malformed",
            ) from error

    def valid(self, instance: object) -> bool:
        """Whether an instance meets the schema."""
        return bool(self._validator.is_valid(instance))

    def errors(self, instance: object) -> list[tuple[str, str]]:
        """A JSON Pointer into the instance and a message for everything that is wrong."""
        return [
            (_pointer(error.instance_path), _short(error.message))
            for error in self._validator.iter_errors(instance)
        ]


def _nothing(address: str) -> NoReturn:
    raise ValueError(f"{address!r} is outside of the schema, and nothing is fetched")


def _pointer(path: object) -> str:
    steps = path if isinstance(path, (list, tuple)) else ()
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _short(text: str) -> str:
    line = text.splitlines()[0] if text else ""
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"
