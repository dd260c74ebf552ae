"""What the loop behind the search is connected to: models, earlier answers, and what judges questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aqe.domain.conversation import ModelReply
from aqe.domain.routing import Complexity
from aqe.generation.llm.worth import Experience
from aqe.router.ports import Models

__all__ = ["Assess", "Assessment", "HybridWires", "Kept", "Outage", "Replies"]

_MOST_UNANSWERED = 2
"""Modules in a row for which no model answered, until no further one is asked about."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What has to be known of a question before a model is chosen."""

    complexity: Complexity
    is_sensitive: bool
    """Whether it must not leave this machine."""


class Assess(Protocol):
    """Judges a question by the source that it is about."""

    def __call__(
        self,
        source: str,
        prompt: str,
        paths: Sequence[Path],
        *,
        failed_goals: int,
        total_goals: int,
    ) -> Assessment:
        """Judge.

        Args:
            source: Of the module under test.
            prompt: All that would be sent.
            paths: Files whose text is in it.
            failed_goals: Goals that the search gave up on.
            total_goals: All that count.
        """
        ...


class Kept(Protocol):
    """An answer of an earlier run."""

    @property
    def reply(self) -> ModelReply:
        """The answer."""
        ...

    @property
    def asked_at(self) -> str:
        """When it was asked for."""
        ...


class Replies(Protocol):
    """Answers of earlier runs."""

    def find(self, prompt: str, choice: str) -> Kept | None:
        """The answer to a question."""
        ...

    def keep(self, prompt: str, choice: str, reply: ModelReply, asked_at: datetime) -> bool:
        """Keep an answer."""
        ...


@dataclass(slots=True)
class Outage:
    """Whether models still answer; shared by all subjects of a request.

    A provider that is down would keep every subject waiting. Where nobody answered for two subjects in
    a row, nobody is asked for the others.
    """

    reason: str = ""
    """Why the last subject got no answer; empty after an answer."""
    subjects: list[str] = field(default_factory=list)
    """Those that got none since the last answer."""

    def answered(self) -> None:
        """Some model answered."""
        self.reason = ""
        self.subjects.clear()

    def unanswered(self, subject: str, reason: str) -> None:
        """Nobody answered."""
        self.reason = reason
        if subject not in self.subjects:
            self.subjects.append(subject)

    @property
    def is_total(self) -> bool:
        """Whether it is no use to ask again in this request."""
        return len(self.subjects) >= _MOST_UNANSWERED


def _is_private(path: Path) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class HybridWires:
    """The model's side of a request for suites; shared by all of its subjects."""

    models: Models | None
    """None: no model may be asked; only answers of earlier runs count."""
    assess: Assess
    run: str
    """Id under which calls are written down, and whose limit counts."""
    choice: str = "auto"
    """What the user chose: an id, ``auto`` or ``offline``."""
    replies: Replies | None = None
    replay: bool = False
    """Whether only answers of earlier runs count."""
    agent: str = ""
    experience: Experience = field(default_factory=Experience)
    """What calls of this request brought so far."""
    on_text: Callable[[str], None] | None = None
    wait_s: float | None = None
    """Seconds that models may take for one subject, all questions together; None: no limit."""
    outage: Outage = field(default_factory=Outage)
    is_private: Callable[[Path], bool] = _is_private
    """Whether nothing out of a file may be shown; of any, where nobody can judge."""
