"""Listens for connections."""

import socket

HAZARD = "network"
EXPECT = ("refused", "raised")


def attack() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.listen()


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
