"""One run of an agent: inputs checked, probes asked, operations called, outputs collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from aqe.catalog import AgentDefinition, AgentStep
from aqe.errors import UsageError
from aqe.fleet import run_agent

AGENT = AgentDefinition(
    name="my-agent",
    duty="Runs and judges.",
    steps=(
        AgentStep(
            "test.run", "run", "The run.", (("paths", "$paths"), ("jobs", 2), ("slow", "$slow"))
        ),
        AgentStep("gate", "verdict", "The verdict.", (("policy", "$policy"),)),
    ),
    inputs={
        "type": "object",
        "required": ["paths"],
        "properties": {
            "paths": {"type": "array", "items": {"type": "string"}},
            "policy": {"type": "string", "default": "strict.toml"},
            "slow": {"type": "boolean"},
        },
    },
    requires=("interpreter",),
    abstains="Nothing can run.",
    instructions="",
    origin="test",
)


@dataclass
class Result:
    status: str
    of: str


class Recorder:
    """Performs nothing and remembers what it was asked."""

    def __init__(self, statuses: Mapping[str, str] | None = None) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.statuses = statuses or {}

    def __call__(self, operation: str, arguments: Mapping[str, Any]) -> Result:
        self.calls.append((operation, dict(arguments)))
        return Result(self.statuses.get(operation, "ok"), operation)


THERE = {"interpreter": lambda: None}


def test_calls_its_operations_with_inputs_defaults_and_constants() -> None:
    call = Recorder()
    result = run_agent(AGENT, {"paths": ["tests"]}, call=call, probes=THERE)
    assert call.calls == [
        ("test.run", {"paths": ["tests"], "jobs": 2}),
        ("gate", {"policy": "strict.toml"}),
    ]
    assert result.status == "ok"
    assert result.outputs == {"run": Result("ok", "test.run"), "verdict": Result("ok", "gate")}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({"test.run": "findings"}, "findings"),
        ({"test.run": "findings", "gate": "inconclusive"}, "inconclusive"),
        ({"gate": "findings"}, "findings"),
    ],
)
def test_the_worst_step_gives_the_status(statuses: dict[str, str], expected: str) -> None:
    result = run_agent(AGENT, {"paths": []}, call=Recorder(statuses), probes=THERE)
    assert result.status == expected
    assert result.not_taken == ()


def test_an_interruption_stops_it() -> None:
    call = Recorder({"test.run": "interrupted"})
    result = run_agent(AGENT, {"paths": []}, call=call, probes=THERE)
    assert [name for name, _ in call.calls] == ["test.run"]
    assert result.status == "interrupted"
    assert result.not_taken == ("verdict",)


def test_abstains_with_the_reason_and_never_passes() -> None:
    call = Recorder()
    probes = {"interpreter": lambda: "pytest is missing: pip install pytest"}
    result = run_agent(AGENT, {"paths": []}, call=call, probes=probes)
    assert result.status == "inconclusive"
    assert result.abstained == "Nothing can run. pytest is missing: pip install pytest"
    assert call.calls == []
    assert result.outputs == {}


@pytest.mark.parametrize(
    ("inputs", "part"),
    [
        ({}, "'paths' is missing"),
        ({"paths": "tests"}, "expected array, got 'tests'"),
        ({"paths": [], "colour": 1}, "unknown 'colour'"),
    ],
)
def test_wrong_inputs_are_refused_before_anything_runs(inputs: dict[str, Any], part: str) -> None:
    call = Recorder()
    with pytest.raises(UsageError, match=part):
        run_agent(AGENT, inputs, call=call, probes=THERE)
    assert call.calls == []
