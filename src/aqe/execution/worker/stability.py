"""What must not become part of a test: addresses, folders of this machine, scratch paths."""

import os
import re
import sys
import tempfile
from typing import Iterable, Optional, Tuple

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
        return self._names_folder(text) or ("0x" in text and _ADDRESS.search(text) is not None)

    def around_addresses(self, text: str) -> Optional[Tuple[str, str]]:
        """What stands before the first and behind the last address, where nothing else ties the text."""
        found = list(_ADDRESS.finditer(text))
        if not found or self._names_folder(text):
            return None
        return text[: found[0].start() + len("0x")], text[found[-1].end() :]

    def _names_folder(self, text: str) -> bool:
        return any(folder in text for folder in self._folders)
