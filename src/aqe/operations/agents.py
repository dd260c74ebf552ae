"""``agent.list``, ``agent.show`` and ``agent.run``: agents are data, and all they do is call operations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from aqe.catalog import AgentDefinition, load_agents
from aqe.errors import UsageError
from aqe.execution.interpreter import find_interpreter
from aqe.fleet import Registry, StepResult, probe_interpreter, probe_runs, run_agent
from aqe.operations.conduct import conduct
from aqe.operations.operation import Operation, Status
from aqe.operations.registry import ENTRIES, entry
from aqe.operations.serialise import from_json
from aqe.operations.services import Services

__all__ = [
    "LIST",
    "RUN",
    "SHOW",
    "AgentDescription",
    "AgentList",
    "AgentListRequest",
    "AgentRunReport",
    "AgentRunRequest",
    "AgentShowRequest",
    "AgentStepReport",
    "AgentSummary",
]


@dataclass(frozen=True, slots=True)
class AgentListRequest:
    """Nothing to choose."""


@dataclass(frozen=True, slots=True)
class AgentSummary:
    """An agent in one line."""

    name: str
    duty: str
    operations: tuple[str, ...]
    """What it calls."""
    origin: str
    """``built-in``, or the file that defines it."""


@dataclass(frozen=True, slots=True)
class AgentList:
    """The agents that can be run here."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    agents: tuple[AgentSummary, ...]

    @property
    def status(self) -> Status:
        """Always ok."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class AgentShowRequest:
    """Which agent."""

    name: str
    """Name of the agent."""


@dataclass(frozen=True, slots=True)
class AgentOutput:
    """A step of an agent and what it gives."""

    name: str
    operation: str
    description: str


@dataclass(frozen=True, slots=True)
class AgentDescription:
    """An agent as it is defined."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    name: str
    duty: str
    inputs: dict[str, Any]
    """JSON Schema of the inputs."""
    outputs: tuple[AgentOutput, ...]
    requires: tuple[str, ...]
    """What has to be there before it works."""
    instructions: str
    origin: str

    @property
    def status(self) -> Status:
        """Always ok."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class AgentRunRequest:
    """Which agent, and its inputs."""

    name: str
    """Name of the agent."""
    inputs: dict[str, Any] = field(default_factory=dict)
    """Inputs by name."""
    arguments: tuple[str, ...] = ()
    """Further inputs as text, ``name=value``; repeat one to make a list."""


@dataclass(frozen=True, slots=True)
class AgentStepReport:
    """One operation that an agent called."""

    operation: str
    output: str
    arguments: dict[str, Any]
    status: str
    result: Any


@dataclass(frozen=True, slots=True)
class AgentRunReport:
    """What an agent did."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    agent: str
    outcome: Status
    steps: tuple[AgentStepReport, ...] = ()
    abstained: str | None = None
    """Why it did nothing, where it did nothing."""
    not_taken: tuple[str, ...] = ()
    """Outputs of steps that were not taken because an earlier one ended badly."""

    @property
    def status(self) -> Status:
        """The status of the step that went worst."""
        return self.outcome


def list_agents(request: AgentListRequest, services: Services) -> AgentList:
    """The agents of the project and those that ship with `aqe`."""
    return AgentList(
        tuple(
            AgentSummary(each.name, each.duty, each.operations, each.origin)
            for each in _registry(services)
        )
    )


def show_agent(request: AgentShowRequest, services: Services) -> AgentDescription:
    """One agent as it is defined.

    Raises:
        UsageError: There is none of that name.
    """
    agent = _registry(services).agent(request.name)
    return AgentDescription(
        name=agent.name,
        duty=agent.duty,
        inputs=dict(agent.inputs),
        outputs=tuple(
            AgentOutput(step.output, step.operation, step.description) for step in agent.steps
        ),
        requires=agent.requires,
        instructions=agent.instructions,
        origin=agent.origin,
    )


def run(request: AgentRunRequest, services: Services) -> AgentRunReport:
    """Let an agent do its duty once.

    Raises:
        UsageError: There is no such agent, or an input does not fit.
    """
    agent = _registry(services).agent(request.name)
    inputs = _inputs_of_text(agent, request.arguments) | request.inputs

    def call(operation: str, arguments: Mapping[str, Any]) -> Any:
        found = entry(operation).load()
        return conduct(
            found, from_json(found.request, arguments), replace(services, agent=agent.name)
        )

    result = run_agent(agent, inputs, call=call, probes=_probes(services))
    return AgentRunReport(
        agent=result.agent,
        outcome=Status(result.status),
        steps=tuple(map(_step_report, result.steps)),
        abstained=result.abstained,
        not_taken=result.not_taken,
    )


def _step_report(step: StepResult) -> AgentStepReport:
    return AgentStepReport(
        step.operation, step.output, dict(step.arguments), step.status, step.result
    )


def _registry(services: Services) -> Registry:
    return Registry(
        load_agents(services.root),
        operations=[each.name for each in ENTRIES],
        probes=list(_probes(services)),
    )


def _probes(services: Services) -> dict[str, Any]:
    def find() -> Any:
        python = services.settings.generate.python
        return find_interpreter(services.root, python, services.environ)

    return {
        "project-interpreter": probe_interpreter(find),
        "recorded-run": probe_runs(services.open_store),
    }


def _inputs_of_text(agent: AgentDefinition, arguments: tuple[str, ...]) -> dict[str, Any]:
    """Inputs out of ``name=value`` texts, in the types that the agent's schema asks for."""
    properties = agent.inputs.get("properties", {})
    inputs: dict[str, Any] = {}
    for each in arguments:
        name, equals, text = each.partition("=")
        if not equals or name not in properties:
            known = ", ".join(properties) or "none"
            raise UsageError(
                f"input {each!r} is not NAME=VALUE with a known name",
                hint=f"inputs of {agent.name}: {known}",
                slug="bad-argument",
            )
        kind = properties[name].get("type")
        if kind == "array":
            items = properties[name].get("items", {}).get("type")
            inputs.setdefault(name, []).append(_value(text, items))
        else:
            inputs[name] = _value(text, kind)
    return inputs


def _value(text: str, kind: str | None) -> Any:
    """The value of a text; a text that does not fit stays as it is, for the schema to refuse."""
    if kind == "string":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


LIST = Operation(
    name="agent.list",
    summary="List the agents that can be run here.",
    request=AgentListRequest,
    result=AgentList,
    handler=list_agents,
)
SHOW = Operation(
    name="agent.show",
    summary="Show what an agent does, takes and gives.",
    request=AgentShowRequest,
    result=AgentDescription,
    handler=show_agent,
)
RUN = Operation(
    name="agent.run",
    summary="Let an agent do its duty once.",
    request=AgentRunRequest,
    result=AgentRunReport,
    handler=run,
)
