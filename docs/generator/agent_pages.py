"""The page of built-in agents, read from their definitions."""

from __future__ import annotations

from typing import Any

from aqe.catalog import AgentDefinition, load_agents

INTRODUCTION = """# Agents

An agent is data: a duty, typed inputs and the operations that it calls. When what it works with is missing it
abstains, says why, and its status is *inconclusive*. `aqe agent run NAME` runs one; a project adds its own in
`.agentic-qe/agents/` (see [how to write an agent](../how-to/write-an-agent.md)).
"""


def page() -> str:
    """Every built-in agent with inputs, steps and advice."""
    return INTRODUCTION + "\n".join(_section(each) for each in load_agents().values())


def _section(agent: AgentDefinition) -> str:
    parts = [f"\n## {agent.name}\n", agent.duty, ""]
    properties: dict[str, Any] = agent.inputs["properties"]
    if properties:
        parts += ["| Input | type | meaning |", "|--|--|--|"]
        for name, schema in properties.items():
            mark = ", required" if name in agent.inputs["required"] else ""
            parts.append(f"| `{name}` | {schema['type']}{mark} | {schema.get('description', '')} |")
        parts.append("")
    parts += ["| Output | operation | meaning |", "|--|--|--|"]
    parts += [
        f"| `{step.output}` | `{step.operation}` | {step.description} |" for step in agent.steps
    ]
    return "\n".join([*parts, "", agent.instructions, ""])
