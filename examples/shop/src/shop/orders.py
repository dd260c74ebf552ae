"""Orders: what a customer wants, what it costs and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from shop.inventory import Inventory
from shop.pricing import Voucher, line_total, shipping


class State(Enum):
    """How far an order has come."""

    DRAFT = "draft"
    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


ALLOWED = {
    State.DRAFT: {State.PLACED, State.CANCELLED},
    State.PLACED: {State.PAID, State.CANCELLED},
    State.PAID: {State.SHIPPED, State.CANCELLED},
    State.SHIPPED: set(),
    State.CANCELLED: set(),
}


class OrderError(RuntimeError):
    """The order is not in a state for this."""


@dataclass
class Order:
    """One order of one customer."""

    number: int
    customer: str
    country: str = "DE"
    lines: dict[str, int] = field(default_factory=dict)
    state: State = State.DRAFT
    paid: int = 0

    def add(self, sku: str, quantity: int = 1) -> None:
        """Put pieces of an article into a draft; a negative quantity takes them out again."""
        if self.state is not State.DRAFT:
            raise OrderError(f"order {self.number} is {self.state.value}")
        remaining = self.lines.get(sku, 0) + quantity
        if remaining > 0:
            self.lines[sku] = remaining
        else:
            self.lines.pop(sku, None)

    def move_to(self, state: State) -> None:
        """Change the state where the rules allow it."""
        if state not in ALLOWED[self.state]:
            raise OrderError(f"{self.state.value} order cannot become {state.value}")
        self.state = state

    @property
    def pieces(self) -> int:
        """Number of pieces in all lines."""
        return sum(self.lines.values())


class OrderDesk:
    """Takes orders against an inventory."""

    def __init__(self, inventory: Inventory, first_number: int = 1000) -> None:
        self.inventory = inventory
        self.orders: dict[int, Order] = {}
        self._next = first_number

    def open(self, customer: str, country: str = "DE") -> Order:
        """Begin a draft."""
        customer = customer.strip()
        if not customer:
            raise ValueError("an order needs a customer")
        order = Order(self._next, customer, country.upper())
        self.orders[order.number] = order
        self._next += 1
        return order

    def total(
        self,
        order: Order,
        voucher: Voucher | None = None,
        today: date = date(2025, 1, 1),
        express: bool = False,
    ) -> int:
        """What the customer has to pay, shipping included."""
        goods = sum(
            line_total(self.inventory.article(sku).unit_price, quantity)
            for sku, quantity in order.lines.items()
        )
        if voucher is not None:
            goods -= voucher.reduction(goods, today)
        return goods + shipping(goods, order.country, express)

    def place(self, number: int) -> Order:
        """Reserve the pieces of a draft and make it binding."""
        order = self._order(number)
        if not order.lines:
            raise OrderError(f"order {number} is empty")
        with self.inventory.reservation(order.lines):
            order.move_to(State.PLACED)
        return order

    def pay(self, number: int, amount: int) -> int:
        """Book a payment and return what is still to pay; a negative number is credit."""
        order = self._order(number)
        if order.state is not State.PLACED:
            raise OrderError(f"order {number} is {order.state.value}")
        if amount <= 0:
            raise ValueError(f"cannot book {amount}")
        order.paid += amount
        due = self.total(order) - order.paid
        if due <= 0:
            order.move_to(State.PAID)
        return due

    def ship(self, number: int) -> None:
        """Hand a paid order to the carrier."""
        order = self._order(number)
        order.move_to(State.SHIPPED)
        for sku, quantity in order.lines.items():
            self.inventory.ship(sku, quantity)

    def cancel(self, number: int) -> int:
        """Cancel an order, release its pieces and return what has to be paid back."""
        order = self._order(number)
        was = order.state
        order.move_to(State.CANCELLED)
        if was in (State.PLACED, State.PAID):
            for sku, quantity in order.lines.items():
                self.inventory.release(sku, quantity)
        refund, order.paid = order.paid, 0
        return refund

    def _order(self, number: int) -> Order:
        if number not in self.orders:
            raise KeyError(f"no order {number}")
        return self.orders[number]
