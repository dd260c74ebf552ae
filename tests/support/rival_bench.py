"""An environment with a rival that is not one: it writes the suite that a test gives it."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

__all__ = ["fake_rival"]

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
    venv.create(folder, symlinks=sys.platform != "win32", with_pip=False)
    found = [*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages")]
    package = found[0] / "pynguin"
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
    facts = found[0] / f"pynguin-{version}.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pynguin\nVersion: {version}\n")
    return folder
