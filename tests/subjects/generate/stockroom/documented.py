"""Examples in the documentation: right ones, and one that is wrong."""


def area(width: int, height: int) -> int:
    """Return the area.

    >>> area(7, 6)
    42
    >>> area(0, 5)
    0
    """
    return width * height


def initials(name: str) -> str:
    """Return the first letters.

    >>> initials("ada lovelace")
    'AL'
    """
    return "".join(part[0] for part in name.split())


def halves(number: int) -> tuple:
    """Return two halves.

    >>> halves(9)
    (4, 5)
    """
    return number // 2, number - number // 2
