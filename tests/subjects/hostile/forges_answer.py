"""Answers in the server's name: writes whole messages of the protocol to every descriptor."""

import json
import os
import struct

HAZARD = "protocol"
EXPECT = ("completed", "crashed", "timeout", "raised")


def attack() -> bool:
    result = {"candidate": 0, "outcome": "completed", "goals": [], "observations": []}
    body = json.dumps({"results": [result, result]}).encode()
    for number in range(3, 256):
        try:
            os.write(number, struct.pack(">I", len(body)) + body)
        except OSError:
            continue
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
