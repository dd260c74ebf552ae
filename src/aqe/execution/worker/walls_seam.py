"""The one place where the worker meets its walls."""

import importlib
from typing import Any, Dict, Optional

from .denials import denial as denied

try:
    walls: Any = importlib.import_module(".walls", __package__)
except ImportError:  # a build without walls says that every wall is missing
    walls = None

_ABSENT = {"name": "walls", "why": "this build has none"}


def raise_walls(policy: Dict[str, Any]) -> Dict[str, Any]:
    """Raises what this machine offers; tells what is in force and what is missing."""
    if walls is None or not hasattr(walls, "raise_walls"):
        return {"in_force": [], "missing": [_ABSENT]}
    report: Dict[str, Any] = walls.raise_walls(policy)
    return report


def refusal() -> Optional[str]:
    """What the walls refused since `forget_refusal`, in words."""
    if walls is None or not hasattr(walls, "last_refusal"):
        return None
    found = walls.last_refusal()
    return None if found is None else str(found)


def denial(error: BaseException) -> Optional[str]:
    """What the walls of the kernel denied, where that is what an error comes from."""
    if walls is None or not hasattr(walls, "kernel_holds") or not walls.kernel_holds():
        return None
    return denied(error)


def forget_refusal() -> None:
    """Starts anew."""
    if walls is not None and hasattr(walls, "forget_refusal"):
        walls.forget_refusal()


def forbid_fork() -> None:
    """For the fork that runs a batch: no further processes, no signals to others.

    `Forks` closes the descriptors of the conversation itself, also where there are no walls.
    """
    if walls is not None and hasattr(walls, "forbid_fork"):
        walls.forbid_fork()
