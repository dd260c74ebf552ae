"""``aqe test generate`` and ``aqe test run``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import (
    JOBS,
    PATH,
    PERCENT,
    SEED,
    FiniteRange,
    output_option,
    paths_argument,
    python_option,
)

__all__ = ["generate", "run", "test"]

_PLACES = {
    "generate": CommandPlace("test:generate", "Write a verified pytest suite for Python modules."),
    "run": CommandPlace("test:run", "Run the project's tests and record the run."),
}


@click.group(cls=LazyGroup, places=_PLACES)
def test() -> None:
    """Generate tests and run suites.

    \b
    Examples:
      aqe test generate src/shop/cart.py
      aqe test run
    """


@click.command()
@paths_argument(required=False)
@click.option(
    "--out", type=PATH, metavar="DIR", help="Folder for the suites.  [default: tests/generated]"
)
@click.option(
    "--budget",
    type=FiniteRange(min=0.1, max=86_400),
    metavar="SECONDS",
    help="Seconds of search per module.  [default: 10; 3 with --count and --coverage]",
)
@click.option(
    "--executions",
    type=click.IntRange(min=1),
    metavar="N",
    help="Count executions instead of seconds: no time cap, the same suite on every machine.",
)
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="At most N tests a module.")
@click.option(
    "--coverage",
    type=PERCENT,
    metavar="PERCENT",
    help="Stop early when this share of lines and branches is reached; says so when it is not.",
)
@click.option("--seed", type=SEED, metavar="N", help="Seed of every random choice.  [default: 0]")
@click.option(
    "--jobs", type=JOBS, metavar="N", help="Modules worked on at once.  [default: all cores]"
)
@python_option
@click.option(
    "--existing",
    type=PATH,
    metavar="PATH",
    help="Tests that are there already: run first, not repeated, their fixtures and values taken"
    " over; the result says what the new ones add.  [default: the project's own]",
)
@click.option(
    "--changed",
    is_flag=False,
    flag_value="HEAD",
    metavar="[REF]",
    help="Only functions touched since a git ref (HEAD when none is given), in a suite beside earlier"
    " ones. A value that is an existing path is taken as PATH.",
)
@click.option(
    "--mutants/--no-mutants", default=None, help="Choose tests by the mutants they kill, too."
)
@click.option(
    "--share/--no-share",
    default=None,
    help="Let modules learn from each other how to build objects.  [default: on]",
)
@click.option(
    "--property/--no-property",
    default=None,
    help="Offer Hypothesis tests of laws that hold on every input tried and kill mutants that no other"
    " test kills.  [default: where the project's interpreter has hypothesis]",
)
@click.option(
    "--model",
    metavar="off|auto|offline|ID",
    help="Ask a language model for what search does not reach: any that fits (auto), one of this machine"
    " (offline), or the one named as provider/name.  [default: auto where a provider's key is found,"
    " else off]",
)
@click.option(
    "--replay",
    is_flag=True,
    help="Ask no model: only answers of earlier runs count, and what has none is told.",
)
@click.option("--dry-run", is_flag=True, help="Do everything but write files; print the suites.")
@click.option("--force", is_flag=True, help="Overwrite suites that were edited since.")
@face_options
def generate(face: Face, paths: tuple[Path, ...], **options: Any) -> int:
    """Write a verified pytest suite for Python modules.

    PATH is a file, a package or a folder. Each module's tests were run in fresh processes, under
    several hash seeds and in random order, before they are written.

    \b
    Examples:
      aqe test generate src/shop/cart.py
      aqe test generate src/shop --budget 30 --jobs 2
      aqe test generate src --changed main
      aqe test generate src/shop/cart.py --count 100 --coverage 95 --dry-run
      aqe test generate src/shop/cart.py --model auto
    """
    from aqe.cli.views.generate import view
    from aqe.operations.generate import GenerateRequest

    changed = options["changed"]
    if changed is not None and Path(changed).exists():
        paths, options["changed"] = (*paths, Path(changed)), "HEAD"
    if not paths and options["changed"] is None:
        raise click.UsageError("Missing argument 'PATH...'.")
    coverage = options.pop("coverage")
    request = GenerateRequest(
        paths=paths,
        budget_s=options.pop("budget"),
        coverage_target=None if coverage is None else coverage / 100,
        **options,
    )
    return face.perform("test.generate", request, view)


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
    type=FiniteRange(min=1, max=86_400),
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
