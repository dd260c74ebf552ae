"""What only a run can tell: where a file is looked for, and that somebody else asks the user."""

from __future__ import annotations

import builtins
import json
import os

_ASKERS = {"plain": builtins.input}


def berths(folder: str, name: str) -> int:
    """How many berths the plan of a harbour lists."""
    with open(os.path.join(folder, f"{name}.json"), encoding="utf-8") as plan:
        document = json.load(plan)
    if "berths" not in document:
        return 0
    return len(document["berths"]) + 1


def confirmed(question: str, kind: str = "plain") -> bool:
    """Whether the harbour master agrees."""
    answer = _ASKERS[kind](question)
    if answer == "yes":
        return True
    return False


def raised(prefix: str = "HARBOUR_FLAG") -> list[str]:
    """Which flags the environment raises."""
    found = []
    for name in sorted(os.environ):
        if name.startswith(prefix):
            found.append(name.removeprefix(prefix))
    return found


def setting(name: str) -> str:
    """What a variable of the environment says, in capitals."""
    value = os.environ.get(name)
    if value is None:
        return "unset"
    return value.upper()
