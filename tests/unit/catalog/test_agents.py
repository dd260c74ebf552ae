"""Agents are read from Markdown; a file that does not define one is told why."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.catalog import load_agents, parse_agent
from aqe.errors import SettingsError

GOOD = """+++
name = "my-agent"
duty = "Runs the slow tests."
required = ["paths"]

[inputs.paths]
type = "array"
items = { type = "string" }

[[steps]]
operation = "test.run"
output = "run"
description = "The run."
arguments = { paths = "$paths", coverage = false }

[[steps]]
operation = "gate"
output = "verdict"
description = "The verdict."
+++

Only for nights.
"""


def test_reads_every_part() -> None:
    agent = parse_agent(GOOD, origin="here")
    assert agent.name == "my-agent"
    assert agent.instructions == "Only for nights."
    assert agent.operations == ("test.run", "gate")
    assert agent.steps[0].arguments == (("paths", "$paths"), ("coverage", False))
    assert agent.steps[0].stop_on == ("interrupted",)
    assert agent.inputs["required"] == ["paths"]
    assert agent.origin == "here"


def test_reads_files_with_windows_line_ends() -> None:
    assert parse_agent(GOOD.replace("\n", "\r\n"), origin="here").name == "my-agent"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        pytest.param("+++\n", "", "front matter between", id="no front matter"),
        pytest.param('duty = "Runs the slow tests."', "", "'duty' is missing", id="no duty"),
        pytest.param('duty = "', 'duty = ["', "not TOML", id="broken TOML"),
        pytest.param("my-agent", "My Agent", "lower-case words", id="bad name"),
        pytest.param('"$paths"', '"$path"', "$path, which is not an input", id="unknown input"),
        pytest.param('output = "verdict"', 'output = "run"', "two outputs 'run'", id="outputs"),
        pytest.param('required = ["paths"]', 'required = ["x"]', "required 'x'", id="required"),
        pytest.param("name =", "colour = 1\nname =", "unknown 'colour'", id="unknown key"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(old: str, new: str, part: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_agent(GOOD.replace(old, new, 1), origin="my/file.md")
    assert part in caught.value.message
    assert "my/file.md" in caught.value.message
    assert caught.value.slug == "bad-agent"


def test_the_built_in_agents_are_known_by_name() -> None:
    assert set(load_agents()) >= {
        "qe-coverage-analyzer",
        "qe-flaky-test-hunter",
        "qe-quality-gate",
        "qe-test-executor",
        "qe-test-generator",
    }


def test_a_project_adds_and_replaces_agents(tmp_path: Path) -> None:
    folder = tmp_path / ".agentic-qe" / "agents"
    folder.mkdir(parents=True)
    (folder / "mine.md").write_text(GOOD, encoding="utf-8")
    (folder / "gate.md").write_text(GOOD.replace("my-agent", "qe-quality-gate"), encoding="utf-8")
    agents = load_agents(tmp_path)
    assert agents["my-agent"].origin == str(folder / "mine.md")
    assert agents["qe-quality-gate"].duty == "Runs the slow tests."
    assert agents["qe-test-executor"].origin == "built-in"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / ".agentic-qe" / "agents"
    folder.mkdir(parents=True)
    (folder / "binary.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"binary\.md"):
        load_agents(tmp_path)
