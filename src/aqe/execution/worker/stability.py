"""What must not become part of a test: addresses, folders of this machine, scratch paths."""

import os
import re
import sys
import tempfile
from typing import Iterable, Tuple

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
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
        """Whether a text names an address or one of the folders."""
        if any(folder in text for folder in self._folders):
            return True
        return "0x" in text and _ADDRESS.search(text) is not None
