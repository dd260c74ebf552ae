"""Where a project begins and where its state lies."""

from __future__ import annotations

import os
from pathlib import Path

from aqe.errors import StoreError

__all__ = ["STATE_FOLDER", "config_file", "project_root", "refuse_links", "state_folder"]

STATE_FOLDER = ".agentic-qe"
_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")


def project_root(cwd: Path) -> Path:
    """The nearest folder above (or at) `cwd` with a project file or a repository, else `cwd`."""
    start = cwd.resolve()
    for folder in (start, *start.parents):
        if any((folder / marker).exists() for marker in _MARKERS):
            return folder
    return start


def state_folder(root: Path) -> Path:
    """The one folder of a project that `aqe` keeps its state in."""
    return root / STATE_FOLDER


def config_file(root: Path) -> Path:
    """The configuration file that `aqe config set` edits."""
    return state_folder(root) / "config.toml"


def refuse_links(folder: Path) -> None:
    """Make sure that a state folder, with all it holds, lies where it seems to lie.

    A repository may bring the folder along: a link in it would let `aqe` write, or remove, what it points to.

    Raises:
        StoreError: The folder, or something in it, is a link (slug ``state-folder-link``).
    """
    if folder.is_symlink():
        raise _is_link(folder)
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for each in entries:
                    if each.is_symlink() or _is_junction(each):
                        raise _is_link(Path(each.path))
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(Path(each.path))
        except OSError:  # what cannot be listed is told by whoever needs it
            continue


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is what Windows has for links to folders; Python 3.12 and newer can tell."""
    ask = getattr(entry, "is_junction", None)
    return bool(ask and ask())


def _is_link(path: Path) -> StoreError:
    try:
        target = f" to {os.readlink(path)!r}"
    except OSError:
        target = ""
    return StoreError(
        f"{str(path)!r} is a link{target}, and `aqe` keeps its state in the project only",
        hint="Look at where it leads, then remove it; a folder or file of that name is made when needed.",
        slug="state-folder-link",
    )
