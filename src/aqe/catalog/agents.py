"""Loads agents: Markdown files whose front matter, TOML between ``+++`` lines, is checked here.

Built-in agents lie in ``catalog/agents``; a project adds its own in ``.agentic-qe/agents`` and may
replace a built-in one by name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from aqe.catalog.agent import AgentDefinition, AgentStep
from aqe.catalog.shape import problems_of_schema, problems_of_value
from aqe.errors import SettingsError

__all__ = ["FRONT_MATTER", "load_agents", "parse_agent"]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_TABLE = {"type": "object", "additionalProperties": True}
_MAX_BYTES = 256 * 1024

FRONT_MATTER: Mapping[str, Any] = {
    "type": "object",
    "required": ["name", "duty", "steps"],
    "properties": {
        "name": _TEXT | {"description": "Lower-case words joined by hyphens."},
        "duty": _TEXT | {"description": "One sentence: what it does for whoever runs it."},
        "requires": _TEXTS | {"description": "Probes that must find what the agent works with."},
        "abstains": _TEXT | {"description": "What it answers when a probe finds nothing."},
        "required": _TEXTS | {"description": "Inputs that must be given."},
        "inputs": _TABLE | {"description": "JSON Schema of each input, by name."},
        "steps": {
            "type": "array",
            "description": "Operations to call, in order.",
            "items": {
                "type": "object",
                "required": ["operation", "output", "description"],
                "properties": {
                    "operation": _TEXT | {"description": "Name of the operation."},
                    "output": _TEXT | {"description": "Name of its result among the outputs."},
                    "description": _TEXT | {"description": "What that output tells."},
                    "arguments": _TABLE
                    | {"description": "Arguments; `$name` stands for an input of the agent."},
                    "stop_on": _TEXTS | {"description": "Statuses after which the agent stops."},
                },
            },
        },
    },
}
"""Schema of the front matter of an agent."""


def load_agents(root: Path | None = None) -> dict[str, AgentDefinition]:
    """Every agent by name: the built-in ones and those of the project at `root`.

    Raises:
        SettingsError: A file does not define an agent.
    """
    found: dict[str, AgentDefinition] = {}
    built_in = resources.files("aqe.catalog") / "agents"
    for each in sorted(built_in.iterdir(), key=lambda entry: entry.name):
        if each.name.endswith(".md"):
            agent = parse_agent(each.read_text(encoding="utf-8"), origin="built-in")
            found[agent.name] = agent
    for path in sorted((root / ".agentic-qe" / "agents").glob("*.md")) if root else ():
        agent = parse_agent(_text_of(path), origin=str(path))
        found[agent.name] = agent
    return dict(sorted(found.items()))


def parse_agent(text: str, *, origin: str) -> AgentDefinition:
    """The agent that a Markdown text defines.

    Raises:
        SettingsError: The text has no front matter, or its front matter is wrong.
    """
    matter, instructions = _split(text, origin)
    _check(problems_of_value(matter, FRONT_MATTER, "front matter"), origin)
    inputs = {
        "type": "object",
        "properties": matter.get("inputs", {}),
        "required": matter.get("required", []),
    }
    steps = tuple(_step(each) for each in matter["steps"])
    _check(_problems(matter["name"], steps, inputs), origin)
    return AgentDefinition(
        name=matter["name"],
        duty=matter["duty"],
        steps=steps,
        inputs=inputs,
        requires=tuple(matter.get("requires", ())),
        abstains=matter.get("abstains", "What this agent works with is not there."),
        instructions=instructions.strip(),
        origin=origin,
    )


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _wrong(str(path), f"it is larger than {_MAX_BYTES} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(str(path), f"it cannot be read: {error}") from error


def _split(text: str, origin: str) -> tuple[dict[str, Any], str]:
    found = re.match(r"\+\+\+\r?\n(.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", text, re.S)
    if found is None:
        raise _wrong(origin, "it does not begin with TOML front matter between +++ lines")
    try:
        return tomllib.loads(found[1].replace("\r\n", "\n")), text[found.end() :]
    except tomllib.TOMLDecodeError as error:
        raise _wrong(origin, f"its front matter is not TOML: {error}") from error


def _step(table: Mapping[str, Any]) -> AgentStep:
    return AgentStep(
        operation=table["operation"],
        output=table["output"],
        description=table["description"],
        arguments=tuple(table.get("arguments", {}).items()),
        stop_on=tuple(table.get("stop_on", ("interrupted",))),
    )


def _problems(name: str, steps: tuple[AgentStep, ...], inputs: Mapping[str, Any]) -> list[str]:
    problems = problems_of_schema(inputs)
    if not _NAME.fullmatch(name):
        problems.append(f"name: {name!r} is not lower-case words joined by hyphens")
    if not steps:
        problems.append("steps: an agent takes at least one")
    outputs = [step.output for step in steps]
    problems += [
        f"steps: two outputs {each!r}" for each in sorted(set(outputs)) if outputs.count(each) > 1
    ]
    for argument, value in (each for step in steps for each in step.arguments):
        is_input = isinstance(value, str) and value.startswith("$")
        if is_input and value[1:] not in inputs["properties"]:
            problems.append(f"steps: {argument} takes {value}, which is not an input")
    return problems


def _check(problems: list[str], origin: str) -> None:
    if problems:
        raise _wrong(origin, "; ".join(problems))


def _wrong(origin: str, why: str) -> SettingsError:
    return SettingsError(
        f"{origin!r} does not define an agent: {why}",
        hint="the form is described in the how-to 'Write an agent'; `aqe agent show NAME` prints one",
        slug="bad-agent",
    )
