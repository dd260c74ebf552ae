"""Connects over TCP and IPv6."""

import socket

from targets import TCP_PORT

HAZARD = "network"
EXPECT = ("refused", "raised")


def attack() -> None:
    with socket.socket(socket.AF_INET6) as client:
        client.settimeout(1)
        client.connect(("::1", TCP_PORT))


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
