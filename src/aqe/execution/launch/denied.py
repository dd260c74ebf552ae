"""What the kernel denied while a test ran, also where the test caught the error.

The audit hook tells what it refuses. What native code asks for and the kernel refuses (a filter of calls, a
rule for files, a limit) is only an error for whoever asked. Here each call into C code is watched: the error
number that the C library keeps for the thread tells why it failed. What native code swallows itself, what is
no call of a function (operators, types), and what fails in other threads, is not seen.
"""

from __future__ import annotations

import ast
import errno
import os
import sys
from typing import Any

__all__ = ["Denied", "may_swallow"]

_CODES = frozenset(
    {errno.EPERM, errno.EACCES, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE}
)
"""What a wall gives, or a limit where without it there is room."""
_OF_SYSTEM = frozenset(
    "posix nt io _io _socket select fcntl mmap resource _thread _posixshmem _posixsubprocess signal time"
    " _multiprocessing termios pwd grp shutil".split()
)
"""Modules in C that ask the system for something."""
_HARMLESS = frozenset(
    "ValueError TypeError KeyError IndexError LookupError AttributeError ZeroDivisionError ArithmeticError"
    " OverflowError StopIteration NameError AssertionError UnicodeError UnicodeDecodeError"
    " UnicodeEncodeError RecursionError NotImplementedError FileNotFoundError FileExistsError EOFError"
    " ImportError ModuleNotFoundError SyntaxError TimeoutError".split()
)
_CATCHING = frozenset({"raises", "suppress", "assertRaises", "assertRaisesRegex"})


def may_swallow(text: str) -> bool:
    """Whether code catches something that may be an error of the system or of memory."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            if not _is_harmless(node.type):
                return True
        elif isinstance(node, ast.Call) and _last(node.func) in _CATCHING:
            given = node.args if _last(node.func) == "suppress" else node.args[:1]
            if not all(map(_is_harmless, given)):
                return True
    return False


def _is_harmless(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_is_harmless, node.elts))
    return node is not None and _last(node) in _HARMLESS


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class Denied:
    """Watches calls into C code.

    Args:
        number: The error number of the main thread, as C code sees it.
    """

    def __init__(self, number: Any) -> None:
        self._number = number
        self._found = ""
        self._before: Any = None

    @classmethod
    def of_this_machine(cls) -> Denied | None:
        """None where the place of the error number is not known."""
        if not sys.platform.startswith("linux"):
            return None
        import ctypes

        try:
            place = ctypes.CDLL(None)["__errno_location"]
        except (OSError, AttributeError):
            return None
        place.restype = ctypes.c_void_p
        return cls(ctypes.c_int.from_address(place()))

    def watch(self) -> None:
        """Begin."""
        self._found = ""
        self._number.value = 0
        self._before = sys.getprofile()
        sys.setprofile(self._see)

    def stop(self) -> str:
        """End; what was denied, in words, or nothing."""
        if sys.getprofile() == self._see:
            sys.setprofile(self._before)
        found, self._found = self._found, ""
        return found

    def _see(self, frame: Any, event: str, called: Any) -> None:
        code = self._number.value
        if not code:
            return
        if event == "c_exception":
            module = getattr(called, "__module__", None)
            owner = type(getattr(called, "__self__", None)).__module__
            is_of_system = module in _OF_SYSTEM or owner in _OF_SYSTEM
            # Of a socket it only says that nothing has come yet.
            is_no_thread = code == errno.EAGAIN and module == "_thread"
            if (code in _CODES and is_of_system) or is_no_thread:
                self._found = self._found or "the system denied it: %s" % os.strerror(code)
        if code == errno.ENOMEM:  # operators that fail for want of memory are no calls
            self._found = self._found or "the limit of memory was reached"
        # Numbers stay until the next failure: this one was seen.
        self._number.value = 0
