"""Changes of texts: their length, pieces between separators, other classes of characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["filled", "lengths", "of_length", "span_spelled", "string_classes", "with_longer_piece"]

_LONGEST = 240
"""A longer text has too many pieces to try each."""
_SPELLED = 3
"""Letters and digits that a word has to have to be known in another spelling."""


def lengths(targets: Sequence[object]) -> Iterator[int]:
    """Those of some values that may be lengths."""
    for target in targets:
        if isinstance(target, int) and not isinstance(target, bool) and 0 <= target <= 300:
            yield target


def of_length(text: str, length: int) -> str:
    """The text cut off or repeated."""
    text = text or "a"
    return (text * (length // len(text) + 1))[:length]


def with_longer_piece(text: str, met: int, targets: Sequence[object]) -> Iterator[str]:
    """The text with a piece between separators, as long as was met, brought to other lengths."""
    for sign in _signs(text):
        pieces = text.split(sign)
        for place, piece in enumerate(pieces):
            if len(piece) == met:
                for target in lengths(targets):
                    changed = [*pieces[:place], of_length(piece, target), *pieces[place + 1 :]]
                    yield sign.join(changed)


def _signs(text: str) -> list[str]:
    """What may separate pieces of a text, unless that is very long."""
    if len(text) > _LONGEST:
        return []
    return list(dict.fromkeys(each for each in text if not each.isalnum()))


def filled(text: str) -> Iterator[str]:
    """The text with an empty piece between separators filled with a piece of its own."""
    for sign in _signs(text):
        pieces = text.split(sign)
        other = max(pieces, key=len) or "a"
        for place, piece in enumerate(pieces):
            if not piece:
                yield sign.join([*pieces[:place], other, *pieces[place + 1 :]])


def span_spelled(text: str, word: str) -> tuple[int, int] | None:
    """Where a word stands in a text if case, blanks and punctuation do not count: ``utf8`` in ``UTF-8 x``.

    Returns:
        Its start and its end, or None where it does not stand there.
    """
    wanted = "".join(each for each in word.lower() if each.isalnum())
    signs = [(place, each.lower()) for place, each in enumerate(text) if each.isalnum()]
    if len(wanted) < _SPELLED or any(len(each) != 1 for _, each in signs):
        return None
    start = "".join(each for _, each in signs).find(wanted)
    return None if start < 0 else (signs[start][0], signs[start + len(wanted) - 1][0] + 1)


def string_classes(value: str) -> list[str]:
    """Strings of other character classes, for ``isdigit``, ``isupper`` and their like."""
    return [
        "",
        "123",
        "abc",
        "ABC",
        "Abc",
        " ",
        "a1",
        f"{value} ",
        value.upper(),
        value.lower(),
        "é",
    ]
