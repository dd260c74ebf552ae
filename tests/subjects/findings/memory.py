"""Looks at memory: what it is told is no place that anybody may look at, and the interpreter dies of it."""

import ctypes
import os


def text_at(address: int) -> bytes:
    """The text that begins at an address."""
    if address == 0:
        raise ValueError("no address")
    return ctypes.string_at(address)


class Window:
    """A view of memory."""

    def __init__(self, address: int) -> None:
        self.address = address

    def __len__(self) -> int:
        return 1

    def first(self) -> int:
        """The first byte."""
        return int(ctypes.c_ubyte.from_address(self.address).value)


class Copy:
    """What stood in memory when it was made."""

    def __init__(self, address: int) -> None:
        self.value = int(ctypes.c_ubyte.from_address(address).value)

    def again(self) -> int:
        """The same."""
        return self.value


def leave(code: int) -> None:
    """End the program at once."""
    os._exit(code)


def mean(numbers: list[int]) -> float:
    """The mean."""
    return sum(numbers) / len(numbers)


def _raw(address: int) -> bytes:
    return ctypes.string_at(address)
