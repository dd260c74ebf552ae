"""Groups that list their commands from a table and import one only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

__all__ = ["CommandPlace", "LazyGroup"]


@dataclass(frozen=True, slots=True)
class CommandPlace:
    """A command before it is loaded."""

    place: str
    """``module:attribute`` below `aqe.cli.commands`."""
    summary: str
    """The first sentence of the command's help (a test compares the two)."""


class LazyGroup(click.Group):
    """A group whose help needs none of its commands."""

    def __init__(self, *args: Any, places: Mapping[str, CommandPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = dict(places)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table: the main job comes first."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        found = self.places.get(cmd_name)
        if found is None:
            return None
        module, _, attribute = found.place.partition(":")
        command = getattr(import_module(f"aqe.cli.commands.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown name is told with the nearest known ones."""
        if args and not args[0].startswith("-") and args[0] not in self.places:
            ctx.fail(self._unknown(ctx, args[0]))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and summaries out of the table."""
        rows = [(name, place.summary) for name, place in self.places.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _unknown(self, ctx: click.Context, name: str) -> str:
        import difflib

        close = difflib.get_close_matches(name, self.places, n=3, cutoff=0.5)
        close += [each for each in self.places if each.startswith(name) and each not in close]
        if close:
            return f"No such command {name!r}. Did you mean {' or '.join(map(repr, close))}?"
        return f"No such command {name!r}. Known: {', '.join(self.places)}."
