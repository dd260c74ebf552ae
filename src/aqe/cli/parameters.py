"""Types and decorators of options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "FILE",
    "JOBS",
    "PATH",
    "PERCENT",
    "SEED",
    "FiniteRange",
    "GivenPath",
    "output_option",
    "paths_argument",
    "python_option",
]

Function = TypeVar("Function", bound=Callable[..., Any])


class GivenPath(click.Path):
    """A path that is not empty; the working directory is called ``.``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":
            self.fail("the path is empty.", param, ctx)
        return super().convert(value, param, ctx)


class FiniteRange(click.FloatRange):
    """A number in a range; ``nan`` is in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a number.", param, ctx)
        return number


PATH = GivenPath(path_type=Path)
FILE = GivenPath(dir_okay=False, path_type=Path)
SEED = click.IntRange(min=0, max=2**32 - 1)
JOBS = click.IntRange(min=1, max=256)
PERCENT = FiniteRange(min=0, max=100)


def paths_argument(*, required: bool, name: str = "paths") -> Callable[[Function], Function]:
    """``PATH...``: files, packages or folders."""
    metavar = "PATH..." if required else "[PATH]..."
    return click.argument(name, nargs=-1, required=required, type=PATH, metavar=metavar)


def python_option(function: Function) -> Function:
    """``--python``: the interpreter of the code under test."""
    return click.option(
        "--python",
        metavar="PATH",
        help="Interpreter that has the project's dependencies.  [default: .venv, VIRTUAL_ENV, uv,"
        " poetry or pdm environment, else the one that runs aqe]",
    )(function)


def output_option(form: str, title: str) -> Callable[[Function], Function]:
    """An option that names a file to write in one format."""
    return click.option(f"--{form}", type=FILE, metavar="FILE", help=f"Also write {title} to FILE.")
