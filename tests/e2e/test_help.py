"""Help: every command has it, with examples, and showing it costs little."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from aqe import __version__
from aqe.cli.app import application
from aqe.cli.lazy import LazyGroup

from .conftest import SOURCE, Run

HEAVY = (
    "aqe.bootstrap",
    "aqe.campaign",
    "aqe.execution",
    "aqe.operations",
    "aqe.report",
    "aqe.settings",
    "aqe.store",
    "asyncio",
    "coverage",
    "hypothesis",
    "json",
    "jsonschema",
    "mcp",
    "numpy",
    "pydantic",
    "pytest",
    "rich",
    "sqlite3",
    "tomllib",
    "unittest",
    "xml",
)


def _commands(
    group: click.Group = application, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command, str | None]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        summary = group.places[name].summary if isinstance(group, LazyGroup) else None
        yield (*path, name), command, summary
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


COMMANDS = list(_commands())
NAMES = [" ".join(path) for path, _, _ in COMMANDS]


@pytest.mark.parametrize(("path", "command", "summary"), COMMANDS, ids=NAMES)
def test_every_command_has_a_sentence_and_examples(
    path: tuple[str, ...], command: click.Command, summary: str | None
) -> None:
    text = command.help or ""

    assert " ".join(text.split("\n\n")[0].split()) == summary
    assert f"  aqe {' '.join(path)}" in text.partition("Examples:")[2]


@pytest.mark.parametrize(("path", "command", "summary"), COMMANDS, ids=NAMES)
def test_every_option_has_a_help_text(
    path: tuple[str, ...], command: click.Command, summary: str | None
) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert (parameter.help or "").strip().endswith((".", "]", ")")), parameter.name


@pytest.mark.parametrize(("path", "command", "summary"), COMMANDS, ids=NAMES)
def test_examples_can_be_parsed(
    path: tuple[str, ...], command: click.Command, summary: str | None
) -> None:
    """An option in an example that does not exist would be worse than no example."""
    options = {each for parameter in command.params for each in parameter.opts} | {
        each for parameter in command.params for each in parameter.secondary_opts
    }
    for line in (command.help or "").partition("Examples:")[2].splitlines():
        words = line.partition(" > ")[0].partition(" && ")[0].split()
        if words[: len(path) + 1] == ["aqe", *path] and not isinstance(command, click.Group):
            assert {each for each in words if each.startswith("-")} <= options, line


@pytest.mark.parametrize("path", NAMES)
def test_help_of_every_command_can_be_shown(aqe: Run, path: str) -> None:
    ended = aqe(*path.split(), "--help")

    assert ended.code == 0
    assert ended.output.startswith(f"Usage: aqe {path}")


def test_the_main_help_lists_commands_and_exit_codes(aqe: Run) -> None:
    ended = aqe("--help")

    assert ended.code == 0
    assert [each for each in NAMES if " " not in each and f"\n  {each} " not in ended.output] == []
    assert "Exit codes: 0 ok, 1 findings" in ended.output


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["test", "generate", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; from aqe.cli.app import main; before = main(sys.argv[1:]);"
        "print('\\n'.join(sys.modules), file=sys.stderr); sys.exit(before)"
    )
    ended = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(SOURCE)!r}); {program}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    loaded = ended.stderr.split()

    assert "click" in loaded
    assert [
        each
        for each in loaded
        if any(each == heavy or each.startswith(f"{heavy}.") for heavy in HEAVY)
    ] == []


def test_no_arguments_show_the_help_and_are_a_usage_error(aqe: Run) -> None:
    ended = aqe()

    assert ended.code == 2
    assert "Commands:" in ended.errors + ended.output


def test_the_version_is_that_of_the_package(aqe_process: Run) -> None:
    ended = aqe_process("--version")

    assert (ended.code, ended.output) == (0, f"aqe {__version__}\n")


@pytest.mark.parametrize(
    ("shell", "mark"),
    [("bash", "complete -o nosort"), ("zsh", "#compdef aqe"), ("fish", "complete --no-files")],
)
def test_completion_scripts_are_printed(aqe: Run, shell: str, mark: str) -> None:
    ended = aqe("completion", shell)

    assert ended.code == 0
    assert mark in ended.output
    assert "_AQE_COMPLETE" in ended.output


def test_completion_knows_commands_and_options(aqe_process: Run) -> None:
    words = {"_AQE_COMPLETE": "bash_complete"}

    commands = aqe_process(COMP_WORDS="aqe test ge", COMP_CWORD="2", **words)
    options = aqe_process(COMP_WORDS="aqe gate --po", COMP_CWORD="2", **words)

    assert commands.output.split() == ["plain,generate"]
    assert options.output.split() == ["plain,--policy"]
