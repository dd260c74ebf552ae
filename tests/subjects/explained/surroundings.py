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


class Timer:
    """Is never late in a test."""

    def __init__(self):
        self._started = time.monotonic()

    def is_late(self):
        if time.monotonic() - self._started > 86_400:  # why true: time
            return True  # why: time
        return False


def separator(path: str) -> str:
    if WINDOWS:  # why true: platform
        return path.replace("/", "\\")  # why: platform
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
    year = datetime.now().year
    if year > 9000:  # why true: time
        return 90  # why: time
    return 21


def draw() -> str:
    if random.random() < 1e-12:  # why true: randomness
        return "jackpot"  # why: randomness
    return "nothing"


def mode() -> str:
    found = os.environ.get("APPLICATION_MODE", "")
    if hashlib.sha256(found.encode()).hexdigest().startswith("0f4ce"):  # why true: environment
        return "known"  # why: environment
    return "unknown"


def settings() -> str:
    if os.path.exists("/etc/no-such-folder/settings.toml"):  # why true: files
        return "there"  # why: files
    return "missing"


def greeting(host: str) -> bytes:
    link = socket.create_connection((host, 25), timeout=1)
    return link.recv(100)  # why: walls
