"""What was done to accounts."""

from contextlib import contextmanager

from bank.accounts import Account


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

    def enter(self, account: Account, amount: int) -> None:
        if amount == 0:
            raise ValueError("nothing to enter")
        self.entries.append((account.owner, amount))

    def history(self):
        """Entries, newest first; the ledger counts as read until the last one is out."""
        self.reading = True
        try:
            for owner, amount in reversed(self.entries):
                yield f"{owner}: {amount}"
        finally:
            self.reading = False
