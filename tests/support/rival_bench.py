"""An environment with a rival that is not one: it writes the suite that a test gives it."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

__all__ = ["fake_ghostwriter", "fake_rival"]

_MAIN = """\
import os, pathlib, sys, time
given = dict(zip(sys.argv[1:], sys.argv[2:]))
assert os.environ["PYNGUIN_DANGER_AWARE"] == "1"
import {subject} as subject  # the copy comes first, the project's packages last
place = pathlib.Path(subject.__file__)
assert place.is_relative_to(given["--project-path"]), place
log = pathlib.Path({log!r})
with log.open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
if {damage!r}:
    place.write_text("")
time.sleep({sleep!r})
pathlib.Path(given["--output-path"], "test_it.py").write_text({suite!r})
"""


_GHOST = """\
import sys


def main():
    with open({log!r}, "a") as log:
        print(*sys.argv[1:], file=log)
    print({suite!r})
"""


def fake_rival(
    folder: Path,
    suite: str,
    *,
    subject: str,
    damage: bool = False,
    sleep_s: float = 0.0,
    version: str = "9.9",
) -> Path:
    """Make a virtual environment whose ``pynguin`` writes the given suite.

    Returns:
        The environment; ``calls.log`` in it has a line for each call.
    """
    found = _environment(folder, "pynguin", version)
    package = found / "pynguin"
    package.mkdir()
    (package / "__init__.py").write_text("")
    text = _MAIN.format(
        subject=subject,
        log=str(folder / "calls.log"),
        damage=damage,
        sleep=sleep_s,
        suite=suite,
    )
    (package / "__main__.py").write_text(text)
    return folder


def fake_ghostwriter(folder: Path, suite: str, *, version: str = "9.9") -> Path:
    """Make a virtual environment whose ``hypothesis write`` prints the given suite.

    Returns:
        The environment; ``calls.log`` in it has a line for each call.
    """
    found = _environment(folder, "hypothesis", version)
    for name in ("hypothesis", "hypothesis/extra", "click", "black", "rich"):
        (found / name).mkdir()
        (found / name / "__init__.py").write_text("")
    text = _GHOST.format(log=str(folder / "calls.log"), suite=suite)
    (found / "hypothesis" / "extra" / "cli.py").write_text(text)
    return folder


def _environment(folder: Path, distribution: str, version: str) -> Path:
    """A virtual environment in which a distribution seems to be installed; the folder of its packages."""
    venv.create(folder, symlinks=sys.platform != "win32", with_pip=False)
    found = [*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages")][0]
    facts = found / f"{distribution}-{version}.dist-info"
    facts.mkdir()
    text = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
    (facts / "METADATA").write_text(text)
    return found
