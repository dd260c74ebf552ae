"""A benign neighbour: counts words, and writes to a file of its own folder."""

from pathlib import Path

HAZARD = "none"
EXPECT = ("completed",)


def count_words(text: str) -> dict:
    """Return how often each word occurs."""
    counts: dict = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def attack() -> str:
    """Write and read a file in the current folder."""
    Path("words.txt").write_text("one two")
    return Path("words.txt").read_text()


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number
