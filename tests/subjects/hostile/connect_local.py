"""Connects to a socket in the file system."""

import socket

from targets import UNIX_SOCKET

HAZARD = "network"
EXPECT = ("refused", "raised")


def attack() -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(UNIX_SOCKET)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
