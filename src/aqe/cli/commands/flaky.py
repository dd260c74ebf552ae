"""``aqe flaky``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import JOBS, SEED, FiniteRange, paths_argument, python_option

__all__ = ["flaky"]


@click.command()
@paths_argument(required=False)
@click.option(
    "--runs",
    type=click.IntRange(min=2, max=10_000),
    metavar="N",
    help="Run the suite N times.  [default: 30]",
)
@click.option(
    "--seed",
    type=SEED,
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of the random orders.",
)
@click.option(
    "--jobs",
    type=JOBS,
    metavar="N",
    help="Runs at once; suites that share files or ports need one at a time.  [default: 1]",
)
@click.option(
    "--rate",
    type=FiniteRange(0.001, 0.5),
    default=0.1,
    show_default=True,
    metavar="RATE",
    help="Flip rate that the runs have to exclude before a test is called stable.",
)
@click.option(
    "--timeout",
    type=FiniteRange(min=1, max=86_400),
    metavar="SECONDS",
    help="Stop a run of the suite after so many seconds.",
)
@python_option
@face_options
def flaky(face: Face, paths: tuple[Path, ...], **options: Any) -> int:
    """Find tests whose outcome changes from run to run.

    The suite runs again and again in fresh processes, in random order and under different hash
    seeds. The verdict says how many runs it rests on: 30 runs find a test that fails one run in ten
    with a probability of 96%.

    \b
    Examples:
      aqe flaky
      aqe flaky tests/integration --runs 100
    """
    from aqe.cli.views.flaky import view
    from aqe.operations.flaky import FlakyRequest

    request = FlakyRequest(paths=paths, timeout_s=options.pop("timeout"), **options)
    return face.perform("flaky", request, view)
