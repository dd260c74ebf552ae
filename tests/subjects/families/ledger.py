"""A ledger with blocks that are taken back, items that are read half way, and refusals that leave no trace."""

from contextlib import contextmanager


class Account:
    def __init__(self, owner: str, balance: int = 0):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount: int) -> int:
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount
        return self.balance


class Ledger:
    def __init__(self) -> None:
        self.entries: list[tuple[str, int]] = []
        self.reading = False

    @contextmanager
    def transaction(self):
        """Takes back what was entered inside when an error leaves the block."""
        before = len(self.entries)
        try:
            yield self
        except ValueError:
            del self.entries[before:]
            raise

    def enter(self, owner: str, amount: int) -> None:
        if amount == 0:
            raise ValueError("nothing to enter")
        self.entries.append((owner, amount))

    def history(self):
        """Entries, newest first; the ledger counts as read until the last one is out."""
        self.reading = True
        try:
            for owner, amount in reversed(self.entries):
                yield f"{owner}: {amount}"
        finally:
            self.reading = False


class Gate:
    """Open for the time of a block."""

    def __init__(self) -> None:
        self.is_open = False
        self.passed: list[str] = []

    def __enter__(self) -> "Gate":
        self.is_open = True
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        self.is_open = False
        return kind is LookupError

    def go(self, name: str) -> int:
        if not self.is_open:
            raise RuntimeError("the gate is closed")
        self.passed.append(name)
        return len(self.passed)

    def names(self) -> list[str]:
        return [each.title() for each in self.passed]


def transfer(ledger: Ledger, giver: Account, taker: Account, amount: int) -> None:
    with ledger.transaction():
        ledger.enter(giver.owner, -amount)
        ledger.enter(taker.owner, amount)
        giver.withdraw(amount)
        taker.balance += amount


def charge(ledger: Ledger, account: Account, price: int) -> int:
    left = account.withdraw(price)
    try:
        ledger.enter(account.owner, price)
    except ValueError:
        account.balance += price + 1
        raise
    return left
