"""Sends a datagram."""

import socket

from targets import UDP_PORT

HAZARD = "network"
EXPECT = ("refused", "raised")


def attack() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"!", ("127.0.0.1", UDP_PORT))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
