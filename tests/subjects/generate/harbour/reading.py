"""Code that reads files, folders, the environment and the standard input."""

import json
import os
import sys
from pathlib import Path

from harbour.settings import is_quiet, setting


def greeting() -> str:
    mode = setting("MODE", "plain")
    if mode == "loud":
        return "AHOY"
    return "ahoy"


def bell() -> str:
    if is_quiet():
        return ""
    return "ding"


def depth() -> int:
    """How deep the water is.

    >>> depth()
    10
    """
    if "DEPTH" in os.environ:
        return int(os.environ["DEPTH"])
    return 10


def confirmed() -> bool:
    answer = input("sure? ")
    if answer == "aye":
        return True
    return False


def total() -> int:
    found = 0
    for line in sys.stdin:
        if line.startswith("+"):
            found += 2
        found += 1
    return found


def berths() -> list:
    with open("harbour.json", encoding="utf-8") as file:
        document = json.load(file)
    return [each["name"] for each in document["berths"] if each["depth"] > 5]


def charts(folder: Path) -> dict:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".chart":
            found[path.name] = path.read_text()
        elif path.is_dir():
            found[path.name] = "folder"
    return found
