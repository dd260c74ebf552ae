"""Answers of models, kept under the digest of their question, so that a question is paid for once.

A file for each answer below ``replies/`` of the state folder; each is written whole or not at all, so several
processes may share the folder. Questions are not kept. A file whose content is not what it says is as
good as none. Where the folder grows beyond its limit, what was used longest ago goes first.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from aqe.domain.conversation import FinishReason, ModelReply
from aqe.domain.model import TokenUsage
from aqe.settings.files import OWNER_ONLY, replace_file
from aqe.store.seal import TRUST_VARIABLE, Seal, Sealed

__all__ = ["KeptReply", "ReplyCache"]

_FOLDER = "replies"
_VERSION = 1
_MIB = 1024 * 1024
_MOST_BYTES = 64 * _MIB
_LONGEST = 2 * _MIB
"""Bytes of one answer; a longer one is not kept."""
_SPARE = 0.8
"""Share of the limit that is left when something had to go."""


@dataclass(frozen=True, slots=True)
class KeptReply:
    """An answer from an earlier run."""

    reply: ModelReply
    asked_at: str
    """UTC, ISO 8601."""


class ReplyCache:
    """The answers of a project.

    Args:
        state: The state folder of the project.
        most_bytes: Size beyond which answers are thrown away.
        seal: Of this user, which answers must carry; None: all are believed.
        tell: Told, once, that there is an answer which is not believed.
    """

    def __init__(
        self,
        state: Path,
        *,
        most_bytes: int = _MOST_BYTES,
        seal: Seal | None = None,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._folder = state / _FOLDER
        self._most_bytes = most_bytes
        self._seal = seal
        self._tell = tell
        self._is_told = False

    def find(self, prompt: str, choice: str) -> KeptReply | None:
        """The answer to a question; None where there is none that can be read.

        Args:
            prompt: Digest of the question.
            choice: Which model was asked for: an id, ``auto`` or ``offline``.
        """
        path = self._path(prompt, choice)
        try:
            with path.open("rb") as file:
                content = file.read(_LONGEST + 1)
        except OSError:
            return None
        found = _read(content, prompt, choice)
        if found is not None and not self._is_own(content):
            self._tell_once()
            return None
        if found is not None:
            try:
                os.utime(path)
            except OSError:  # only the order in which answers go depends on it
                return found
        return found

    def keep(self, prompt: str, choice: str, reply: ModelReply, asked_at: datetime) -> bool:
        """Keep an answer; gives whether it was kept: a full disk or a huge answer is no failure."""
        data: dict[str, Any] = {
            "version": _VERSION,
            "prompt": prompt,
            "choice": choice,
            "asked_at": asked_at.isoformat(timespec="seconds"),
            "model": reply.model,
            "text": reply.text,
            "usage": asdict(reply.usage),
            "finish": reply.finish.value,
            "cost_usd": None if reply.cost_usd is None else str(reply.cost_usd),
            "is_usage_counted": reply.is_usage_counted,
            "duration_s": reply.duration_s,
        }
        data["digest"] = _digest(data)
        if self._seal is not None:
            data["seal"] = self._seal.of(Sealed.REPLIES, data["digest"].encode())
        content = json.dumps(data, sort_keys=True).encode()
        if len(content) > min(_LONGEST, self._most_bytes):
            return False
        try:
            replace_file(self._path(prompt, choice), content, mode=OWNER_ONLY)
        except OSError:
            return False
        self._make_room()
        return True

    def _is_own(self, content: bytes) -> bool:
        """Whether an answer, which was read already, may be believed."""
        if self._seal is None:
            return True
        data = json.loads(content)
        return self._seal.fits(Sealed.REPLIES, data["digest"].encode(), data.get("seal"))

    def _tell_once(self) -> None:
        if not self._is_told:
            self._is_told = True
            self._tell(
                "answers in .agentic-qe/replies were not kept by this user on this machine, and are left"
                f" aside; {TRUST_VARIABLE}=replies believes them"
            )

    def _path(self, prompt: str, choice: str) -> Path:
        name = hashlib.sha256(f"{prompt}\0{choice}".encode("utf-8", "replace")).hexdigest()
        return self._folder / name[:2] / f"{name}.json"

    def _make_room(self) -> None:
        files = list(self._files())
        used = sum(size for size, _, _ in files)
        if used <= self._most_bytes:
            return
        for size, _, path in sorted(files, key=lambda each: (each[1], str(each[2]))):
            if used <= self._most_bytes * _SPARE:
                return
            try:
                path.unlink()
            except OSError:  # another process was first
                continue
            used -= size

    def _files(self) -> Iterator[tuple[int, float, Path]]:
        for path in self._folder.glob("*/*.json"):
            try:
                found = path.stat()
            except OSError:
                continue
            yield found.st_size, found.st_mtime, path


def _digest(data: dict[str, Any]) -> str:
    content = json.dumps(
        {key: each for key, each in data.items() if key not in ("digest", "seal")}, sort_keys=True
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _read(content: bytes, prompt: str, choice: str) -> KeptReply | None:
    try:
        data = json.loads(content)
        if (data["version"], data["prompt"], data["choice"]) != (_VERSION, prompt, choice):
            return None
        if data["digest"] != _digest(data):
            return None
        cost = data["cost_usd"]
        reply = ModelReply(
            text=str(data["text"]),
            model=str(data["model"]),
            usage=TokenUsage(**data["usage"]),
            finish=FinishReason(data["finish"]),
            cost_usd=None if cost is None else Decimal(cost),
            is_usage_counted=bool(data["is_usage_counted"]),
            duration_s=float(data["duration_s"]),
        )
        return KeptReply(reply, str(data["asked_at"]))
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None
