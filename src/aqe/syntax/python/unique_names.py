"""Names that fit and that no other test has: which of the names that a test may be called it gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aqe.syntax.python.names import number_words, without_dangling

__all__ = ["Names", "cut_name", "fitting", "joined", "unique_names"]

_MAX_CHARACTERS = 75
_MIN_BASE_CHARACTERS = 49
"""So that the word that names the method is never cut."""
_ORDINALS = ("again", "once_more")


@dataclass(frozen=True, slots=True)
class Names:
    """What a test may be called, from short to precise."""

    telling: list[str]
    """What it shows."""
    others: list[str]
    """Values, and what does not fit whole."""
    is_plain: bool = False
    """Whether nothing about its inputs is special."""


def unique_names(options: Sequence[Names]) -> list[str]:
    """A unique name for each test, in order."""
    names: list[str | None] = [None] * len(options)
    used: set[str] = set()
    _take_unique(
        names, [each.telling for each in options], used, [each.is_plain for each in options]
    )
    seen: set[tuple[str, ...]] = set()
    for place, each in enumerate(options):
        if names[place] is None and tuple(each.telling) not in seen:
            seen.add(tuple(each.telling))
            # The simplest of several takes what is true of all of them; the others say more.
            found = next((name for name in each.telling if name not in used), None)
            names[place] = found
            used.update([found] if found is not None else [])
    _take_unique(names, [each.others for each in options], used)
    final: list[str] = []
    for place, found in enumerate(names):
        if found is None:
            free = (each for each in options[place].others if each not in used)
            known = [*options[place].telling, *options[place].others]
            found = next(free, None) or _numbered(known[-1] if known else "test_module", used)
            used.add(found)
        final.append(found)
    return final


def _take_unique(
    names: list[str | None],
    options: Sequence[Sequence[str]],
    used: set[str],
    plain: Sequence[bool] = (),
) -> None:
    """Give tests the first of their names that no other one wants at the same level.

    Of several that want the same the only one without special inputs gets it: the others can say more.
    """
    for level in range(max((len(each) for each in options), default=0)):
        wanted = {
            place: each[level]
            for place, each in enumerate(options)
            if names[place] is None and level < len(each)
        }
        counts = Counter(wanted.values())
        plainest = Counter(name for place, name in wanted.items() if plain and plain[place])
        for place, name in wanted.items():
            is_plainest = bool(plain) and plain[place] and plainest[name] == 1
            if name not in used and (counts[name] == 1 or is_plainest):
                names[place] = name
                used.add(name)


def _numbered(name: str, used: set[str]) -> str:
    for ordinal in _ORDINALS:
        other = cut_name(name, ordinal)
        if other not in used:
            return other
    count = 3
    while True:
        other = cut_name(name, f"{number_words(count)}_times")
        if other not in used:
            return other
        count += 1


def cut_name(name: str, suffix: str = "") -> str:
    """At most `_MAX_CHARACTERS`, cut between words."""
    room = _MAX_CHARACTERS - (len(suffix) + 1 if suffix else 0)
    name = shortened(name, room)
    return f"{name}_{suffix}" if suffix else name


def shortened(name: str, room: int) -> str:
    if len(name) > room:
        cut = name[: room + 1]
        space = cut.rfind("_")
        name = cut[:space] if space > room // 2 else name[:room]
        name = without_dangling(name)
    return name.rstrip("_")


def joined(base: str, suffix: str) -> str:
    """A name in which the callable gives way to what sets the test apart."""
    excess = len(base) + 1 + len(suffix) - _MAX_CHARACTERS
    if excess > 0:
        base = shortened(base, max(_MIN_BASE_CHARACTERS, len(base) - excess))
    return cut_name(f"{base}_{suffix}")


def _whole(base: str, suffixes: Sequence[str]) -> list[str]:
    """What may stand behind the callable without being cut."""
    return [each for each in suffixes if len(base) + 1 + len(each) <= _MAX_CHARACTERS]


def fitting(base: str, suffixes: Sequence[str], *, with_bare: bool = False) -> list[str]:
    """Names of the callable with what may stand behind it, those that need no cut first.

    Args:
        base: The name of the callable.
        suffixes: What may stand behind it.
        with_bare: Whether an empty suffix stands for the callable alone.
    """
    found = dict.fromkeys(each.strip("_") for each in suffixes)
    if not with_bare:
        found.pop("", None)
    ordered = [*_whole(base, list(found)), *found]
    return list(dict.fromkeys(joined(base, each) if each else cut_name(base) for each in ordered))
