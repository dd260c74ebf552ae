"""``aqe coverage report`` and ``aqe coverage gaps``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import output_option, paths_argument

__all__ = ["coverage", "gaps", "report"]

_PLACES = {
    "report": CommandPlace("coverage:report", "Show line and branch coverage per file."),
    "gaps": CommandPlace("coverage:gaps", "Rank what no test reaches by what it could cost."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def coverage() -> None:
    """Show what tests reach and what they miss.

    \b
    Examples:
      aqe coverage report
      aqe coverage gaps --limit 10
    """


@click.command()
@paths_argument(required=False)
@click.option("--run", "run_id", metavar="ID", help="Run to read.  [default: the last one]")
@output_option("cobertura", "Cobertura XML")
@output_option("lcov", "LCOV")
@output_option("html", "a self-contained page")
@face_options
def report(face: Face, paths: tuple[Path, ...], **options: Any) -> int:
    """Show line and branch coverage per file.

    The figures are those of the last recorded run that measured coverage; PATH keeps the files in a
    folder, or single files.

    \b
    Examples:
      aqe coverage report
      aqe coverage report src/shop --lcov coverage.info
    """
    from aqe.cli.views.coverage import report_view
    from aqe.operations.coverage import CoverageReportRequest

    request = CoverageReportRequest(paths=paths, **options)
    return face.perform("coverage.report", request, report_view)


@click.command()
@paths_argument(required=False)
@click.option("--run", "run_id", metavar="ID", help="Run to read.  [default: the last one]")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Show the N most urgent gaps.",
)
@face_options
def gaps(face: Face, paths: tuple[Path, ...], **options: Any) -> int:
    """Rank what no test reaches by what it could cost.

    Uncovered functions and branches, ordered by complexity, by how often git saw them change and by
    the number of their callers.

    \b
    Examples:
      aqe coverage gaps
      aqe coverage gaps src/shop --limit 5
    """
    from aqe.cli.views.coverage import gaps_view
    from aqe.operations.coverage import CoverageGapsRequest

    return face.perform("coverage.gaps", CoverageGapsRequest(paths=paths, **options), gaps_view)
