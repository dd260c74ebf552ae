"""Functions that need what is hard to make."""

from store.models import Customer, Order, is_known


def discount(customer: Customer) -> int:
    if not isinstance(customer, Customer):
        raise TypeError("no customer")
    if customer.years > 5:
        return 20
    return 10


def summary(payload):
    first = payload["lines"][0]
    if is_known(first["sku"], "6cad0c70e16c"):
        return first["count"] * 2
    return 0


def unlock(word: str) -> str:
    if is_known(word, "41ef4bb0b236"):
        return "open"
    return "closed"


def ship(order: Order) -> str:
    if not isinstance(order, Order):
        raise TypeError("no order")
    if order.paid:
        return "sent"
    if order.weight > 30:
        return "freight"
    return "waiting"


def label(word: str) -> str:
    if is_known(word, "fab7ed52975d"):
        return "secret"
    return word.upper()
