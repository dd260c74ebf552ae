"""What looks at the process that runs it, and at the folder that it runs in."""

import getopt
import os
import py_compile
import sys


def asked() -> None:
    """Say how the process was called."""
    _, words = getopt.getopt(sys.argv[1:], "h")
    raise SystemExit(1 if words else 2)


def compiled(folder: str = ".") -> bool:
    """Compile the modules of a folder."""
    for name in sorted(os.listdir(folder)):
        if name.endswith(".py"):
            py_compile.compile(os.path.join(folder, name))
    return True
