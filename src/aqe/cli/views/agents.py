"""Agents: the list, one definition, one run."""

from __future__ import annotations

from typing import Any

from aqe.cli.face import Face
from aqe.cli.page import Block, Column, Heading, Line, Page, Table, Tone
from aqe.cli.views.operations import view_of
from aqe.operations.agents import AgentDescription, AgentList, AgentRunReport

__all__ = ["list_view", "run_view", "show_view"]


def list_view(result: AgentList, face: Face) -> Page:
    """A row per agent."""
    rows = tuple((each.name, each.duty) for each in result.agents)
    return (Table((Column("agent"), Column("duty")), rows),)


def show_view(agent: AgentDescription, face: Face) -> Page:
    """The definition in words."""
    blocks: list[Block] = [Heading(agent.name), Line(agent.duty), Line("")]
    required = agent.inputs.get("required", [])
    rows = tuple(
        (name, _kind(schema, name in required), schema.get("description", ""))
        for name, schema in agent.inputs.get("properties", {}).items()
    )
    if rows:
        blocks.append(Table((Column("input"), Column("type"), Column("meaning")), rows))
        blocks.append(Line(""))
    outputs = tuple((each.name, each.operation, each.description) for each in agent.outputs)
    blocks.append(Table((Column("output"), Column("operation"), Column("meaning")), outputs))
    blocks += [Line(""), Line(agent.instructions)]
    if face.verbose:
        blocks.append(Line(f"defined in: {agent.origin}", Tone.FAINT))
    return tuple(blocks)


def run_view(report: AgentRunReport, face: Face) -> Page:
    """The result of each operation as its own command shows it."""
    if report.abstained is not None:
        return (Line(f"{report.agent} did nothing: {report.abstained}", Tone.WARN),)
    blocks: list[Block] = []
    for step in report.steps:
        blocks.append(Heading(f"{report.agent}: {step.output} ({step.operation})"))
        blocks += view_of(step.operation)(step.result, face)
    if report.not_taken:
        blocks.append(Line(f"not done: {', '.join(report.not_taken)}", Tone.WARN))
    return tuple(blocks)


def _kind(schema: Any, is_required: bool) -> str:
    kind = schema.get("type", "any")
    if kind == "array":
        kind = f"list of {schema.get('items', {}).get('type', 'any')}"
    return f"{kind}, required" if is_required else str(kind)
