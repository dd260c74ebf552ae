"""Errors that the system gave and not the subject: what walks around the audit hook meets the kernel."""

import dis
import errno
import os
from typing import Optional

_CODES = (errno.EPERM, errno.EACCES, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENOMEM)
"""What a wall gives, or a limit where without it there is room."""
_RAISE = dis.opmap["RAISE_VARARGS"]
_MOST = 10
"""Errors of a chain that are looked at."""


def denial(error: BaseException) -> Optional[str]:
    """What the system denied, where that is what an error, or one that led to it, comes from.

    An error that a ``raise`` statement of the code under test gave is its own behaviour.
    """
    found: Optional[BaseException] = error
    for _ in range(_MOST):
        if found is None:
            return None
        if isinstance(found, OSError) and found.errno in _CODES and not _is_stated(found):
            return "the system denied it: %s" % os.strerror(found.errno)
        found = found.__cause__ or found.__context__
    return None


def _is_stated(error: BaseException) -> bool:
    """Whether a ``raise`` statement is what the error comes from."""
    traceback = error.__traceback__
    if traceback is None:
        return True
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code.co_code
    return 0 <= traceback.tb_lasti < len(code) and code[traceback.tb_lasti] == _RAISE
