"""The page of commands, read from the same definitions that answer `--help`."""

from __future__ import annotations

from importlib import import_module

import click


def page() -> str:
    """Help of every command, outer ones first."""
    parts = [
        "# Commands",
        "",
        (
            "Exit codes: 0 all is well; 1 findings or a failed gate; 2 wrong usage; 3 inconclusive or "
            "unavailable; 4 a bug of ours; 130 interrupted."
        ),
        "",
    ]
    return "\n".join(parts + _help(import_module("aqe.cli.app").application, None, "aqe"))


def _help(command: click.Command, parent: click.Context | None, name: str) -> list[str]:
    context = click.Context(command, parent=parent, info_name=name, terminal_width=100)
    parts = [
        f"{'#' * min(4, 2 + _depth(context))} {context.command_path}",
        "",
        "```text",
        command.get_help(context),
        "```",
        "",
    ]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                parts += _help(found, context, child)
    return parts


def _depth(context: click.Context) -> int:
    return 0 if context.parent is None else 1 + _depth(context.parent)
