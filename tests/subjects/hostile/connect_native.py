"""Connects through the C library, over TCP and locally."""

import ctypes
import struct

from targets import TCP_PORT, UNIX_SOCKET

HAZARD = "network"
EXPECT = ("raised", "completed")


def attack() -> list:
    library = ctypes.CDLL(None)
    address = struct.pack("=H", 2) + struct.pack("!H", TCP_PORT) + bytes([127, 0, 0, 1]) + bytes(8)
    local = struct.pack("=H", 1) + UNIX_SOCKET.encode() + bytes(1)
    first, second = library.socket(2, 1, 0), library.socket(1, 1, 0)
    return [
        library.connect(first, address, len(address)),
        library.connect(second, local, len(local)),
    ]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
