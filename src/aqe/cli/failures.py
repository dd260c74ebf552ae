"""How errors are told: message, offending value, hint and where to read on; as JSON when asked."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from aqe.cli.exit_codes import ExitCode, exit_code_of_error
from aqe.cli.text import printable
from aqe.errors import AqeError, InternalError
from aqe.operations.operation import SCHEMA_VERSION
from aqe.operations.serialise import error_object

__all__ = ["MESSAGES_PAGE", "error_document", "report_failure", "write_error"]

MESSAGES_PAGE = "docs/messages.md"
_LONGEST_CHAIN = 50


def report_failure(error: BaseException, arguments: Sequence[str]) -> int:
    """Tell what ended a command.

    Returns:
        The exit code.
    """
    as_json = wants_json(arguments)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return ExitCode.USAGE
    if isinstance(error, click.ClickException):
        return _usage(error, as_json)
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        return _interrupted(as_json)
    if isinstance(error, AqeError) and not isinstance(error, InternalError):
        write_error(error, exit_code_of_error(error), as_json)
        return exit_code_of_error(error)
    if _was_interrupted(error):
        return _interrupted(as_json)
    return _crash(error, arguments, as_json)


def _was_interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C is behind an error: Python wraps it where a class is being made."""
    behind: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if behind is None:
            return False
        if isinstance(behind, KeyboardInterrupt):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the command line asked for JSON, even where it could not be parsed."""
    given = list(arguments)
    return "--json" in (given[: given.index("--")] if "--" in given else given)


def error_document(error: AqeError, code: ExitCode) -> dict[str, Any]:
    """An error as ``--json`` prints it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "status": "error",
        "error": {
            **error_object(error),
            "exit_code": int(code),
            "documentation": f"{MESSAGES_PAGE}#{error.slug}",
        },
    }


def write_error(error: AqeError, code: ExitCode, as_json: bool) -> None:
    """Print an error: JSON on standard output, or lines on standard error."""
    if as_json:
        click.echo(json.dumps(error_document(error, code), indent=2))
        return
    click.echo(f"error: {printable(error.message)}", err=True)
    if error.hint:
        click.echo(f"  hint: {printable(error.hint)}", err=True)
    click.echo(f"  more: {MESSAGES_PAGE}#{error.slug}", err=True)


def _usage(error: click.ClickException, as_json: bool) -> int:
    message = printable(_message(error))
    context = getattr(error, "ctx", None)
    hint = f"see `{context.command_path} --help`" if context is not None else "see `aqe --help`"
    if as_json:
        wrapped = AqeError(message, hint=hint, slug="usage")
        click.echo(json.dumps(error_document(wrapped, ExitCode.USAGE), indent=2))
    else:
        if context is not None:
            click.echo(context.get_usage(), err=True)
        click.echo(f"error: {message}\n  hint: {hint}", err=True)
    return ExitCode.USAGE


def _message(error: click.ClickException) -> str:
    """The message, with what was probably meant nearest first."""
    if isinstance(error, click.NoSuchOption) and error.possibilities:
        meant = " or ".join(map(repr, error.possibilities))
        return f"{error.message} Did you mean {meant}?"
    return error.format_message()


def _interrupted(as_json: bool) -> int:
    if as_json:
        error = AqeError("interrupted", slug="interrupted")
        click.echo(json.dumps(error_document(error, ExitCode.INTERRUPTED), indent=2))
    else:
        click.echo("interrupted", err=True)
    return ExitCode.INTERRUPTED


def _crash(error: BaseException, arguments: Sequence[str], as_json: bool) -> int:
    try:
        place: Path | None = _write_log(error, arguments)
    except OSError:
        place = None
    summary = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    hint = (
        f"this is a bug of aqe; the traceback is in {place}"
        if place
        else "this is a bug of aqe; the traceback could not be written to a file"
    )
    told = InternalError(f"internal error: {summary}", hint=hint)
    write_error(told, ExitCode.INTERNAL, as_json)
    if place is None or "--verbose" in arguments or "-v" in arguments:
        traceback.print_exception(error, file=sys.stderr)
    return ExitCode.INTERNAL


def _write_log(error: BaseException, arguments: Sequence[str]) -> Path:
    """Keep the traceback beside the project's state, or in the temporary folder where that fails."""
    from aqe.settings import project_root, refuse_links, state_folder

    text = f"arguments: {list(arguments)!r}\n" + "".join(traceback.format_exception(error))
    name = f"crash-{os.getpid()}.log"
    try:
        state = state_folder(project_root(Path.cwd()))
        refuse_links(state)
        folder = state / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
    except (OSError, AqeError):
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="aqe-crash-"))
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
    return folder / name
