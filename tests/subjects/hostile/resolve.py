"""Asks for the address of a name, which tells the name to others."""

import socket

HAZARD = "network"
EXPECT = ("refused",)


def attack() -> list:
    return socket.getaddrinfo("canary.invalid", 80)


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
