"""A benign neighbour: prices with a discount. Its suite must not be lost."""

HAZARD = "none"
EXPECT = ("completed",)


def discounted(price: float, percent: float) -> float:
    """Return the price after a discount of that many per cent."""
    if price < 0:
        raise ValueError("a price is not negative")
    if not 0 <= percent <= 100:
        raise ValueError("a discount lies between 0 and 100")
    return round(price * (100 - percent) / 100, 2)


def attack() -> float:
    """Ask for nothing that is forbidden."""
    return discounted(20.0, 25.0)


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number
