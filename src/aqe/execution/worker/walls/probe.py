"""Tries the walls in the process it runs in: one JSON request on standard input, one answer out.

The answer holds the report of `raise_walls` and what became of every attempt (see `attempts`).
"""

from __future__ import annotations

import json
import sys
from typing import Any, Dict

from . import raise_walls
from .attempts import make_attempts

__all__ = ["main"]


def main() -> None:
    """Raise the walls as asked, make the attempts and answer."""
    request: Dict[str, Any] = json.loads(sys.stdin.read())
    policy = request["policy"]
    report = raise_walls(policy) if policy is not None else {"in_force": [], "missing": []}
    answer = dict(report, attempts=make_attempts(request["targets"]))
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
