"""``aqe benchmark``: data, generation, template-expansion."""

from __future__ import annotations

from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import FILE, JOBS, SEED, FiniteRange, python_option

__all__ = ["benchmark", "data", "generation", "template_expansion"]

_PLACES = {
    "data": CommandPlace(
        "benchmark:data",
        "Measure how many valid records per second are made, beside other tools.",
    ),
    "generation": CommandPlace(
        "benchmark:generation",
        "Compare generated suites with those of another test generator, scored alike.",
    ),
    "template-expansion": CommandPlace(
        "benchmark:template_expansion",
        "Measure how fast templates expand, beside Jinja2, minijinja and the standard library.",
    ),
    "pattern-application": CommandPlace(
        "pattern_benchmark:pattern_application",
        "Measure the search for text patterns beside Python's own, and for structural patterns.",
    ),
}


class _List(click.ParamType[Any]):
    """Values with commas between them."""

    def __init__(self, inner: click.ParamType[Any], name: str) -> None:
        self.inner, self.name = inner, name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The values, none of them empty."""
        if isinstance(value, tuple):
            return value
        parts = [each.strip() for each in str(value).split(",")]
        if not all(parts):
            self.fail(f"{value!r} has an empty entry.", param, ctx)
        return tuple(self.inner.convert(each, param, ctx) for each in parts)


@click.group(cls=LazyGroup, places=_PLACES)
def benchmark() -> None:
    """Measure aqe against other tools, on your own code.

    \b
    Examples:
      aqe benchmark data
      aqe benchmark generation src/shop --vs pynguin --vs-python .venv-pynguin
      aqe benchmark template-expansion
      aqe benchmark pattern-application
    """


@click.command()
@click.argument("subjects", nargs=-1, metavar="[MODULE|PATH]...")
@click.option(
    "--vs",
    "rivals",
    multiple=True,
    required=True,
    type=click.Choice(["pynguin", "ghostwriter"]),
    help="The rival; may be repeated.",
)
@click.option(
    "--vs-python",
    metavar="PATH",
    help="Virtual environment that has the rival.  [default: the project's own]",
)
@click.option(
    "--modules",
    type=_List(click.STRING, "modules"),
    default=(),
    metavar="A,B",
    help="Further modules or paths, with commas between them.",
)
@click.option(
    "--budget",
    type=FiniteRange(min=1, max=86_400),
    default=10.0,
    show_default="10",
    metavar="SECONDS",
    help="Seconds that each contender is told to take for each module.",
)
@click.option(
    "--seeds",
    type=_List(SEED, "seeds"),
    default="1",
    show_default=True,
    metavar="N,N",
    help="Seeds; every contender meets every module under each.",
)
@click.option(
    "--jobs",
    type=JOBS,
    default=1,
    show_default=True,
    metavar="N",
    help="Rows measured at once. More than half the cores, and times lie.",
)
@click.option("--fresh", is_flag=True, help="Measure again what was measured before.")
@click.option("--out", type=FILE, metavar="FILE", help="Also write the result to FILE as JSON.")
@python_option
@face_options
def generation(face: Face, subjects: tuple[str, ...], **options: Any) -> int:
    """Compare generated suites with those of another test generator, scored alike.

    Every contender gets a private copy of each module, the same budget and the same seeds. All suites are
    scored in the same way: three runs in fresh processes, failing and flaky tests dropped, coverage.py with
    branches, mutants. Pynguin enters twice, as it is and with its stronger settings.

    MODULE is an import name, PATH a file or folder; without any, what
    benchmarks/generation/subjects.txt lists, else some of the project's modules. Rows are kept in the
    project's state: after an interruption, the same command goes on.

    Rivals run your code with arguments drawn at random and without walls. Use a container for code that
    deletes or sends.

    \b
    Examples:
      python -m venv .venv-pynguin && .venv-pynguin/bin/pip install pynguin
      aqe benchmark generation src/shop --vs pynguin --vs-python .venv-pynguin
      aqe benchmark generation json.decoder --vs ghostwriter --vs-python .venv-hypothesis
      aqe benchmark generation src --vs pynguin --seeds 1,2,3 --out benchmark.json
    """
    from aqe.cli.views.benchmark import view
    from aqe.operations.benchmark import BenchmarkRequest

    request = BenchmarkRequest(
        rivals=tuple(dict.fromkeys(options.pop("rivals"))),
        subjects=(*subjects, *options.pop("modules")),
        budget_s=options.pop("budget"),
        **options,
    )
    return face.perform("benchmark.generation", request, view)


@click.command("template-expansion")
@click.option(
    "--rounds",
    type=click.IntRange(min=3, max=1_000),
    default=15,
    show_default=True,
    metavar="N",
    help="Rounds; in each, every side expands all records once.",
)
@click.option(
    "--records",
    type=click.IntRange(min=1, max=100_000),
    default=1_000,
    show_default=True,
    metavar="N",
    help="Records expanded to strings.",
)
@click.option(
    "--many",
    type=click.IntRange(min=1, max=1_000_000),
    default=100_000,
    show_default=True,
    metavar="N",
    help="Records expanded to the bytes of one file.",
)
@face_options
def template_expansion(face: Face, **options: Any) -> int:
    """Measure how fast templates expand, beside Jinja2, minijinja and the standard library.

    All sides take turns and must give the same text: test functions with a marker that may be missing, eight
    values and a section of three assertions. What counts is the ratio within a round. Install the
    rivals beside aqe; without them the exit code is 3.

    \b
    Examples:
      pip install jinja2 minijinja
      aqe benchmark template-expansion
      aqe benchmark template-expansion --rounds 100 --json
    """
    from aqe.cli.views.template_benchmark import view
    from aqe.operations.template_benchmark import TemplateBenchmarkRequest

    return face.perform("benchmark.template-expansion", TemplateBenchmarkRequest(**options), view)


@click.command()
@click.option(
    "--records",
    type=click.IntRange(1000, 5_000_000),
    default=200_000,
    show_default=True,
    metavar="N",
    help="Records that the fastest engine makes in each round.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 50),
    default=5,
    show_default=True,
    metavar="N",
    help="Rounds, in which the contenders take turns.",
)
@click.option(
    "--vs",
    "rivals",
    multiple=True,
    type=click.Choice(["jsf", "polyfactory", "mimesis", "faker"]),
    help="Another tool; may be repeated.  [default: all]",
)
@click.option(
    "--vs-python",
    metavar="PATH",
    help="Interpreter or environment that has them.  [default: that of aqe]",
)
@click.option("--out", type=FILE, metavar="FILE", help="Also write the result to FILE as JSON.")
@face_options
def data(face: Face, **options: Any) -> int:
    """Measure how many valid records per second are made, beside other tools.

    A record has ten fields: a UUID, an email address, a name, a whole number, a decimal, a choice, a time, an
    address, a list and a code that follows a pattern. Every record of every contender is validated
    afterwards. Figures are per second of processor time. Other tools that are not installed are told as
    unavailable.

    \b
    Examples:
      aqe benchmark data
      aqe benchmark data --vs faker --vs mimesis --vs-python .venv-data/bin/python
      aqe benchmark data --records 1000000 --rounds 3 --json
    """
    from aqe.cli.views.data_speed import view
    from aqe.operations.data_speed import DataSpeedRequest

    options["rivals"] = tuple(dict.fromkeys(options["rivals"])) or DataSpeedRequest().rivals
    request = DataSpeedRequest(**options)
    return face.perform("benchmark.data", request, view)
