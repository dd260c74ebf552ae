"""Faces, agents and operations agree: nothing is listed that cannot be done."""

from __future__ import annotations

import dataclasses
from importlib import import_module

import click
import pytest

from aqe.catalog import AgentDefinition, load_agents
from aqe.operations.registry import ENTRIES, Entry, entry
from aqe.operations.schemas import field_docs

NAMES = {each.name for each in ENTRIES}
TOOLS = {
    "coverage_gaps_detect",
    "flaky_test_detect",
    "mutation_test_execute",
    "quality_gate_execute",
    "test_data_anonymize",
    "test_data_generate",
    "test_data_introspect",
    "test_data_validate",
    "test_execute",
    "test_generate",
    "test_report_comprehensive",
}


@pytest.mark.parametrize("entry_", ENTRIES, ids=lambda each: each.name)
def test_every_operation_can_be_loaded(entry_: Entry) -> None:
    operation = entry_.load()
    assert operation.summary.endswith(".")
    assert dataclasses.is_dataclass(operation.request)
    assert dataclasses.is_dataclass(operation.result)


def test_the_tools_that_users_know_are_there() -> None:
    assert {each.tool for each in ENTRIES} >= TOOLS


@pytest.mark.parametrize("entry_", ENTRIES, ids=lambda each: each.name)
def test_an_operation_that_writes_where_it_is_told_to_says_so(entry_: Entry) -> None:
    operation = entry_.load()
    docs = field_docs(operation.request)
    places = [
        name for name, text in docs.items() if text.startswith(("File to write", "Folder for"))
    ]
    assert operation.writes is bool(places)


@pytest.mark.parametrize("agent", load_agents().values(), ids=lambda each: each.name)
def test_agents_call_operations_with_arguments_that_exist(agent: AgentDefinition) -> None:
    for step in agent.steps:
        assert step.operation in NAMES
        fields = {each.name for each in dataclasses.fields(entry(step.operation).load().request)}
        assert {name for name, _ in step.arguments} <= fields


@pytest.mark.parametrize("entry_", ENTRIES, ids=lambda each: each.name)
def test_every_operation_has_its_command(entry_: Entry) -> None:
    application = import_module("aqe.cli.app").application
    command: click.Command | None = application
    context = click.Context(application)
    for part in entry_.command:
        assert isinstance(command, click.Group)
        command = command.get_command(context, part)
    assert command is not None
    assert not isinstance(command, click.Group) or command.invoke_without_command
