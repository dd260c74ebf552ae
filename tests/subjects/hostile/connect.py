"""Connects over TCP."""

import socket

from targets import TCP_PORT

HAZARD = "network"
EXPECT = ("refused",)


def attack() -> None:
    socket.create_connection(("127.0.0.1", TCP_PORT), 1).sendall(b"!")


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
