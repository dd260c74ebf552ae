"""A helper that other modules read the environment through."""

import os


def setting(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def is_quiet() -> bool:
    return os.getenv("HARBOUR_QUIET") is not None
