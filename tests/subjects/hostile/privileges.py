"""Asks for privileges: mounts, new namespaces, another root."""

import ctypes

HAZARD = "process"
EXPECT = ("raised", "completed")


def attack() -> list:
    library = ctypes.CDLL(None)
    return [
        library.mount(b"tmpfs", b"/mnt", b"tmpfs", 0, None),
        library.unshare(0x10000000),
        library.chroot(b"/"),
        library.setuid(0),
        library.sethostname(b"hostile", 7),
    ]


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
