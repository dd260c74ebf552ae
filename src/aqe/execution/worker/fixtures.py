"""Stand-ins for the few pytest fixtures that programs use."""

import os
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Set, Tuple, Union

from .capture import Capture
from .surroundings import furnish

CaptureResult = namedtuple("CaptureResult", ["out", "err"])
_MISSING = object()


class CapSys:
    """Reads what was printed, like pytest's ``capsys``."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture

    def readouterr(self) -> CaptureResult:
        """Output and errors since the last call."""
        return CaptureResult(self._capture.take(0), self._capture.take(1))


class MonkeyPatch:
    """Changes attributes, items and the environment until `undo`, like pytest's ``monkeypatch``."""

    def __init__(self, own_variables: Set[str]) -> None:
        self._undo: List[Callable[[], None]] = []
        self._own_variables = own_variables
        self.streams: Dict[str, Any] = {}
        """What was put in place of standard streams."""

    def setattr(self, target: Any, name: Any, value: Any = _MISSING, raising: bool = True) -> None:
        """Replaces an attribute; `target` may be a dotted path with `value` as second argument."""
        if value is _MISSING:
            target, name, value = (*_resolve(target), name)
        old = getattr(target, name, _MISSING)
        if raising and old is _MISSING:
            raise AttributeError("%r has no attribute %r" % (target, name))
        if isinstance(target, type):
            old = target.__dict__.get(name, _MISSING)
        self._undo.append(lambda: _put_back(target, name, old))
        setattr(target, name, value)
        if target is sys and name in ("stdin", "stdout", "stderr"):
            self.streams[name] = value

    def delattr(self, target: Any, name: str, raising: bool = True) -> None:
        """Removes an attribute."""
        old = getattr(target, name, _MISSING)
        if old is _MISSING:
            if raising:
                raise AttributeError(name)
            return
        self._undo.append(lambda: setattr(target, name, old))
        delattr(target, name)

    def setitem(self, target: Any, name: Any, value: Any) -> None:
        """Replaces an item."""
        old = target.get(name, _MISSING)
        self._undo.append(lambda: _put_item_back(target, name, old))
        target[name] = value

    def delitem(self, target: Any, name: Any, raising: bool = True) -> None:
        """Removes an item."""
        if name not in target:
            if raising:
                raise KeyError(name)
            return
        old = target[name]
        self._undo.append(lambda: target.__setitem__(name, old))
        del target[name]

    def setenv(self, name: str, value: str, prepend: Optional[str] = None) -> None:
        """Sets a variable of the environment."""
        if prepend and name in os.environ:
            value = value + prepend + os.environ[name]
        self._own_variables.add(name)
        self.setitem(os.environ, name, str(value))

    def delenv(self, name: str, raising: bool = True) -> None:
        """Removes a variable from the environment."""
        self._own_variables.add(name)
        self.delitem(os.environ, name, raising)

    def syspath_prepend(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Puts a folder in front of the import path."""
        old = sys.path[:]
        self._undo.append(lambda: sys.path.__setitem__(slice(None), old))
        sys.path.insert(0, str(path))

    def chdir(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Changes the working directory."""
        old = os.getcwd()
        self._undo.append(lambda: os.chdir(old))
        os.chdir(path)

    def undo(self) -> None:
        """Puts everything back, last change first."""
        while self._undo:
            self._undo.pop()()


def _resolve(path: str) -> Tuple[Any, str]:
    module, _, name = path.rpartition(".")
    target: Any = __import__(module.split(".")[0])
    for part in module.split(".")[1:]:
        target = getattr(target, part)
    return target, name


def _put_back(target: Any, name: str, old: Any) -> None:
    if old is _MISSING:
        delattr(target, name)
    else:
        setattr(target, name, old)


def _put_item_back(target: Any, name: Any, old: Any) -> None:
    if old is _MISSING:
        target.pop(name, None)
    else:
        target[name] = old


class FreshFolders:
    """Makes empty folders for programs under the scratch folder of a batch.

    Args:
        root: The scratch folder.
        furnished: Whether the working directory is that of a project instead of an empty one.
    """

    def __init__(self, root: str, furnished: bool = False) -> None:
        self._root = root
        self._furnished = furnished
        self._number = 0
        self._current = ""
        self._stamp = 0

    def enter(self) -> None:
        """Makes a fresh folder the working directory."""
        if not self.is_unchanged():
            self._current = self.make("cwd")
            if self._furnished:
                furnish(self._current)
            self._stamp = os.stat(self._current).st_mtime_ns
        os.chdir(self._current)

    def is_unchanged(self) -> bool:
        """Whether the current folder is there and still as it was made."""
        try:
            return bool(self._current) and os.stat(self._current).st_mtime_ns == self._stamp
        except OSError:
            return False

    def make(self, name: str) -> str:
        """A new empty folder."""
        self._number += 1
        path = os.path.join(self._root, "%s-%d" % (name, self._number))
        os.makedirs(path)
        return path

    def tmp_path(self) -> Path:
        """The folder that a program sees as ``tmp_path``."""
        return Path(self.make("tmp"))
