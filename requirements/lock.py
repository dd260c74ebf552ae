"""Writes the lock files: versions and hashes of every file of a release, and no addresses.

Run with `nox -s lock`. The machine's own pip configuration (mirrors, local wheels) is left out, so that the
hashes cover Linux, macOS and Windows. Run it with the oldest Python that aqe supports, 3.11: a release that
wants a newer one is then left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = [
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--strip-extras",
    "--allow-unsafe",
    "--no-header",
    "--quiet",
]


def main(arguments: list[str]) -> None:
    """Compile `dev.in`, then `default.in` to the same versions."""
    environ = {name: value for name, value in os.environ.items() if name != "PIP_FIND_LINKS"}
    environ["PIP_CONFIG_FILE"] = os.devnull
    for name in ("dev", "default"):
        output = HERE / f"{name}.txt"
        if name == "default":
            output.write_bytes((HERE / "dev.txt").read_bytes())
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *arguments]
        subprocess.run(
            [*command, "-o", str(output), str(HERE / f"{name}.in")],
            check=True,
            env=environ,
            cwd=HERE.parent,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
