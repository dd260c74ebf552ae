"""Money that moves between accounts."""

from bank.accounts import Account
from bank.ledger import Ledger


def transfer(ledger: Ledger, giver: Account, taker: Account, amount: int) -> None:
    with ledger.transaction():
        ledger.enter(giver, -amount)
        ledger.enter(taker, amount)
        giver.withdraw(amount)
        taker.deposit(amount)


class Desk:
    """A desk that is open for the time of a block and takes orders for one ledger."""

    def __init__(self, ledger: Ledger):
        self.ledger = ledger
        self.is_open = False

    def __enter__(self) -> "Desk":
        self.is_open = True
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        self.is_open = False
        return kind is LookupError

    def pay_in(self, account: Account, amount: int) -> int:
        if not self.is_open:
            raise RuntimeError("the desk is closed")
        balance = account.deposit(amount)
        self.ledger.enter(account, amount)
        return balance

    def newest(self, count: int):
        for number, line in enumerate(self.ledger.history()):
            if number == count:
                return
            yield line
