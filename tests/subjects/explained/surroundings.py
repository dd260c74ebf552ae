"""Decisions that clock, chance, system, environment, files and network make."""

import hashlib
import os
import random
import socket
import sys
import time
from datetime import datetime

try:
    import json
except ImportError:  # why: platform
    json = None  # why: platform

WINDOWS = os.name == "nt-like"


def _is_old():
    return sys.version_info < (2, 8)


def _is_known(value: object) -> bool:
    return hashlib.sha256(repr(value).encode()).hexdigest().startswith("0f4ce12ab")


class Timer:
    """Comes to a moment that no double shows."""

    def __init__(self):
        self._started = time.monotonic()

    def is_late(self):
        if _is_known(time.monotonic() - self._started):  # why true: time
            return True  # why: time
        return False


def separator(path: str) -> str:
    if WINDOWS:
        return path.replace("/", "\\")
    return path


def line_end() -> str:
    if sys.platform == "amiga":  # why true: platform
        return "\r"  # why: platform
    if hasattr(os, "telepathy"):  # why true: platform
        return "thought"  # why: platform
    return "\n"


def text_type() -> str:
    if _is_old():  # why true: platform
        return "unicode"  # why: platform
    return "str"


def century() -> int:
    now = datetime.now()
    moment = now.isoformat()
    if _is_known(moment):  # why true: time
        return 90  # why: time
    return 21


def draw() -> str:
    if _is_known(random.random()):  # why true: randomness
        return "jackpot"  # why: randomness
    return "nothing"


def mode() -> str:
    found = os.environ.get("APPLICATION_MODE", "")
    if _is_known(found):  # why true: environment
        return "known"  # why: environment
    return "unknown"


def settings() -> str:
    if os.path.exists("/etc/no-such-folder/settings.toml"):  # why true: files
        return "there"  # why: files
    return "missing"


def greeting(host: str) -> bytes:
    link = socket.create_connection((host, 25), timeout=1)
    answer = link.recv(100)
    if _is_known(answer):  # why true: walls
        return answer  # why: walls
    return b""
