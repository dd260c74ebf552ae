"""One run of one agent: check its inputs, probe, call its operations, collect what they returned.

The agent may call the operations that its definition names and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aqe.catalog import AgentDefinition, AgentStep
from aqe.catalog.shape import defaults_of, problems_of_value
from aqe.errors import UsageError
from aqe.fleet.probes import Probe

__all__ = ["AgentResult", "CallOperation", "StepResult", "run_agent"]


class CallOperation(Protocol):
    """Performs an operation for an agent."""

    def __call__(self, operation: str, arguments: Mapping[str, Any]) -> Any:
        """Return the result, whose `status` says how it went."""
        ...


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step of an agent came to."""

    operation: str
    output: str
    arguments: Mapping[str, Any]
    status: str
    result: Any
    """The result of the operation."""


@dataclass(frozen=True, slots=True)
class AgentResult:
    """What a run of an agent came to."""

    agent: str
    status: str
    """Status of the step that went worst; ``inconclusive`` when the agent abstained."""
    steps: tuple[StepResult, ...] = ()
    abstained: str | None = None
    """Why it did nothing, where it did nothing."""
    not_taken: tuple[str, ...] = ()
    """Outputs of the steps that were not taken because an earlier one ended badly."""

    @property
    def outputs(self) -> dict[str, Any]:
        """Results by the name of the output."""
        return {step.output: step.result for step in self.steps}


_WORST_FIRST = ("interrupted", "inconclusive", "findings", "ok")


def run_agent(
    agent: AgentDefinition,
    inputs: Mapping[str, Any],
    *,
    call: CallOperation,
    probes: Mapping[str, Probe],
) -> AgentResult:
    """Let an agent do its duty once.

    Args:
        agent: What to run.
        inputs: Its inputs, checked against its schema.
        call: Performs an operation.
        probes: Every probe that the agent requires, by name.

    Raises:
        UsageError: An input does not fit.
        AqeError: An operation could not be done.
    """
    given = defaults_of(agent.inputs) | dict(inputs)
    problems = problems_of_value(given, agent.inputs, "inputs")
    if problems:
        raise UsageError(
            f"{agent.name}: {'; '.join(problems)}",
            hint=f"`aqe agent show {agent.name}` describes the inputs",
            slug="bad-argument",
        )
    for name in agent.requires:
        reason = probes[name]()
        if reason is not None:
            return AgentResult(
                agent.name, "inconclusive", abstained=f"{agent.abstains} {reason}".strip()
            )
    return _take_steps(agent, given, call)


def _take_steps(
    agent: AgentDefinition, inputs: Mapping[str, Any], call: CallOperation
) -> AgentResult:
    taken: list[StepResult] = []
    for step in agent.steps:
        arguments = _arguments(step, inputs)
        result = call(step.operation, arguments)
        status = str(result.status)
        taken.append(StepResult(step.operation, step.output, arguments, status, result))
        if status in step.stop_on:
            break
    return AgentResult(
        agent=agent.name,
        status=min((step.status for step in taken), key=_rank),
        steps=tuple(taken),
        not_taken=tuple(step.output for step in agent.steps[len(taken) :]),
    )


def _rank(status: str) -> int:
    return _WORST_FIRST.index(status) if status in _WORST_FIRST else 0


def _arguments(step: AgentStep, inputs: Mapping[str, Any]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for name, value in step.arguments:
        if not (isinstance(value, str) and value.startswith("$")):
            arguments[name] = value
        elif value[1:] in inputs:
            arguments[name] = inputs[value[1:]]
    return arguments
