"""Rules of the ledger: 25 executable lines that tests run, 2 that none does."""

import functools

LIMIT = 100
KINDS = {"small": 1, "large": 5}
_registry = []


def register(function):
    _registry.append(function.__name__)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@register
def fee(amount, kind="small"):
    if amount <= 0:
        raise ValueError("amount must be positive")
    rate = KINDS[kind]
    return min(amount * rate, LIMIT)


def is_round(amount):
    while amount >= 10:
        if amount % 10:
            return False
        amount //= 10
    return True


def registered():
    return list(_registry)


@functools.lru_cache(maxsize=None)
def squares(count):
    return tuple(
        number * number
        for number in range(count)
        if number > 1
    )


class Account:
    opened = 0

    def __init__(self, balance=0):
        self.balance = balance
        Account.opened += 1

    def pay(self, amount):
        if amount > self.balance:
            return False
        self.balance -= amount
        return True

    def unused(self):
        return self.balance + 1
