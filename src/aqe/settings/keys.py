"""The list of keys, read from the settings' own fields, and how raw values are checked."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_type_hints

from aqe.errors import SettingsError
from aqe.settings.model import Settings

__all__ = ["Key", "SettingValue", "environment_name", "key_named", "keys", "nearest", "value_of"]

SettingValue = str | int | float | bool | None

_WORDS: Mapping[type, str] = MappingProxyType(
    {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
)
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its name, type, default, bounds and meaning."""

    name: str
    type: type
    optional: bool
    default: SettingValue
    summary: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What a value has to be, in words."""
        words = " or ".join(map(repr, self.choices)) if self.choices else _WORDS[self.type]
        if self.minimum is not None and self.maximum is not None:
            words += f" from {_plain(self.minimum)} to {_plain(self.maximum)}"
        elif self.minimum is not None:
            words += f" of at least {_plain(self.minimum)}"
        return f"{words}, or 'none'" if self.optional else words


def keys() -> tuple[Key, ...]:
    """Every key, in the order of the fields."""
    found: list[Key] = []
    for section, hint in get_type_hints(Settings).items():
        if not (isinstance(hint, type) and is_dataclass(hint)):
            continue
        hints = get_type_hints(hint)
        for each in fields(hint):
            members = get_args(hints[each.name])
            base = next((member for member in members if member is not NoneType), hints[each.name])
            name = f"{section}.{each.name}"
            optional = NoneType in members
            default: Any = each.default
            found.append(Key(name, base, optional, default, **each.metadata))
    return tuple(found)


def key_named(name: str, *, place: str = "", value: object = None) -> Key:
    """The key of that name.

    Raises:
        SettingsError: There is none; the message names the nearest.
    """
    for each in keys():
        if each.name == name:
            return each
    where = f"{place}: " if place else ""
    shown = f" (value {value!r})" if value is not None else ""
    raise SettingsError(
        f"{where}unknown setting {name!r}{shown}",
        hint=_suggestion(name),
        slug="settings-unknown-key",
    )


def nearest(name: str) -> str | None:
    """The key that was probably meant."""
    names = [each.name for each in keys()]
    last = name.rpartition(".")[2]
    same_end = [each for each in names if each.rpartition(".")[2] == last]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close or same_end:
        return (close or same_end)[0]
    ends = {each.rpartition(".")[2]: each for each in names}
    close = difflib.get_close_matches(last, list(ends), n=1, cutoff=0.75)
    return ends[close[0]] if close else None


def environment_name(key: str) -> str:
    """The environment variable that sets a key."""
    return "AQE_" + key.upper().replace(".", "_")


def value_of(key: Key, raw: object, *, place: str, from_text: bool = False) -> SettingValue:
    """The checked value of a key.

    Args:
        key: What is set.
        raw: A value out of a file or an option, or text where `from_text` says so.
        place: File, environment variable or option to name in an error.
        from_text: Whether numbers and truth values are still written as text.

    Raises:
        SettingsError: Wrong type, or out of bounds.
    """
    if key.optional and (raw is None or (isinstance(raw, str) and raw.lower() == "none")):
        return None
    value = _converted(key, raw, from_text=from_text)
    if value is None:
        raise _wrong(key, raw, place, "settings-wrong-type")
    if key.choices and value not in key.choices:
        raise _wrong(key, raw, place, "settings-out-of-range")
    if isinstance(value, int | float) and not isinstance(value, bool):
        below = key.minimum is not None and value < key.minimum
        above = key.maximum is not None and value > key.maximum
        if below or above:
            raise _wrong(key, raw, place, "settings-out-of-range")
    if isinstance(value, str) and (not value or "\0" in value):
        raise _wrong(key, raw, place, "settings-out-of-range")
    return value


def _converted(key: Key, raw: object, *, from_text: bool) -> SettingValue:
    """The value in the type of the key, or None where it is of another type."""
    if from_text and isinstance(raw, str):
        return _FROM_TEXT[key.type](raw)
    if isinstance(raw, bool):
        return raw if key.type is bool else None
    if key.type is float and isinstance(raw, int | float):
        return float(raw) if math.isfinite(raw) else None
    return raw if isinstance(raw, key.type) and isinstance(raw, str | int) else None


def _truth(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


def _suggestion(name: str) -> str:
    meant = nearest(name)
    listing = "`aqe config list` shows every setting."
    return f"Did you mean {meant!r}? {listing}" if meant else listing


def _wrong(key: Key, raw: object, place: str, slug: str) -> SettingsError:
    shown = repr(raw)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    return SettingsError(
        f"{place}: {key.name} = {shown} is not {key.expected}",
        hint=f"{key.name}: {key.summary}. The default is {key.default!r}.",
        slug=slug,
    )


_FROM_TEXT: Mapping[type, Callable[[str], SettingValue]] = MappingProxyType(
    {bool: _truth, int: _whole, float: _number, str: str}
)
