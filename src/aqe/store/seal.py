"""Seals: what shows that something in the state of a project was written by this user.

The state lies in the project, and a repository may bring it along: lists of models with wrong prices,
answers that no model gave, records of models that lead elsewhere, calls that make a model look good. So what
is believed later carries a seal, which only this user can set: an HMAC (RFC 2104) with a key that lies
outside of every project. What carries none is told and left aside, unless the environment says that it is to
be believed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from aqe.errors import SettingsError

__all__ = ["TRUST_VARIABLE", "Seal", "Sealed", "seal_of", "user_folder"]

TRUST_VARIABLE = "AQE_TRUST_STATE"
_FOLDER = "agentic-qe"
_KEY = "state.key"
_KEY_BYTES = 32
_SEAL_CHARACTERS = 64


class Sealed(StrEnum):
    """What carries a seal, by the word that makes it believed without one."""

    LISTS = "lists"
    """Lists of models that providers sent."""
    MODELS = "models"
    """Records of models of this machine."""
    REPLIES = "replies"
    """Answers that are kept."""
    CALLS = "calls"
    """Calls of models in the database."""


class Seal:
    """Sets seals and looks at them.

    Args:
        folder: Where the key of this user lies, or is made when it is first needed; None: there is no place
            for one, so nothing can be sealed.
        trusted: What is believed without a seal.
    """

    def __init__(self, folder: Path | None, trusted: frozenset[Sealed] = frozenset()) -> None:
        self._folder = folder
        self._trusted = trusted
        self._known: bytes | None = None

    def of(self, kind: Sealed, content: bytes) -> str:
        """The seal for a content; empty where there is no place for a key, or it cannot be used."""
        key = self._key(is_wanted=True)
        return "" if key is None else _digest(key, kind, content)

    def fits(self, kind: Sealed, content: bytes, seal: object) -> bool:
        """Whether a content carries the seal of this user, or is believed without one."""
        if kind in self._trusted:
            return True
        key = self._key(is_wanted=False)
        if key is None or not isinstance(seal, str) or not seal.isascii():
            return False
        expected = _digest(key, kind, content)
        return len(seal) >= 16 and hmac.compare_digest(expected[: len(seal)], seal)

    def _key(self, *, is_wanted: bool) -> bytes | None:
        if self._known is None and self._folder is not None:
            try:
                self._known = _read(self._folder / _KEY)
                if self._known is None and is_wanted:
                    _make(self._folder)
                    self._known = _read(self._folder / _KEY)
            except OSError:
                return None
        return self._known


def seal_of(environ: Mapping[str, str]) -> Seal:
    """The seal of the user whose environment this is.

    Raises:
        SettingsError: It names something unknown to be believed (slug ``trust-unknown``).
    """
    words = [each.strip() for each in environ.get(TRUST_VARIABLE, "").split(",") if each.strip()]
    known = {each.value for each in Sealed}
    for word in words:
        if word not in known:
            raise SettingsError(
                f"{TRUST_VARIABLE} holds {word!r}, and nothing of the state is called so",
                hint=f"Name what is to be believed, separated by commas: {', '.join(Sealed)}.",
                slug="trust-unknown",
            )
    return Seal(user_folder(environ), frozenset(map(Sealed, words)))


def user_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """The folder of this user for what must not lie in a project; None where the environment names none.

    ``XDG_STATE_HOME`` wins everywhere (XDG Base Directory Specification, version 0.8).
    """
    choices = [environ.get("XDG_STATE_HOME", "")]
    if platform == "win32":
        choices += [environ.get("LOCALAPPDATA", ""), environ.get("USERPROFILE", "")]
    elif home := environ.get("HOME", ""):
        parts = ("Library", "Application Support") if platform == "darwin" else (".local", "state")
        choices.append(str(Path(home, *parts)))
    return next((Path(each) / _FOLDER for each in choices if Path(each).is_absolute()), None)


def _digest(key: bytes, kind: Sealed, content: bytes) -> str:
    return hmac.new(key, kind.encode() + b"\0" + content, hashlib.sha256).hexdigest()


def _read(path: Path) -> bytes | None:
    """The key; None where there is none, or others could have read or written it."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            content = file.read(2 * _SEAL_CHARACTERS)
    except FileNotFoundError:
        return None
    if os.name == "posix" and (found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077):
        return None
    try:
        key = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        return None
    return key if len(key) == _KEY_BYTES else None


def _make(folder: Path) -> None:
    """Write a new key where there is none; of several processes one wins.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".key-")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix":
            os.link(unfinished, folder / _KEY)
        else:
            os.rename(unfinished, folder / _KEY)  # fails on Windows where there is one
    except FileExistsError:
        return
    finally:
        Path(unfinished).unlink(missing_ok=True)
