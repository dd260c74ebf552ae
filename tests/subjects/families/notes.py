"""Notes of one line each, and a function that remembers: what is wrong here needs one certain input."""

from __future__ import annotations

from collections.abc import Callable

MARK = b"note"


def parsed(line: str) -> str:
    """What a note says: everything behind its mark."""
    mark, _, text = line.encode("utf-8").partition(b":")
    if not text:
        raise ValueError("nothing is noted")
    if mark.lower() != MARK:
        raise ValueError("not a note")
    return text.decode("utf-8").strip()


def found(text: str, word: str, exact: bool = False) -> int:
    """How often a word is in a text."""
    return _counted(text, word, exact=exact)


def _counted(text: str, word: str, *, exact: bool) -> int:
    if exact:
        return text.count(word)
    return text.lower().count(word.lower())


def share(part: float) -> str:
    """A part as a percentage, the usual ones in words."""
    words = {
        0.5: "a half",
        0.25: "a quarter",
        0.2: "a fifth",
    }
    return words.get(
        part,
        f"{part * 100:.1f} of a hundred",
    )


def remembering(function: Callable[[int], int]) -> Callable[[int], int]:
    """The function with a memory that can be emptied."""
    kept: dict[int, int] = {}

    def remembered(value: int) -> int:
        if value not in kept:
            kept[value] = function(value)
        return kept[value]

    def forget(value: int) -> None:
        kept.pop(value, None)

    remembered.forget = forget  # type: ignore[attr-defined]
    return remembered
