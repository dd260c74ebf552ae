"""Finds the values: defaults, ``[tool.aqe]``, ``.agentic-qe/config.toml``, ``AQE_*``, overrides."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aqe.errors import SettingsError
from aqe.settings.keys import (
    Key,
    SettingValue,
    environment_name,
    key_named,
    keys,
    nearest,
    value_of,
)
from aqe.settings.model import Origin, OriginLayer, Settings
from aqe.settings.refusal import refuse_key
from aqe.settings.roots import STATE_FOLDER, config_file

__all__ = ["load_settings", "parse_toml", "read_config_text"]

_MAX_FILE_BYTES = 1_048_576
_PREFIX = "AQE_"
_SWITCHES = MappingProxyType(
    {
        "AQE_USE_ENHANCED_ROUTER": "router.enhanced",
        "AQE_ENABLE_WASM_BOOSTER": "booster.enabled",
    }
)
"""Variables that turn a part back to its simpler twin, under the names that users know."""
_NO_SETTINGS = frozenset({"AQE_TRUST_STATE", "AQE_VAULT_PATH"})
"""Variables of ours that are read elsewhere, since a project's files must not set them."""


def load_settings(
    root: Path,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """The settings of a project.

    Args:
        root: The project root.
        environ: Environment variables; none by default.
        overrides: Values by key that beat all others; None means "not given".

    Raises:
        SettingsError: A file cannot be read, or a key or value is wrong.
    """
    environ = environ or {}
    values: dict[str, SettingValue] = {}
    origins: dict[str, Origin] = {}
    kept, refused = _within_limits(_from_pyproject(root))
    layers = (
        kept,
        _from_config(root),
        _from_environment(environ),
        _from_overrides(overrides or {}),
    )
    for layer in layers:
        for key, value, origin in layer:
            values[key] = value
            origins[key] = origin
    return _assembled(values, origins, (*refused, *_notices(environ)))


def read_config_text(path: Path) -> str | None:
    """The text of a configuration file, or None where there is no such file.

    Raises:
        SettingsError: It is there but cannot be read.
    """
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise SettingsError(
                f"{path} is larger than {_MAX_FILE_BYTES} bytes",
                hint="Is it really a configuration file?",
                slug="settings-unreadable",
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror or error}",
            hint="Check what it is and who may read it.",
            slug="settings-unreadable",
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 text (byte {error.start})",
            hint="TOML files are UTF-8; save it in that encoding.",
            slug="settings-unreadable",
        ) from error


def parse_toml(text: str, place: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises:
        SettingsError: It is not TOML; the message names place and line.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SettingsError(
            f"{place} is not valid TOML: {error}",
            hint="Correct it at that place, or move the file away to start from the defaults.",
            slug="settings-syntax",
        ) from error


_Layer = Iterator[tuple[str, SettingValue, Origin]]


def _from_pyproject(root: Path) -> _Layer:
    path = root / "pyproject.toml"
    text = read_config_text(path)
    if text is None or "aqe" not in text:
        return
    tool = parse_toml(text, str(path)).get("tool", {})
    tables = tool.get("aqe", {}) if isinstance(tool, dict) else {}
    place = f"{path} [tool.aqe]"
    yield from _from_tables(tables, place, Origin(OriginLayer.PYPROJECT, "pyproject.toml"))


_MONEY = ("router.daily_limit_usd", "router.run_limit_usd")
"""What a file that comes with the code may lower, and not raise: its money is the user's."""


def _within_limits(layer: _Layer) -> tuple[_Layer, tuple[str, ...]]:
    """Settings of a project's own files without those that would let models cost more than by default."""
    kept: list[tuple[str, SettingValue, Origin]] = []
    refused: list[str] = []
    for name, value, origin in layer:
        default = key_named(name).default if name in _MONEY else None
        if isinstance(value, float) and isinstance(default, float) and value > default:
            refused.append(
                f"{name} = {value:g} of {origin} is not used: a project's files may only lower limits of"
                f" money; `aqe config set {name} {value:g}` raises it"
            )
        else:
            kept.append((name, value, origin))
    return iter(kept), tuple(refused)


def _from_config(root: Path) -> _Layer:
    path = config_file(root)
    text = read_config_text(path)
    if text is not None:
        origin = Origin(OriginLayer.CONFIG, f"{STATE_FOLDER}/config.toml")
        yield from _from_tables(parse_toml(text, str(path)), str(path), origin)


def _from_tables(tables: object, place: str, origin: Origin) -> _Layer:
    for name, raw in _flat(tables, place):
        refuse_key(name, raw, place=place)
        yield name, value_of(key_named(name, place=place, value=raw), raw, place=place), origin


def _flat(tables: object, place: str) -> Iterator[tuple[str, object]]:
    """Keys with their values out of nested tables; a section that is no table is an unknown key."""
    if not isinstance(tables, dict):
        raise SettingsError(
            f"{place} is {tables!r}, not a table",
            hint="Write settings as `[section]` and `name = value`.",
            slug="settings-wrong-type",
        )
    for section, content in tables.items():
        if isinstance(content, dict):
            yield from ((f"{section}.{name}", raw) for name, raw in content.items())
        else:
            yield section, content


def _from_environment(environ: Mapping[str, str]) -> _Layer:
    for key, variable in _variables():
        if variable in environ:
            refuse_key(key.name, environ[variable], place=variable)
            value = value_of(key, environ[variable], place=variable, from_text=True)
            yield key.name, value, Origin(OriginLayer.ENVIRONMENT, variable)
    sections = {key.name.partition(".")[0].upper() for key in keys()}
    known = {variable for _, variable in _variables()}
    for variable in sorted(_ours(environ) - known):
        section, _, name = variable.removeprefix(_PREFIX).partition("_")
        if section in sections and name:
            dotted = f"{section}.{name}".lower()
            refuse_key(dotted, environ[variable], place=variable)
            key_named(dotted, place=variable, value=environ[variable])


def _variables() -> Iterator[tuple[Key, str]]:
    """Keys and the variables that set them; switches last, so that they decide."""
    named = {key.name: key for key in keys()}
    yield from ((key, environment_name(key.name)) for key in named.values())
    yield from ((named[name], variable) for variable, name in _SWITCHES.items())


def _notices(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Variables that look like settings but are none; other programs may use the prefix, too."""
    known = {variable for _, variable in _variables()} | _NO_SETTINGS
    return tuple(
        f"the environment variable {variable} is no setting{_or_rather(variable)}"
        for variable in sorted(_ours(environ) - known)
    )


def _or_rather(variable: str) -> str:
    meant = nearest(variable.removeprefix(_PREFIX).lower().replace("_", ".", 1))
    return f"; did you mean {environment_name(meant)}?" if meant else ""


def _ours(environ: Mapping[str, str]) -> set[str]:
    return {name for name in environ if name.startswith(_PREFIX)}


def _from_overrides(overrides: Mapping[str, object]) -> _Layer:
    for name, raw in overrides.items():
        if raw is not None:
            place = "the request"
            value = value_of(key_named(name, place=place, value=raw), raw, place=place)
            yield name, value, Origin(OriginLayer.OVERRIDE, "this request")


def _assembled(
    values: Mapping[str, SettingValue], origins: Mapping[str, Origin], notices: tuple[str, ...]
) -> Settings:
    sections: dict[str, dict[str, SettingValue]] = {}
    for key, value in values.items():
        section, _, name = key.partition(".")
        sections.setdefault(section, {})[name] = value
    settings = Settings(origins=MappingProxyType(dict(origins)), notices=notices)
    changed: dict[str, Any] = {
        section: replace(getattr(settings, section), **content)
        for section, content in sections.items()
    }
    return replace(settings, **changed)
