"""Changes one value in the text of a TOML file and leaves everything else as it is.

The edit is made in the text, so that comments and layout stay, and then checked: parsed again, the
file must differ in that one value. Where it does not, the layout is one that is edited by hand.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from aqe.errors import SettingsError
from aqe.settings.keys import SettingValue
from aqe.settings.loading import parse_toml

__all__ = ["toml_literal", "with_value", "without_value"]

_HEADER = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(?:#.*)?\s*\Z")
_ANY_HEADER = re.compile(r"\s*\[")
_COMMENT = re.compile(
    r"""(?P<value>(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#])*?)(?P<tail>\s*(?:\#.*)?)\Z"""
)


def toml_literal(value: SettingValue) -> str:
    """A value as TOML; None is the word ``none``, for TOML has no null."""
    if value is None:
        return '"none"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    escaped = "".join(_escaped(character) for character in value)
    return f'"{escaped}"'


def with_value(text: str, key: str, value: SettingValue, *, place: str) -> str:
    """The text with the key set to the value.

    Raises:
        SettingsError: The text is no TOML, or its layout cannot be edited.
    """
    before = parse_toml(text, place)
    section, _, name = key.partition(".")
    literal = toml_literal(value)
    edited = _edited(text, section, name, literal)
    wanted = _changed(before, section, name, "none" if value is None else value)
    return _checked(edited, wanted, place, f"write `{name} = {literal}` under `[{section}]`")


def without_value(text: str, key: str, *, place: str) -> str:
    """The text without the key.

    Raises:
        SettingsError: The text is no TOML, or its layout cannot be edited.
    """
    before = parse_toml(text, place)
    section, _, name = key.partition(".")
    lines = text.splitlines(keepends=True)
    at = _find(lines, section, name)
    if at is not None:
        del lines[at]
    wanted = copy.deepcopy(before)
    if isinstance(wanted.get(section), dict):
        wanted[section].pop(name, None)
    return _checked("".join(lines), wanted, place, f"remove `{name}` under `[{section}]`")


def _edited(text: str, section: str, name: str, literal: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    at = _find(lines, section, name)
    if at is not None:
        lines[at] = _with_new_value(lines[at], literal)
        return "".join(lines)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += newline
    header = _header_of(lines, section)
    if header is None:
        gap = [newline] if lines else []
        return "".join([*lines, *gap, f"[{section}]{newline}", f"{name} = {literal}{newline}"])
    lines.insert(_end_of(lines, header), f"{name} = {literal}{newline}")
    return "".join(lines)


def _find(lines: list[str], section: str, name: str) -> int | None:
    """Line that sets the key, as ``name = ...`` in its table or ``section.name = ...`` above all."""
    table: str | None = ""
    for number, line in enumerate(lines):
        header = _HEADER.match(line)
        if header or _ANY_HEADER.match(line):
            table = header.group(1) if header else None
            continue
        names = {section: name, "": f"{section}.{name}"}
        wanted = None if table is None else names.get(table)
        if wanted and re.match(rf"\s*{re.escape(wanted)}\s*=", line):
            return number
    return None


def _header_of(lines: list[str], section: str) -> int | None:
    for number, line in enumerate(lines):
        header = _HEADER.match(line)
        if header and header.group(1) == section:
            return number
    return None


def _end_of(lines: list[str], header: int) -> int:
    """Line behind the last setting of a table."""
    end = header + 1
    for number in range(header + 1, len(lines)):
        if _ANY_HEADER.match(lines[number]):
            break
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            end = number + 1
    return end


def _with_new_value(line: str, literal: str) -> str:
    content = line.rstrip("\r\n")
    name, _, rest = content.partition("=")
    found = _COMMENT.match(rest)
    tail = found.group("tail") if found else ""
    return f"{name.rstrip()} = {literal}{tail.rstrip()}{line[len(content) :]}"


def _changed(
    before: Mapping[str, Any], section: str, name: str, value: SettingValue
) -> dict[str, Any]:
    wanted = copy.deepcopy(dict(before))
    table = wanted.setdefault(section, {})
    if isinstance(table, dict):
        table[name] = value
    return wanted


def _checked(edited: str, wanted: Mapping[str, Any], place: str, by_hand: str) -> str:
    try:
        is_right = parse_toml(edited, place) == wanted
    except SettingsError:
        is_right = False
    if not is_right:
        raise SettingsError(
            f"the layout of {place} cannot be edited without changing something else",
            hint=f"Edit it by hand: {by_hand}.",
            slug="settings-layout",
        )
    return edited


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04x}"
    return character
