"""The root of the command line, and the one place where whatever goes wrong becomes an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from aqe import __version__
from aqe.cli.lazy import CommandPlace, LazyGroup

__all__ = ["COMMANDS", "application", "main"]

COMMANDS = {
    "test": CommandPlace("test:test", "Generate tests and run suites."),
    "coverage": CommandPlace("coverage:coverage", "Show what tests reach and what they miss."),
    "explain": CommandPlace(
        "explain:explain", "Tell why goals of a module were not reached, and what would help."
    ),
    "mutate": CommandPlace(
        "mutate:mutate", "Measure what tests notice, by small changes of the code."
    ),
    "flaky": CommandPlace("flaky:flaky", "Find tests whose outcome changes from run to run."),
    "gate": CommandPlace("gate:gate", "Judge the recorded measures: pass, fail or inconclusive."),
    "report": CommandPlace("report:report", "Render a recorded run in the format you need."),
    "init": CommandPlace("init:init", "Set a project up without overwriting anything."),
    "config": CommandPlace("config:config", "Read and change the project's settings."),
    "doctor": CommandPlace("doctor:doctor", "Check interpreter, libraries, sandbox and state."),
    "agent": CommandPlace("agent:agent", "List, show and run agents."),
    "mcp": CommandPlace(
        "mcp:mcp", "Serve the operations as tools over the Model Context Protocol."
    ),
    "state": CommandPlace("state:state", "Back up, restore and check the project's state."),
    "cost": CommandPlace("cost:cost", "Show what language models cost and what came of it."),
    "router": CommandPlace(
        "router:router", "Language models: which there are, which would be asked and why."
    ),
    "booster": CommandPlace("booster:booster", "Deterministic work at no model cost."),
    "data": CommandPlace(
        "data:data", "Make, check and anonymise test data; read where its shape is written."
    ),
    "benchmark": CommandPlace(
        "benchmark:benchmark", "Measure aqe against other tools, on your own code."
    ),
    "completion": CommandPlace("completion:completion", "Print the completion script of a shell."),
}

_EPILOG = """\b
Examples:
  aqe test generate src/shop/cart.py       write a verified suite for one module
  aqe test run                             run the project's own tests
  aqe gate                                 may this change ship?

Exit codes: 0 ok, 1 findings or failed gate, 2 usage, 3 inconclusive or
unavailable, 4 internal error, 130 interrupted.
"""


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", message="aqe %(version)s")
def application() -> None:
    """Quality-engineering agents: tests that ran, figures that were measured.

    aqe writes tests for your code, runs them, finds what they miss and judges what may ship. Its
    figures come from recorded runs, and it needs no network.
    """


def main(arguments: Sequence[str]) -> int:
    """Run one command line.

    Returns:
        The exit code.
    """
    try:
        result = application.main(list(arguments), prog_name="aqe", standalone_mode=False)
        _flush()
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        return _output_closed()
    except (click.exceptions.Exit, SystemExit) as left:
        if isinstance(left.__context__, BrokenPipeError):  # the toolkit's way to leave then
            return _output_closed()
        code = left.exit_code if isinstance(left, click.exceptions.Exit) else left.code
        return code if isinstance(code, int) else int(code is not None)
    except BaseException as error:
        from aqe.cli.failures import report_failure

        return report_failure(error, arguments)


def _flush() -> None:
    sys.stdout.flush()
    try:
        sys.stderr.flush()
    except BrokenPipeError:
        from aqe.cli.pipes import drop_output

        drop_output(sys.stderr)


def _output_closed() -> int:
    from aqe.cli.pipes import drop_output

    drop_output()
    return 0
