"""``aqe test generate`` and ``aqe test run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import (
    PATH,
    output_option,
    paths_argument,
    python_option,
)

__all__ = ["run", "test"]

_PLACES = {
    "run": CommandPlace("test:run", "Run the project's tests and record the run."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def test() -> None:
    """Generate tests and run suites.

    \b
    Examples:
      aqe test run
    """


@click.command()
@paths_argument(required=False)
@click.option("--coverage/--no-coverage", default=True, help="Measure coverage.  [default: on]")
@click.option(
    "--source",
    "sources",
    type=PATH,
    multiple=True,
    metavar="PATH",
    help="Code whose coverage is measured; may be repeated.  [default: the project's own code]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1, max=86_400),
    metavar="SECONDS",
    help="Stop the whole suite after so many seconds.",
)
@click.option(
    "--slowest",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    metavar="N",
    help="Show the N slowest tests.",
)
@python_option
@output_option("junit", "JUnit XML")
@output_option("cobertura", "Cobertura XML")
@output_option("lcov", "LCOV")
@output_option("html", "a self-contained page")
@output_option("sarif", "SARIF")
@face_options
def run(face: Face, paths: tuple[Path, ...], **options: Any) -> int:
    """Run the project's tests and record the run.

    PATH is a test file, a folder or a test's node id; without it the project's own configuration
    says where its tests are. The tests run in the project's interpreter.

    \b
    Examples:
      aqe test run
      aqe test run tests/unit --slowest 10
      aqe test run --junit junit.xml --cobertura coverage.xml --html report.html
    """
    from aqe.cli.views.run import view
    from aqe.operations.run import RunRequest

    request = RunRequest(paths=paths, timeout_s=options.pop("timeout"), **options)
    return face.perform("test.run", request, view)
