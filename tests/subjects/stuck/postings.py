"""Double-entry books: what is posted has to balance over several objects."""

from __future__ import annotations

from dataclasses import dataclass, field


class Unbalanced(Exception):
    """Debits and credits differ."""


@dataclass(frozen=True)
class Account:
    """An account; assets and costs grow by debits, others by credits."""

    name: str
    kind: str
    currency: str


@dataclass
class Posting:
    """A part of an entry."""

    account: Account
    cents: int


@dataclass
class Entry:
    """Postings that belong together."""

    text: str
    postings: list[Posting] = field(default_factory=list)


class Books:
    """All entries."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.closed = False

    def post(self, entry: Entry) -> int:
        """Take in an entry; gives its number."""
        if self.closed:
            raise Unbalanced("closed")
        if len(entry.postings) < 2:
            raise Unbalanced("one-sided")
        currencies = {each.account.currency for each in entry.postings}
        if len(currencies) > 1:
            bridging = [each for each in entry.postings if each.account.kind == "bridge"]
            if len(bridging) != len(currencies):
                raise Unbalanced("no bridge")
            for currency in currencies:
                if sum(e.cents for e in entry.postings if e.account.currency == currency) != 0:
                    raise Unbalanced(currency)
        elif sum(each.cents for each in entry.postings) != 0:
            raise Unbalanced("sum")
        self.entries.append(entry)
        return len(self.entries)

    def balance(self, account: Account) -> int:
        """Cents on an account, from the owner's side."""
        total = 0
        for entry in self.entries:
            for each in entry.postings:
                if each.account == account:
                    total += each.cents
        return total if account.kind in ("asset", "cost") else -total

    def close(self, result: Account) -> int:
        """Move all income and costs to one account; gives the profit."""
        profit = 0
        postings = []
        for account in {e.account for entry in self.entries for e in entry.postings}:
            if account.kind == "income":
                amount = self.balance(account)
                profit += amount
                postings.append(Posting(account, amount))
            elif account.kind == "cost":
                amount = self.balance(account)
                profit -= amount
                postings.append(Posting(account, -amount))
        if profit and postings:
            postings.append(Posting(result, -profit))
            self.post(Entry("close", postings))
        self.closed = True
        return profit
