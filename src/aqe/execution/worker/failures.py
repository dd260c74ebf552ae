"""What an exception shows, as plain data."""

import os
from opcode import opmap
from types import TracebackType
from typing import Any, Dict, Optional, Tuple

_MESSAGE_LIMIT = 2000
_RUNTIME = os.path.dirname(os.path.abspath(__file__)) + os.sep
_RAISE = opmap["RAISE_VARARGS"]
_WORDED = frozenset(
    "builtins:%s" % name
    for name in (
        "TypeError",
        "AttributeError",
        "IndexError",
        "NameError",
        "UnboundLocalError",
        "RuntimeError",
    )
)
"""What the interpreter raises where it cannot do something with a value, in words of its version (`list index
out of range`); beside these, all that it raises of arithmetic (`float modulo`, `division by zero`) and of
characters that a codec does not have (`in position 3: ordinal not in range(128)`)."""
_WORDED_BRANCHES = (ArithmeticError, UnicodeError)
_UNFIT = "builtins:ValueError"
"""What it raises of values of the right type that do not do: its own words (`substring not found`) unless it
quotes what came to it, which is the subject's doing (`invalid literal for int() with base 10: 'a'`)."""
_SENT = frozenset(opmap[name] for name in ("YIELD_VALUE", "RESUME", "SEND") if name in opmap)
"""Where what was thrown into a generator comes out, in words of whoever threw it."""


def type_name(kind: type) -> str:
    """``module:qualname``."""
    try:
        return "%s:%s" % (kind.__module__, kind.__qualname__)
    except Exception:  # a metaclass may answer with anything
        return "builtins:object"


def message_of(error: BaseException) -> str:
    """The text of an exception; empty where it cannot be had."""
    try:
        return str(error)[:_MESSAGE_LIMIT]
    except Exception:
        return ""


def place_of(traceback: Optional[TracebackType], filename: str) -> Tuple[bool, Optional[int], int]:
    """(whether the innermost frame is the subject's, its deepest line, number of its frames)."""
    innermost = False
    line: Optional[int] = None
    depth = 0
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name == filename:
            innermost, line, depth = True, traceback.tb_lineno, depth + 1
        elif not name.startswith(_RUNTIME):
            innermost = False
        traceback = traceback.tb_next
    return innermost, line, depth


def is_raised(traceback: Optional[TracebackType]) -> bool:
    """Whether a `raise` or `assert` statement raised an exception, or somebody threw it into a generator: not
    the interpreter, nor compiled code."""
    if traceback is None:
        return True
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code.co_code
    if not 0 <= traceback.tb_lasti < len(code):
        return False
    operation = code[traceback.tb_lasti]
    return operation == _RAISE or operation in _SENT


def is_incidental(error: BaseException) -> bool:
    """Whether an exception is in the words of the interpreter, which are others in its next version."""
    name = type_name(type(error))
    is_worded = name in _WORDED or isinstance(error, _WORDED_BRANCHES)
    if name == _UNFIT:
        is_worded = not any(mark in message_of(error) for mark in "'\"")
    return is_worded and not is_raised(error.__traceback__)


def describe_failure(error: BaseException, filename: str) -> Dict[str, Any]:
    """The fields of a failure."""
    in_subject, line, depth = place_of(error.__traceback__, filename)
    return {
        "type": type_name(type(error)),
        "message": message_of(error),
        "in_subject": in_subject,
        "line": line,
        "depth": depth,
        "is_incidental": is_incidental(error),
    }
