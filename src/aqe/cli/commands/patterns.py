"""``aqe booster``: apply, patterns, transform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.parameters import FiniteRange, paths_argument, python_option
from aqe.domain.pattern import PatternLanguage

__all__ = ["apply", "patterns", "transform"]

_LANGUAGES = click.Choice([each.value for each in PatternLanguage])
_dry_run = click.option("--dry-run", is_flag=True, help="Show the changes and write nothing.")
_check = click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 when something would change."
)
_verify = click.option(
    "--verify",
    is_flag=True,
    help="Run the tests of each file before and after (pytest; for TypeScript the project's Vitest, Jest or"
    " node --test), and take back what costs one.",
)
_timeout = click.option(
    "--timeout",
    type=FiniteRange(min=1, max=86_400),
    metavar="SECONDS",
    help="Stop a run of a file's tests after so many seconds.",
)


@click.command()
@paths_argument(required=True)
@click.option(
    "--pattern",
    "chosen",
    multiple=True,
    metavar="ID",
    help="Only this pattern (may be given several times).",
)
@click.option("--category", metavar="NAME", help="Only patterns of this category.")
@click.option("--language", type=_LANGUAGES, help="Only files of this language.")
@_dry_run
@_check
@_verify
@_timeout
@python_option
@face_options
def apply(
    face: Face,
    paths: tuple[Path, ...],
    chosen: tuple[str, ...],
    language: str | None,
    **options: Any,
) -> int:
    """Rewrite tests by patterns.

    Without --pattern and --category, patterns are applied that keep what a test demands or make it
    demand more; findings are told. What adds tests, or fits only some, has to be named. A file that
    would not parse afterwards stays as it is.

    \b
    Examples:
      aqe booster apply tests --dry-run
      aqe booster apply tests/test_cart.py --category parametrisation --verify
      aqe booster apply tests --check
    """
    from aqe.cli.views.patterns import apply_view
    from aqe.operations.patterns import BoosterApplyRequest

    request = BoosterApplyRequest(
        paths,
        patterns=chosen,
        language=None if language is None else PatternLanguage(language),
        timeout_s=options.pop("timeout"),
        **options,
    )
    return face.perform("booster.apply", request, apply_view)


@click.command()
@click.argument("id", required=False, metavar="[ID]")
@click.option("--language", type=_LANGUAGES, help="Only of this language.")
@click.option("--category", metavar="NAME", help="Only of this category.")
@face_options
def patterns(face: Face, id: str | None, language: str | None, category: str | None) -> int:
    """List patterns of test code, or show one with its examples.

    \b
    Examples:
      aqe booster patterns --language python --category time
      aqe booster patterns py-split-and
    """
    from aqe.cli.views.patterns import patterns_view
    from aqe.operations.patterns import BoosterPatternsRequest

    spoken = None if language is None else PatternLanguage(language)
    request = BoosterPatternsRequest(id, spoken, category)
    return face.perform("booster.patterns", request, patterns_view)


@click.command()
@click.argument("name", metavar="NAME")
@paths_argument(required=True)
@_dry_run
@_check
@_verify
@_timeout
@python_option
@face_options
def transform(face: Face, name: str, paths: tuple[Path, ...], **options: Any) -> int:
    """Carry tests over to another framework or style.

    NAME is unittest-to-pytest, unittest-to-plain, plain-to-unittest, sync-to-async, sort-imports,
    chai-to-jest or jest-to-chai. What cannot be carried over stays as it is and is told with its line
    and the reason.

    \b
    Examples:
      aqe booster transform unittest-to-pytest tests --dry-run
      aqe booster transform unittest-to-pytest tests/test_cart.py --verify
      aqe booster transform chai-to-jest web/tests
    """
    from aqe.cli.views.patterns import transform_view
    from aqe.operations.transforms import BoosterTransformRequest

    request = BoosterTransformRequest(name, paths, timeout_s=options.pop("timeout"), **options)
    return face.perform("booster.transform", request, transform_view)
