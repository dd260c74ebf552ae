"""``aqe benchmark pattern-application``."""

from __future__ import annotations

from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import FILE, SEED, FiniteRange

__all__ = ["pattern_application"]


@click.command("pattern-application")
@click.option(
    "--files",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="Number of files of each set.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 1000),
    default=3,
    show_default=True,
    metavar="N",
    help="How often each side is measured.",
)
@click.option(
    "--seed",
    type=SEED,
    default=1,
    show_default=True,
    metavar="N",
    help="Seed of the files that are written.",
)
@click.option(
    "--limit",
    "limit_s",
    type=FiniteRange(min=0.1, max=3600),
    default=5.0,
    show_default="5",
    metavar="SECONDS",
    help="Ends `re` on a pattern that it gets lost in.",
)
@click.option("--out", type=FILE, metavar="FILE", help="Also write the result to FILE as JSON.")
@face_options
def pattern_application(face: Face, **options: Any) -> int:
    """Measure the search for text patterns beside Python's own, and for structural patterns.

    A hundred patterns of the kind that reviews of tests look for are searched for in files that a seed
    writes and in those of the standard library, about 200 lines of each. Both engines of the booster and
    `re` take turns. Then both search for patterns that a search by trial and error gets lost in. Last come a
    hundred structural patterns on a file of a thousand lines: all in one walk, and one after the other.

    \b
    Examples:
      aqe benchmark pattern-application
      aqe benchmark pattern-application --files 200 --rounds 5 --out patterns.json
    """
    from aqe.cli.views.pattern_benchmark import view
    from aqe.operations.pattern_benchmark import PatternBenchmarkRequest

    request = PatternBenchmarkRequest(**options)
    return face.perform("benchmark.pattern-application", request, view)
