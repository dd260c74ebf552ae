"""Whether a written suite passes on a subject as it stands now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["passes"]

_ENVIRON = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def passes(root: Path) -> bool:
    """Runs the tests in `tests` below a folder; anything but passed and failed tests is an error."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=root, env=_ENVIRON, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stdout.decode()
    return done.returncode == 0
