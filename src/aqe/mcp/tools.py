"""Which operations are tools, how a client sees them, and one call of one of them. No SDK here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aqe.domain.progress import Progress
from aqe.mcp.confinement import confine
from aqe.operations.operation import SCHEMA_VERSION, Operation, Status
from aqe.operations.registry import ENTRIES, Entry
from aqe.operations.schemas import schema_of
from aqe.operations.serialise import from_json, result_document

__all__ = ["Perform", "Tool", "call_tool", "tool_of", "tools_of"]


class Perform(Protocol):
    """Performs an operation on the project that the server was started for."""

    def __call__(
        self,
        operation: Operation[Any, Any],
        request: Any,
        *,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Any:
        """Return its result."""
        ...


@dataclass(frozen=True, slots=True)
class Tool:
    """An operation as clients see it."""

    name: str
    description: str
    operation: Operation[Any, Any]
    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any]


def tools_of(entries: Iterable[Entry] = ENTRIES) -> dict[str, Tool]:
    """The tools by name: every operation that has a tool name."""
    return {entry.tool: tool_of(entry.tool, entry.load()) for entry in entries if entry.tool}


def call_tool(
    tool: Tool,
    arguments: Mapping[str, Any],
    *,
    root: Path,
    perform: Perform,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> dict[str, Any]:
    """Perform the tool's operation and return its result in the envelope.

    Raises:
        AqeError: The arguments do not fit, a path leads out of the project, or it could not be done.
    """
    request = from_json(tool.operation.request, arguments)
    confine(request, root)
    result = perform(tool.operation, request, progress=progress, cancelled=cancelled)
    return result_document(tool.operation.name, result, root)


def tool_of(name: str, operation: Operation[Any, Any]) -> Tool:
    """An operation as a tool of that name."""
    return Tool(
        name=name,
        description=operation.summary,
        operation=operation,
        input_schema=schema_of(operation.request),
        output_schema=_envelope_schema(operation),
    )


def _envelope_schema(operation: Operation[Any, Any]) -> dict[str, Any]:
    """The schema of a result in its envelope; definitions stand at the top, where references look."""
    result = schema_of(operation.result)
    definitions = result.pop("$defs", {})
    properties = {
        "schema_version": {"const": SCHEMA_VERSION},
        "operation": {"const": operation.name},
        "status": {"type": "string", "enum": [each.value for each in Status]},
        "result": result,
    }
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return schema | ({"$defs": definitions} if definitions else {})
