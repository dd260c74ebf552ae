"""``aqe report``."""

from __future__ import annotations

from pathlib import Path

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import FILE

__all__ = ["report"]

_FORMATS = ("text", "json", "junit", "sarif", "html", "cobertura", "lcov")


@click.command()
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="What to render.",
)
@click.option(
    "--output", "-o", type=FILE, metavar="FILE", help="Write to FILE.  [default: standard output]"
)
@click.option("--list", "listing", is_flag=True, help="List the recorded runs, newest first.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Number of runs to list.",
)
@face_options
def report(
    face: Face,
    run_id: str | None,
    form: str,
    output: Path | None,
    listing: bool,
    limit: int,
) -> int:
    """Render a recorded run in the format you need.

    RUN is the id of a run or the beginning of one; without it the last run is rendered, together
    with the last mutants, flaky tests and verdict of the project.

    \b
    Examples:
      aqe report
      aqe report --format html --output report.html
      aqe report 20250102T1011 --format junit
      aqe report --list
    """
    from aqe.cli.views.report import listing_view, view
    from aqe.operations.report import ReportFormat, ReportRequest

    if face.as_json and form == "text" and output is None:
        form = "json"
    request = ReportRequest(
        run_id=run_id, format=ReportFormat(form), output=output, listing=listing, limit=limit
    )
    return face.perform("report", request, listing_view if listing else view)
