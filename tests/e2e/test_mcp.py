"""`aqe mcp` as an MCP client sees it: the SDK's client against the real command, over both carriers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp_client import converse, serving, until

SOURCES = str(Path(__file__).resolve().parents[2] / "src")
KNOWN_TOOLS = {
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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a function, a passing test and a failing one."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'grades'\n", encoding="utf-8")
    (tmp_path / "grades.py").write_text(
        "print('printed on import')\n\n\n"
        "def grade(points: int) -> str:\n"
        "    if points >= 90:\n"
        "        return 'A'\n"
        "    return 'B'\n\n\n"
        "def is_pass(points: int) -> bool:\n"
        "    if points > 49:\n"
        "        return True\n"
        "    return False\n",
        encoding="utf-8",
    )
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_grades.py").write_text(
        "import grades\n\n\n"
        "def test_a():\n    print('printed by a test')\n    assert grades.grade(95) == 'A'\n\n\n"
        "def test_wrong():\n    assert grades.grade(10) == 'A'\n",
        encoding="utf-8",
    )
    return tmp_path


def environment(project: Path) -> dict[str, str]:
    return dict(os.environ) | {"PYTHONPATH": SOURCES + os.pathsep + str(project)}


@pytest.fixture
def stdio(project: Path) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "aqe", "mcp", "--project", str(project)],
        env=environment(project),
    )


@pytest.fixture
def http(project: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "aqe", "mcp", "--transport", "http", "--port", "0"]
    with serving(command, environment(project), project) as address:
        yield address


@pytest.fixture(params=["stdio", "http"])
def place(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def test_lists_the_known_tools_with_schemas_and_descriptions(stdio: Any) -> None:
    listing = converse(stdio, lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listing.tools}
    assert set(tools) >= KNOWN_TOOLS
    for tool in tools.values():
        assert tool.description
        assert tool.input_schema["type"] == "object"
        assert {"schema_version", "operation", "status", "result"} <= set(
            tool.output_schema["properties"]
        )


def test_tools_tell_whether_they_change_anything(stdio: Any) -> None:
    listing = converse(stdio, lambda client: client.list_tools())
    hints = {
        tool.name: (tool.annotations.read_only_hint, tool.annotations.destructive_hint)
        for tool in listing.tools
    }
    assert hints["coverage_gaps_detect"] == (True, False)
    assert hints["flaky_test_detect"] == hints["mutation_test_execute"] == (False, False)
    for name in (
        "test_generate",
        "test_execute",
        "quality_gate_execute",
        "test_report_comprehensive",
    ):
        assert hints[name] == (False, True), "it can write over a file that the request names"


def test_runs_judges_and_reports(place: Any) -> None:
    steps: list[float] = []

    async def conversation(client: Client) -> Any:
        async def progress(value: float, total: float | None, message: str | None) -> None:
            steps.append(value)

        run = await client.call_tool("test_execute", {}, progress_callback=progress)
        gaps = await client.call_tool("coverage_gaps_detect", {})
        gate = await client.call_tool("quality_gate_execute", {})
        report = await client.call_tool("test_report_comprehensive", {})
        return run, gaps, gate, report

    run, gaps, gate, report = converse(place, conversation)
    assert [each.is_error for each in (run, gaps, gate, report)] == [False] * 4
    assert run.structured_content["operation"] == "test.run"
    assert run.structured_content["status"] == "findings", "one test fails"
    outcomes = str(run.structured_content["result"])
    assert "test_wrong" in outcomes
    assert gate.structured_content["status"] in ("findings", "inconclusive")
    assert report.structured_content["operation"] == "report"
    assert steps == sorted(set(steps))


def test_generates_a_suite(stdio: Any, project: Path) -> None:
    async def conversation(client: Client) -> Any:
        return await client.call_tool(
            "test_generate", {"paths": ["grades.py"], "budget_s": 15, "seed": 1, "mutants": False}
        )

    result = converse(stdio, conversation)
    assert not result.is_error, result.content[0].text
    (subject,) = result.structured_content["result"]["subjects"]
    assert subject["status"] == "verified"
    assert subject["tests"] >= 2
    assert all((project / file).exists() for file in subject["files"])


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        ({"paths": ["../elsewhere.py"]}, "outside-project"),
        ({"paths": ["grades.py"], "colour": 1}, "bad-argument"),
        ({}, "bad-argument"),
        ({"paths": ["grades.py"], "python": "/bin/sh"}, "outside-project"),
    ],
)
def test_a_wrong_request_is_a_tool_error_with_the_way_out(
    stdio: Any, arguments: dict[str, Any], slug: str
) -> None:
    result = converse(stdio, lambda client: client.call_tool("test_generate", arguments))
    assert result.is_error
    assert result.structured_content["error"]["slug"] == slug
    assert result.structured_content["error"]["hint"]


def test_a_cancelled_run_leaves_no_process_behind(place: Any, project: Path) -> None:
    (project / "tests" / "test_slow.py").write_text(
        "import time\n\n\ndef test_a_quick_one():\n    pass\n\n\n"
        "def test_slow():\n    time.sleep(300)\n",
        encoding="utf-8",
    )
    told = anyio.Event()

    async def progress(value: float, total: float | None, message: str | None) -> None:
        told.set()

    async def conversation(client: Client) -> None:
        arguments = {"paths": ["tests/test_slow.py"]}
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(
                lambda: client.call_tool("test_execute", arguments, progress_callback=progress)
            )
            await told.wait()
            await until(lambda: bool(descendants(os.getpid(), depth=2)))
            tasks.cancel_scope.cancel()
        await until(lambda: not descendants(os.getpid(), depth=2))
        assert not (
            await client.call_tool("test_execute", {"paths": ["tests/test_grades.py"]})
        ).is_error

    converse(place, conversation)


def descendants(pid: int, depth: int) -> list[int]:
    """Processes that many generations below one, and deeper."""
    done = subprocess.run(
        ["ps", "-eo", "pid,ppid,stat"], capture_output=True, text=True, check=True
    )
    rows = [line.split()[:3] for line in done.stdout.splitlines()[1:]]
    parents = {int(child): int(parent) for child, parent, state in rows if state[0] != "Z"}
    return [child for child in parents if _generations(child, pid, parents) >= depth]


def _generations(child: int, ancestor: int, parents: dict[int, int]) -> int:
    count = 0
    while child in parents:
        if child == ancestor:
            return count
        child, count = parents[child], count + 1
    return -1
