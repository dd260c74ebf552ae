"""JSON and YAML documents as plain values, with limits: a document may be hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from aqe.booster.introspection.refusal import IntrospectionRefused, IntrospectionUnavailable

__all__ = ["Document", "parse_document"]

Document = Any

_MAX_DEPTH = 200
_MAX_NODES = 2_000_000
"""Counted as often as they are reached: aliases of YAML can make few bytes into many nodes."""


def parse_document(text: str, name: str = "the document") -> Document:
    """The value of a document; JSON where it is JSON, else YAML.

    Raises:
        IntrospectionRefused: It is neither, or too deep or too large.
        IntrospectionUnavailable: It is no JSON, and no library for YAML is installed.
    """
    start = text.lstrip("\ufeff \t\r\n")[:1]
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise _too_deep(name) from error
    except ValueError as error:
        if start in ("{", "[", ""):
            raise IntrospectionRefused(
                f"{name} is no JSON: {error}", hint="mend it at the place that is named"
            ) from error
        value = _yaml(text, name)
    for count, depth in enumerate(_depths(value)):
        if depth > _MAX_DEPTH:
            raise _too_deep(name)
        if count > _MAX_NODES:
            raise IntrospectionRefused(f"{name} has more than {_MAX_NODES} values")
    return value


def _yaml(text: str, name: str) -> Any:
    try:
        import yaml
    except ImportError as error:
        raise IntrospectionUnavailable(
            f"{name} is no JSON, and YAML cannot be read: PyYAML is not installed",
            hint="pip install pyyaml, or convert the document to JSON",
        ) from error
    base: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    resolvers = {
        first: [each for each in known if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, known in base.yaml_implicit_resolvers.items()
    }  # a date is a text in JSON
    loader: Any = type("Loader", (base,), {"yaml_implicit_resolvers": resolvers})
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):  # loading recurses in C, without a limit
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise _too_deep(name)
        return yaml.load(text, Loader=loader)
    except RecursionError as error:
        raise _too_deep(name) from error
    except (yaml.YAMLError, ValueError) as error:
        told = " ".join(str(error).split())
        raise IntrospectionRefused(
            f"{name} is neither JSON nor YAML: {told}", hint="mend it at the place that is named"
        ) from error


def _depths(value: Any) -> Iterator[int]:
    """The depth of every value in a document."""
    waiting = [(value, 1)]
    while waiting:
        current, depth = waiting.pop()
        yield depth
        if isinstance(current, dict):
            waiting.extend((each, depth + 1) for each in current.values())
        elif isinstance(current, list):
            waiting.extend((each, depth + 1) for each in current)


def _too_deep(name: str) -> IntrospectionRefused:
    return IntrospectionRefused(f"{name} is nested more than {_MAX_DEPTH} levels deep")


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number of JSON")
