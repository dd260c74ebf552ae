"""Where expanded texts go: names that come from data are hostile until they were looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from aqe.booster.templates.errors import DataRefused
from aqe.settings.files import replacing

__all__ = ["places_below", "write_pieces"]

_LONGEST_NAME = 200
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{name}{number}" for name in ("com", "lpt") for number in range(10)),
    ]
)


def places_below(folder: Path, names: Sequence[str]) -> list[Path]:
    """The files of records below a folder, none of them twice.

    Args:
        folder: Need not exist.
        names: Of the files, with slashes between folders.

    Raises:
        DataRefused: A name leads out of the folder, cannot be a file's or stands twice.
    """
    home = folder.resolve()
    places: list[Path] = []
    seen: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        _require_tame(name, number)
        place = folder / name
        if not place.parent.resolve().is_relative_to(home):
            raise DataRefused(
                f"record {number}: {name!r} leads out of the folder by a link",
                hint="remove the link, or choose another folder",
            )
        other = seen.setdefault(name.casefold(), number)
        if other != number:
            raise DataRefused(
                f"record {number}: {name!r} is the file of record {other}, too",
                hint="put something into the name that differs from record to record",
            )
        places.append(place)
    return places


def _require_tame(name: str, number: int) -> None:
    for part in name.split("/"):
        why = _objection(part)
        if why:
            raise DataRefused(
                f"record {number}: {name!r} is no file name below the folder: {why}",
                hint="the name comes from the data: choose a field of letters and digits",
            )


def _objection(part: str) -> str:
    if part in ("", ".", ".."):
        return "it has an empty part or leads upwards"
    if part.startswith((".", "-", "~")):
        return f"{part!r} begins with {part[0]!r}"
    if part.endswith((".", " ")):
        return f"{part!r} ends with {part[-1]!r}"
    found = _FORBIDDEN.search(part)
    if found:
        return f"it has the character {found[0]!r}"
    if len(part.encode(errors="replace")) > _LONGEST_NAME:
        return f"a part is longer than {_LONGEST_NAME} bytes"
    if part.partition(".")[0].lower() in _DEVICES:
        return f"{part!r} is a device on some systems"
    return ""


def write_pieces(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file whole or not at all, making its folder; a link in its place is replaced, not followed.

    Returns:
        Its size in bytes.

    Raises:
        OSError: It cannot be written.
    """
    size = 0
    with replacing(path, durable=False) as file:
        for piece in pieces:
            file.write(piece)
            size += len(piece)
    return size
