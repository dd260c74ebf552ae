from __future__ import annotations

import pytest

from aqe.errors import UsageError
from aqe.operations.agents import (
    AgentListRequest,
    AgentRunRequest,
    AgentShowRequest,
    list_agents,
    run,
    show_agent,
)
from aqe.operations.operation import Status
from aqe.operations.registry import ENTRIES
from aqe.operations.services import Services

COUNTER = """\
+++
name = "report-reader"
duty = "Lists the recorded runs."

[inputs.limit]
type = "integer"
minimum = 1

[inputs.names]
type = "array"
items = { type = "string" }

[[steps]]
operation = "report"
output = "runs"
description = "The runs."
arguments = { listing = true, limit = "$limit" }
+++
Read them.
"""


@pytest.fixture
def with_agent(services: Services) -> Services:
    folder = services.root / ".agentic-qe" / "agents"
    folder.mkdir(parents=True)
    (folder / "report-reader.md").write_text(COUNTER)
    return services


def test_built_in_agents_and_those_of_the_project_are_listed(with_agent: Services) -> None:
    names = [each.name for each in list_agents(AgentListRequest(), with_agent).agents]

    assert "report-reader" in names
    assert {"qe-test-generator", "qe-quality-gate"} <= set(names)


def test_agents_call_operations_that_exist(services: Services) -> None:
    known = {each.name for each in ENTRIES}

    for agent in list_agents(AgentListRequest(), services).agents:
        assert agent.operations
        assert set(agent.operations) <= known


def test_an_agent_is_shown_as_it_is_defined(with_agent: Services) -> None:
    agent = show_agent(AgentShowRequest("report-reader"), with_agent)

    assert agent.inputs["properties"]["limit"] == {"type": "integer", "minimum": 1}
    assert [each.operation for each in agent.outputs] == ["report"]
    assert agent.instructions == "Read them."


def test_a_run_performs_the_operation(with_agent: Services) -> None:
    report = run(
        AgentRunRequest("report-reader", arguments=("limit=3", "names=a", "names=b")), with_agent
    )

    (step,) = report.steps
    assert report.status is Status.OK
    assert step.arguments == {"listing": True, "limit": 3}
    assert step.result.runs == ()


@pytest.mark.parametrize("arguments", [("limit=0",), ("limit=many",), ("limt=1",), ("limit",)])
def test_inputs_that_do_not_fit_are_refused(
    with_agent: Services, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as caught:
        run(AgentRunRequest("report-reader", arguments=arguments), with_agent)

    assert caught.value.slug == "bad-argument"


def test_an_agent_abstains_where_its_probe_finds_nothing(services: Services) -> None:
    report = run(AgentRunRequest("qe-quality-gate"), services)

    assert report.status is Status.INCONCLUSIVE
    assert "aqe test run" in (report.abstained or "")
