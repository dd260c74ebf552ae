"""Code that asks whether a file is there before it reads it."""

import json
import os
from pathlib import Path

USUAL = "logbook.json"


def captain() -> str:
    name = os.getenv("HARBOUR_LOGBOOK") or USUAL
    if not os.path.exists(name):
        return "nobody"
    with open(name, encoding="utf-8") as file:
        return json.load(file)["captain"]


def watches() -> dict:
    path = Path(os.environ.get("HARBOUR_WATCHES", "watches.txt"))
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text().splitlines():
        name, _, hours = line.partition("=")
        if hours:
            found[name.strip()] = hours.strip()
    return found


def orders() -> str:
    where = os.environ.get("HARBOUR_ORDERS")
    if where is None or not Path(where).is_file():
        return "none"
    return Path(where).read_text().upper()
