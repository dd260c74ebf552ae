"""Objects: last in first out, first in first out, restoring, not restoring, records."""

from dataclasses import dataclass


class Stack:
    """`pop` gives back what `push` took, whatever lies below."""

    def __init__(self):
        self._items = []

    def push(self, item: int) -> None:
        """Put on top."""
        self._items.append(item)

    def pop(self) -> int:
        """Take from the top."""
        return self._items.pop()

    def __len__(self):
        return len(self._items)


class Line:
    """`dequeue` gives back what `enqueue` took only where nobody stands before."""

    def __init__(self):
        self._items = []

    def enqueue(self, item: int) -> None:
        """Stand at the end."""
        self._items.append(item)

    def dequeue(self) -> int:
        """Serve the first."""
        return self._items.pop(0)

    def __len__(self):
        return len(self._items)


class Account:
    """`withdraw` undoes `deposit`; `thaw` does not undo `freeze`."""

    def __init__(self, balance: int):
        self.balance = balance
        self._limit = 0

    def deposit(self, amount: int) -> None:
        """More."""
        self.balance += amount

    def withdraw(self, amount: int) -> None:
        """Less."""
        self.balance -= amount

    def lock(self, fee: int) -> None:
        """Costs a fee."""
        self.balance -= fee

    def unlock(self, fee: int) -> None:
        """Gives nothing back."""

    @property
    def limit(self) -> int:
        """How far it may go."""
        return self._limit

    @limit.setter
    def limit(self, value: int) -> None:
        self._limit = value


@dataclass
class Point:
    """`from_text` undoes `to_text`."""

    x: int
    y: int

    def to_text(self) -> str:
        """``x/y``."""
        return f"{self.x}/{self.y}"

    @classmethod
    def from_text(cls, text: str) -> "Point":
        """Undo `to_text`."""
        x, y = text.split("/")
        return cls(int(x), int(y))
