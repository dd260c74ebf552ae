"""Money that moves between accounts, and the book that says so."""

from bank.accounts import Account


class Book:
    """What was moved, by owner; money that is given counts as negative."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int]] = []

    def note(self, account: Account, amount: int) -> None:
        """Adds a line."""
        if amount == 0:
            raise ValueError("nothing to note")
        self.lines.append((account.owner, amount))

    def take_back(self, count: int) -> None:
        """Removes the newest lines."""
        del self.lines[len(self.lines) - count :]


def transfer(book: Book, giver: Account, taker: Account, amount: int) -> None:
    """Moves money, and notes it; a transfer that is refused leaves no line."""
    book.note(giver, -amount)
    book.note(taker, amount)
    try:
        giver.withdraw(amount)
    except ValueError:
        book.take_back(2)
        raise
    taker.deposit(amount)
