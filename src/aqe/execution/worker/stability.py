"""What must not become part of a test: addresses, orders of sets, folders of this machine, scratch paths."""

import ast
import os
import re
import sys
import tempfile
from typing import Iterable, List, Optional, Tuple

Span = Tuple[int, int]

_MOST_DISPLAYS, _LONGEST_DISPLAY = 40, 2_000
_OPENERS, _CLOSERS = "([{", ")]}"
_FROZEN = "frozenset("
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
_LAMBDA = re.compile(r"(?<!\.)<lambda>(?: at 0x[0-9a-fA-F]{6,})?")
"""A test that makes one writes its own name in front: ``test_it.<locals>.<lambda>``."""
_STREAM = re.compile(
    r"<_io\.TextIOWrapper (?:name='<std\w+>' )?(?:mode='\w+' )?encoding='[^']*'>"
    r"|<[\w.]+\.BoundedBytes object at 0x\w+>"
)
"""A standard stream, or what stands in its place while tests run."""
_PROGRAM = "aqe_program."
"""What names of classes begin with that are made in a test: there they have its name in front."""
_COMMON = frozenset(["", "/", "/usr", "/usr/local", "/opt", "/home", "/root", "/tmp", "/var"])


class Places:
    """Folders whose names would tie a test to this machine."""

    def __init__(self, folders: Iterable[str]) -> None:
        found = {os.path.abspath(each) for each in folders if each}
        found.update([sys.prefix, sys.base_prefix, sys.exec_prefix, tempfile.gettempdir()])
        if os.sep == "\\":  # in the text of a value it is doubled, or turned round
            found.update([each.replace("\\", "\\\\") for each in found])
            found.update([each.replace("\\\\", "/") for each in found])
        self._folders: Tuple[str, ...] = tuple(sorted(each for each in found - _COMMON))

    def tie(self, text: str) -> bool:
        """Whether a text names an address, a lambda that a test may have made, a standard stream, or one of
        the folders."""
        if "<lambda>" in text and _LAMBDA.search(text):
            return True
        if names_stream(text) or _PROGRAM in text:
            return True
        return self._names_folder(text) or ("0x" in text and _ADDRESS.search(text) is not None)

    def around_unstable(self, text: str) -> Optional[Tuple[str, str]]:
        """What stands before the first and behind the last address, lambda, stream or set, if no folder is
        named."""
        if self._names_folder(text):
            return None
        found = [(each.start() + len("0x"), each.end()) for each in _ADDRESS.finditer(text)]
        found += [each.span() for pattern in (_LAMBDA, _STREAM) for each in pattern.finditer(text)]
        found += [(start + 1, end - 1) for start, end in set_displays(text)]
        if not found:
            return None
        return text[: min(found)[0]], text[max(end for _, end in found) :]

    def _names_folder(self, text: str) -> bool:
        return any(folder in text for folder in self._folders)


def names_stream(text: str) -> bool:
    """Whether a text shows a standard stream."""
    return "<" in text and _STREAM.search(text) is not None


def set_displays(text: str) -> List[Span]:
    """Where a text shows sets of several elements whose order depends on the hash seed.

    Sets of numbers are left out, for the hash of a number is the same in every process. Text in braces
    that merely resembles a set, as a format or JSON does, is none: the elements have to be literals, or the
    set has to call itself one.
    """
    found: List[Span] = []
    start = text.find("{")
    for _ in range(_MOST_DISPLAYS):
        if start < 0:
            break
        end = _closing(text, start)
        if end is not None and _has_elements_in_order_of_hashes(text, start, end):
            found.append((start, end))
            start = text.find("{", end)
        else:
            start = text.find("{", start + 1)
    return found


def _closing(text: str, start: int) -> Optional[int]:
    """Behind the bracket that closes the one at a place; None where none does."""
    open_brackets: List[str] = []
    quote = ""
    escaped = False
    for place in range(start, min(len(text), start + _LONGEST_DISPLAY)):
        each = text[place]
        if quote:
            if escaped:
                escaped = False
            elif each == "\\":
                escaped = True
            elif each == quote:
                quote = ""
        elif each in "'\"":
            quote = each
        elif each in _OPENERS:
            open_brackets.append(each)
        elif each in _CLOSERS:
            if _OPENERS.index(open_brackets.pop()) != _CLOSERS.index(each):
                return None
            if not open_brackets:
                return place + 1
    return None


def _has_elements_in_order_of_hashes(text: str, start: int, end: int) -> bool:
    calls_itself_set = text.endswith(_FROZEN, 0, start)
    display = text[start:end]
    if "," not in display:
        return False
    try:
        tree = ast.parse(display, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return calls_itself_set  # of objects with representations of their own
    if not isinstance(tree, ast.Set) or len(tree.elts) < 2:
        return False
    constants = [each for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    if calls_itself_set and not constants:
        return True
    return not all(isinstance(each.value, (int, float, complex)) for each in constants)
