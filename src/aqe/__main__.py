"""``python -m aqe`` and the ``aqe`` command."""

from __future__ import annotations

import gc
import os
import signal
import sys

__all__ = ["main"]

_INTERRUPTED = 130
_NEW_OBJECTS = 50_000
"""Between two looks for garbage: most of what a run makes stays until it ends, and Python's usual looks at
every 700th new object take a tenth of what the main process of a search computes."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(_NEW_OBJECTS)
    code = _run()
    if code == _INTERRUPTED:
        # Without this, threads that are still at work, or Python's own way to end on Ctrl-C, would
        # have the last word about when to leave and with which code.
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    try:
        from aqe.cli.app import main as run

        code = run(sys.argv[1:])
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is to leave
        return code
    except KeyboardInterrupt:  # while the program was being loaded
        os.write(2, b"\ninterrupted\n")
        return _INTERRUPTED


if __name__ == "__main__":
    main()
