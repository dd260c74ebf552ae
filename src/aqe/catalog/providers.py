"""Loads the providers that ship with `aqe` from ``providers.toml``. A project cannot add or change one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

from aqe.domain.provider import ProviderDefinition, WireProtocol

__all__ = ["load_providers"]

_SETS = ("headers", "reasoning_refuses")


def load_providers() -> Mapping[str, ProviderDefinition]:
    """Every provider by name, in the order of the file."""
    text = (resources.files("aqe.catalog") / "providers.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return MappingProxyType({name: _definition(name, each) for name, each in tables.items()})


def _definition(name: str, table: dict[str, Any]) -> ProviderDefinition:
    values = dict(table)
    for key in _SETS:
        values[key] = frozenset(values.get(key, ()))
    return ProviderDefinition(name=name, **values | {"protocol": WireProtocol(values["protocol"])})
