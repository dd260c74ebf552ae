"""A service for parking: tickets, prices, subscriptions, refunds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


class ParkingError(Exception):
    """The service refuses."""


@dataclass
class Ticket:
    """One stay."""

    plate: str
    start: int
    kind: str = "car"
    paid: int = 0
    closed: bool = False


@dataclass
class ParkingService:
    """All tickets of one car park; times are minutes."""

    places: int = 3
    tickets: dict[str, Ticket] = field(default_factory=dict)
    subscribers: dict[str, int] = field(default_factory=dict)
    income: int = 0

    def enter(self, plate: str, minute: int, kind: str = "car") -> str:
        """A ticket's number."""
        if not plate.strip():
            raise ParkingError("no plate")
        if kind not in ("car", "motorbike", "truck"):
            raise ParkingError("no such vehicle")
        if self.used() + self._size(kind) > self.places * 2:
            raise ParkingError("full")
        number = hashlib.sha256(f"{plate}@{minute}".encode()).hexdigest()[:8]
        if number in self.tickets:
            raise ParkingError("twice")
        self.tickets[number] = Ticket(plate, minute, kind)
        return number

    def used(self) -> int:
        """Half places in use."""
        return sum(self._size(each.kind) for each in self.tickets.values() if not each.closed)

    @staticmethod
    def _size(kind: str) -> int:
        return {"motorbike": 1, "truck": 4}.get(kind, 2)

    def price(self, number: str, minute: int) -> int:
        """Cents for a stay until a minute."""
        ticket = self._open(number)
        stay = minute - ticket.start
        if stay < 0:
            raise ParkingError("before the start")
        if ticket.plate in self.subscribers and self.subscribers[ticket.plate] >= minute:
            return 0
        if stay <= 15:
            return 0
        hours = -(-stay // 60)
        cents = 200 + (hours - 1) * 150
        if hours > 8:
            cents = 1300 + (hours - 8) * 50
        if ticket.kind == "motorbike":
            cents //= 2
        elif ticket.kind == "truck":
            cents *= 3
        return min(cents, 9000)

    def subscribe(self, plate: str, until: int, code: str) -> None:
        """Free parking until a minute, for a code."""
        if code != hashlib.sha256(plate.encode()).hexdigest()[:6]:
            raise ParkingError("code")
        if until <= self.subscribers.get(plate, 0):
            raise ParkingError("shorter")
        self.subscribers[plate] = until

    def pay(self, number: str, cents: int, minute: int) -> int:
        """Change in cents."""
        due = self.price(number, minute) - self._open(number).paid
        if cents < due:
            self._open(number).paid += cents
            self.income += cents
            raise ParkingError(f"{due - cents} more")
        self.income += due
        self._open(number).paid += due
        return cents - due

    def leave(self, number: str, minute: int) -> str:
        """What the barrier says."""
        due = self.price(number, minute)
        ticket = self._open(number)
        if ticket.paid < due:
            return "pay first"
        ticket.closed = True
        if ticket.plate in self.subscribers:
            return "goodbye, subscriber"
        return "goodbye"

    def refund(self, number: str) -> int:
        """Cents that go back for a stay that was paid and is closed."""
        ticket = self.tickets.get(number)
        if ticket is None:
            raise ParkingError("unknown")
        if not ticket.closed:
            raise ParkingError("still open")
        cents, ticket.paid = ticket.paid // 2, 0
        self.income -= cents
        return cents

    def _open(self, number: str) -> Ticket:
        ticket = self.tickets.get(number)
        if ticket is None:
            raise ParkingError("unknown")
        if ticket.closed:
            raise ParkingError("closed")
        return ticket
