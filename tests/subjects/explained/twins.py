"""A mutant that no input tells apart: ``>`` and ``>=`` give the same distance."""


def distance(one: int, other: int) -> int:
    first, second = int(one), int(other)
    if first > second:
        return first - second
    return second - first
