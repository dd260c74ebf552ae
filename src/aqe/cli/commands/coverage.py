"""``aqe coverage report`` and ``aqe coverage gaps``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import output_option, paths_argument

__all__ = ["coverage", "report"]

_PLACES = {
    "report": CommandPlace("coverage:report", "Show line and branch coverage per file."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def coverage() -> None:
    """Show what tests reach and what they miss.

    \b
    Examples:
      aqe coverage report
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
