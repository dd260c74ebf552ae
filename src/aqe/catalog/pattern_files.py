"""Loads patterns: those that ship with `aqe`, and those of a project from ``.agentic-qe/patterns``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from aqe.catalog.pattern_shape import problems_of_pattern, read_pattern
from aqe.domain.pattern import Pattern
from aqe.errors import SettingsError

__all__ = ["load_patterns", "parse_patterns"]


def load_patterns(folder: Path | None = None) -> tuple[Pattern, ...]:
    """The built-in patterns, then those of the project's folder, where there is one.

    Raises:
        SettingsError: A file cannot be read, or is not what pattern files are.
    """
    patterns: list[Pattern] = []
    directory = resources.files("aqe.catalog.patterns")
    for name in sorted(each.name for each in directory.iterdir() if each.name.endswith(".toml")):
        text = (directory / name).read_text(encoding="utf-8")
        patterns += parse_patterns(text, name, origin="built-in")
    if folder is not None and folder.is_dir():
        for path in sorted(folder.glob("*.toml")):
            patterns += parse_patterns(_text(path), str(path), origin=path.name)
    _check_ids(patterns)
    return tuple(patterns)


def parse_patterns(text: str, place: str, *, origin: str) -> list[Pattern]:
    """The patterns of one file: ``[[pattern]]`` tables below what they share.

    Raises:
        SettingsError: The text is not TOML, or a table is not a pattern; every problem is named.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{place!r} is not TOML: {error}",
            hint="correct the line that the message names",
            slug="pattern-file",
        ) from error
    tables = document.pop("pattern", [])
    if not isinstance(tables, list) or not tables:
        raise _refusal([f"{place}: there is no [[pattern]]"])
    merged = [document | each if isinstance(each, dict) else each for each in tables]
    problems = [
        problem
        for number, each in enumerate(merged, 1)
        for problem in problems_of_pattern(each, f"{place}: {_name(each, number)}")
    ]
    if problems:
        raise _refusal(problems)
    return [read_pattern(each, origin) for each in merged]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{str(path)!r} cannot be read: {error}",
            hint="save it as UTF-8 and check its permissions, or move it out of the folder",
            slug="pattern-file",
        ) from error


def _name(table: Any, number: int) -> str:
    name = table.get("id") if isinstance(table, dict) else None
    return repr(name) if isinstance(name, str) else f"pattern {number}"


def _refusal(problems: list[str]) -> SettingsError:
    return SettingsError(
        "\n".join(problems),
        hint="`aqe booster patterns ID` shows a pattern that works",
        slug="pattern-file",
    )


def _check_ids(patterns: Iterable[Pattern]) -> None:
    seen: dict[str, str] = {}
    for each in patterns:
        if each.id in seen:
            raise SettingsError(
                f"{each.origin}: the pattern id {each.id!r} is taken ({seen[each.id]})",
                hint="give it another id",
                slug="pattern-file",
            )
        seen[each.id] = each.origin
