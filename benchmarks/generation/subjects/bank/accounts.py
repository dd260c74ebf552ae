"""Accounts."""


class Account:
    def __init__(self, owner: str, balance: int = 0):
        if not owner:
            raise ValueError("an account needs an owner")
        self.owner = owner
        self.balance = balance

    def deposit(self, amount: int) -> int:
        if amount <= 0:
            raise ValueError("nothing to deposit")
        self.balance += amount
        return self.balance

    def withdraw(self, amount: int) -> int:
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount
        return self.balance
