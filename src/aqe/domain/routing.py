"""What is asked of a model and which models are asked: tasks and routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType

from aqe.domain.model import Model

__all__ = [
    "Complexity",
    "Priority",
    "Route",
    "SensitiveKind",
    "SensitiveSpan",
    "Sensitivity",
    "SourceFacts",
    "Task",
    "TaskKind",
]


class TaskKind(StrEnum):
    """What a model is asked for."""

    SCENARIOS = "scenarios"
    """Scenarios and a template, which are expanded offline."""
    TARGETED_TESTS = "targeted-tests"
    """Tests for goals that search did not reach and mutants that survived."""
    REPAIR = "repair"
    """A test that failed, once more."""


class Complexity(IntEnum):
    """How hard a task is; ordered."""

    SIMPLE = 1
    MEDIUM = 2
    COMPLEX = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """As people read it."""
        return self.name.lower()


class Priority(StrEnum):
    """What matters most in a choice."""

    COST = "cost"
    QUALITY = "quality"
    SPEED = "speed"
    OFFLINE = "offline"
    """Only models of this machine; nothing is ever sent."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the complexity of a task is computed from; all of it is counted in the source."""

    lines: int
    """Of code: neither blank nor comment nor docstring."""
    branches: int
    """Decisions: conditions, loops, handlers, operands of ``and`` and ``or``, cases."""
    largest_callable: int
    """Decisions of the callable that has most."""
    callables: int
    dependencies: int
    """Modules outside the standard library that it imports, and siblings."""
    security: tuple[str, ...] = ()
    """Why it matters to security, in words; empty where it does not."""
    failed_goals: int = 0
    """Goals that search gave up on."""
    total_goals: int = 0


class SensitiveKind(StrEnum):
    """Why a text must not leave this machine."""

    SECRET = "secret"
    PERSONAL = "personal"
    PATH = "path"
    """The user named its place as sensitive."""
    MARKER = "marker"
    """It holds a marker that the user named."""


@dataclass(frozen=True, slots=True)
class SensitiveSpan:
    """Something sensitive at a place; the text itself is never kept."""

    kind: SensitiveKind
    rule: str
    """Which rule found it: ``openai-key``, ``iban``, ``entropy``."""
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Whether a source may be sent to a remote model, and why not."""

    spans: tuple[SensitiveSpan, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        """Whether it stays on this machine."""
        return bool(self.spans)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Rule and line of every find, as people read it; never the text."""
        return tuple(f"{each.kind.value}: {each.rule}, line {each.line}" for each in self.spans)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to ask of a model."""

    kind: TaskKind
    complexity: Complexity
    input_tokens: int
    """Expected, from the length of the prompt."""
    output_tokens: int
    """Expected at most."""
    is_sensitive: bool = False
    minimum_quality: float | None = None
    """From 0 to 100; None: what the complexity asks for."""
    priority: Priority = Priority.COST
    budget_usd: Decimal | None = None
    """Most that the call may cost; None: no limit beside those of the day and of the run."""
    within_s: float | None = None
    """Seconds for the answer, all tries included; None: no limit beside that of the router."""


@dataclass(frozen=True, slots=True)
class Route:
    """Which models are asked, in turn, and why."""

    models: tuple[Model, ...]
    """The one that is asked first, then those that are asked where it fails; empty: none may be."""
    estimated_usd: Decimal | None
    """Of the first; None where there is none or it has no price."""
    rationale: tuple[str, ...]
    """Sentences that a person can read."""
    rejected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Why nearby models were not taken, by their id."""

    @property
    def model(self) -> Model | None:
        """The one that is asked first."""
        return self.models[0] if self.models else None
