"""``aqe mutate``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import JOBS, PATH, SEED, FiniteRange, paths_argument, python_option

__all__ = ["mutate"]


@click.command()
@paths_argument(required=True)
@click.option(
    "--tests",
    type=PATH,
    multiple=True,
    metavar="DIR",
    help="Tests to judge; may be repeated.  [default: the project's own]",
)
@click.option("--jobs", type=JOBS, metavar="N", help="Processes at once.  [default: 1]")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Try at most N mutants of each file, drawn at random by --seed.",
)
@click.option(
    "--seed", type=SEED, default=0, show_default=True, metavar="N", help="Seed of the draw."
)
@click.option(
    "--budget",
    type=FiniteRange(min=1, max=86_400),
    metavar="SECONDS",
    help="Seconds for each file; how many mutants were left over is told.",
)
@click.option(
    "--survivors",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Show the diffs of N surviving mutants.",
)
@python_option
@face_options
def mutate(face: Face, paths: tuple[Path, ...], **options: Any) -> int:
    """Measure what tests notice, by small changes of the code.

    PATH is the code to change: a file, a package or a folder. Nothing on disk is touched: each mutant
    exists in memory only. States are Stryker's: killed, survived, timeout, no-coverage, error,
    ignored; mutants with the same bytecode are told as equivalent.

    \b
    Examples:
      aqe mutate src/shop/cart.py --tests tests/unit
      aqe mutate src/shop --jobs 2 --survivors 20
    """
    from aqe.cli.views.mutate import view
    from aqe.operations.mutate import MutateRequest

    survivors = options.pop("survivors")
    request = MutateRequest(paths=paths, budget_s=options.pop("budget"), **options)
    return face.perform("mutate", request, lambda result, shown: view(result, shown, survivors))
