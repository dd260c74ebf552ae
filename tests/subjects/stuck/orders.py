"""An order that goes through many states, and remembers how it came there."""

from __future__ import annotations

from dataclasses import dataclass, field


class Refused(Exception):
    """The order cannot do that now."""


@dataclass
class Order:
    """One order."""

    number: str
    state: str = "draft"
    lines: list[tuple[str, int]] = field(default_factory=list)
    paid: int = 0
    history: list[str] = field(default_factory=list)

    def _to(self, state: str, *allowed: str) -> None:
        if self.state not in allowed:
            raise Refused(f"{state} from {self.state}")
        self.history.append(self.state)
        self.state = state

    @property
    def total(self) -> int:
        """Cents."""
        return sum(price for _, price in self.lines)

    def apply(self, event: str) -> str:
        """Take an event such as ``add:tea=300``; gives the state."""
        name, _, rest = event.partition(":")
        if name == "add":
            if self.state != "draft":
                raise Refused("too late")
            item, _, price = rest.partition("=")
            self.lines.append((item, int(price)))
        elif name == "submit":
            if not self.lines:
                raise Refused("empty")
            self._to("submitted", "draft")
        elif name == "pay":
            if self.state not in ("submitted", "part-paid"):
                raise Refused("not now")
            self.paid += int(rest)
            self._to("paid" if self.paid >= self.total else "part-paid", "submitted", "part-paid")
        elif name == "ship":
            self._to("shipped", "paid")
        elif name == "return":
            self._to("returned", "shipped")
            if self.history.count("part-paid") > 1:
                self.paid -= 50
        elif name == "refund":
            self._to("refunded", "returned")
            if self.paid > self.total:
                self.state = "overpaid"
            self.paid = 0
        else:
            raise Refused(name)
        return self.state


def replay(number: str, text: str) -> Order:
    """The order that a log of events leads to, one event a line."""
    order = Order(number)
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if order.apply(line) == "refunded" and order.history[-1] == "returned":
            order.history.append("closed")
    return order
