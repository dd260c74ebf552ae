"""The page of operations: what every face is built from, with requests and results."""

from __future__ import annotations

from typing import Any

from aqe.operations.registry import ENTRIES, Entry
from aqe.operations.schemas import schema_of

INTRODUCTION = """# Operations

One list is behind every face: a command, an MCP tool and an agent's step with the same name do the
same work and return the same result. `--json` on any command prints the result described here; fields
that nobody measured are `null`.
"""


def page() -> str:
    """Every operation with its command, its tool and its fields."""
    return INTRODUCTION + "\n".join(_section(entry) for entry in ENTRIES)


def _section(entry: Entry) -> str:
    operation = entry.load()
    tool = f", MCP tool `{entry.tool}`" if entry.tool else ""
    parts = [
        f"\n## {entry.name}\n",
        f"{operation.summary}\n",
        f"Command `aqe {' '.join(entry.command)}`{tool}.",
        *_table("Request", schema_of(operation.request)),
        *_table("Result", schema_of(operation.result)),
    ]
    return "\n".join(parts) + "\n"


def _table(title: str, schema: dict[str, Any]) -> list[str]:
    properties = schema.get("properties", {})
    if not properties:
        return []
    rows = [
        f"| `{name}` | {_type(each)} | {_cell(each.get('description', ''))} |"
        for name, each in properties.items()
    ]
    return ["", f"| {title} | type | meaning |", "|--|--|--|", *rows]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = schema.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
