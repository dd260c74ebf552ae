"""What an agent is: a duty, typed inputs, and steps that call operations. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["AgentDefinition", "AgentStep"]


@dataclass(frozen=True, slots=True)
class AgentStep:
    """One call of an operation."""

    operation: str
    """Name of the operation, as in ``test.run``."""
    output: str
    """Name of the result among the outputs of the agent."""
    description: str
    """What that output tells."""
    arguments: tuple[tuple[str, Any], ...] = ()
    """(argument of the operation, value); a text that starts with ``$`` names an input of the agent
    and the argument is left out when that input is not given."""
    stop_on: tuple[str, ...] = ("interrupted",)
    """Statuses of the result after which later steps are not taken."""


@dataclass(frozen=True, slots=True)
class AgentDefinition:
    """An agent as data."""

    name: str
    duty: str
    """One sentence: what it does for whoever runs it."""
    steps: tuple[AgentStep, ...]
    inputs: Mapping[str, Any]
    """JSON Schema of its inputs."""
    requires: tuple[str, ...]
    """Names of the probes that must find what the agent works with."""
    abstains: str
    """What it answers when a probe finds nothing, before the probe's own reason."""
    instructions: str
    """The Markdown below the front matter: how to use it and how to read its outputs."""
    origin: str
    """``built-in``, or the path of the file that defines it."""

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations it may call, in order of first use."""
        return tuple(dict.fromkeys(step.operation for step in self.steps))
