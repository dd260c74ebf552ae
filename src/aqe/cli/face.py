"""How every command does its work: perform one operation, print its result, give its exit code."""

from __future__ import annotations

import functools
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aqe.cli.exit_codes import exit_code_of_status

if TYPE_CHECKING:
    from aqe.cli.page import Page
    from aqe.cli.progress import LiveProgress, LoggedProgress

__all__ = ["Face", "face_options"]

Function = TypeVar("Function", bound=Callable[..., Any])
View = Callable[[Any, "Face"], "Page"]


@dataclass(frozen=True, slots=True)
class Face:
    """What the user wants to see of the work."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    project: Path | None = None

    def perform(self, name: str, request: Any, view: View) -> int:
        """Perform an operation and print its result.

        Args:
            name: Name of the operation.
            request: Its request.
            view: Makes the page that people see.

        Returns:
            The exit code.
        """
        from aqe.bootstrap import compose
        from aqe.cli.interruption import Interruption
        from aqe.operations.conduct import conduct
        from aqe.operations.registry import entry

        operation = entry(name).load()
        progress = self._progress()
        with (
            Interruption() as interruption,
            compose(
                Path.cwd(),
                os.environ,
                project=self.project,
                progress=progress,
                cancelled=interruption,
                notice=self._notice,
            ) as services,
        ):
            try:
                result = conduct(operation, request, services)
            finally:
                progress.close()
            root = services.root
        try:
            self._show(name, result, view, root)
            sys.stdout.flush()
        except BrokenPipeError:
            from aqe.cli.pipes import drop_output

            drop_output()
        return exit_code_of_status(result.status)

    def _show(self, name: str, result: Any, view: View, root: Path) -> None:
        if self.as_json:
            import json

            from aqe.operations.serialise import result_document

            click.echo(json.dumps(result_document(name, result, root), indent=2))
        elif not self.quiet:
            from aqe.cli.drawing import draw

            draw(view(result, self), no_color=self.no_color)

    def _progress(self) -> LiveProgress | LoggedProgress:
        from aqe.cli.drawing import draws_colours
        from aqe.cli.progress import LiveProgress, LoggedProgress

        if self.quiet:
            return LoggedProgress(io.StringIO())
        if draws_colours(sys.stderr, no_color=False) and not self.as_json:
            return LiveProgress(sys.stderr)
        return LoggedProgress(sys.stderr, verbose=self.verbose)

    def _notice(self, text: str) -> None:
        from aqe.cli.pipes import unread
        from aqe.cli.text import printable

        if not self.quiet:
            with unread(sys.stderr):
                click.echo(f"note: {printable(text)}", err=True)


def face_options(function: Function) -> Function:
    """Give a command the options that all commands share; the function receives a `Face` first."""

    @functools.wraps(function)
    def command(**options: Any) -> Any:
        face = Face(
            as_json=options.pop("as_json"),
            quiet=options.pop("quiet"),
            verbose=options.pop("verbose"),
            no_color=options.pop("no_color"),
            project=options.pop("project"),
        )
        if face.quiet and face.verbose:
            raise click.UsageError("--quiet and --verbose exclude each other.")
        return function(face, **options)

    for option in reversed(_SHARED):
        command = option(command)
    return command  # type: ignore[return-value]


_SHARED = (
    click.option(
        "--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
    click.option("-v", "--verbose", is_flag=True, help="Print more detail."),
    click.option("--no-color", is_flag=True, help="No colours (NO_COLOR is respected, too)."),
    click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="Project root.  [default: nearest folder above with pyproject.toml, setup.cfg,"
        " setup.py or .git]",
    ),
)
