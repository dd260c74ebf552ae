"""Files under the working directory and under folders that are given."""

import json
import os
from pathlib import Path


def save_note(name: str, text: str) -> int:
    with open(name + ".note", "w", encoding="utf-8") as file:
        return file.write(text)


def count_lines(path) -> int:
    if not os.path.exists(path):
        return -1
    with open(path, encoding="utf-8") as file:
        return sum(1 for line in file if line.strip())


def load_settings(path: Path) -> dict:
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise TypeError("settings are a mapping")
    return data
