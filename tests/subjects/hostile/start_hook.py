"""Leaves a file that every later interpreter would run."""

import site
import sysconfig
from pathlib import Path

HAZARD = "file"
EXPECT = ("refused", "completed")


def attack() -> None:
    for folder in (sysconfig.get_path("purelib"), site.getusersitepackages()):
        try:
            Path(folder, "aqe-hostile-marker.pth").write_text("import this")
        except OSError:
            continue


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
