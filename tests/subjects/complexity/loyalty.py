"""Points that customers collect, and what they are worth."""

from dataclasses import dataclass, field
from datetime import date, timedelta

LEVELS = ((0, "bronze", 1), (500, "silver", 2), (2000, "gold", 3))
YEAR = timedelta(days=365)


@dataclass
class Account:
    customer: str
    entries: list[tuple[date, int]] = field(default_factory=list)

    def balance(self, today: date) -> int:
        return sum(points for day, points in self.entries if today - day < YEAR)

    def level(self, today: date) -> str:
        collected = sum(points for day, points in self.entries if points > 0 and today - day < YEAR)
        name = LEVELS[0][1]
        for least, candidate, _ in LEVELS:
            if collected >= least:
                name = candidate
        return name

    def buy(self, price: int, today: date, campaign: bool = False) -> int:
        if price <= 0:
            raise ValueError("a price is positive")
        factor = next(factor for _, name, factor in LEVELS if name == self.level(today))
        points = price // 10 * factor
        if campaign and today.weekday() < 5:
            points *= 2
        self.entries.append((today, points))
        return points

    def redeem(self, points: int, today: date) -> int:
        if points > self.balance(today):
            raise ValueError("not enough points")
        if points < 100 and self.level(today) != "gold":
            raise ValueError("at least a hundred points")
        self.entries.append((today, -points))
        return points // 100
