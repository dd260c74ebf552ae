"""``aqe booster expand``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from aqe.booster.templates.data import DataForm
from aqe.booster.templates.languages import Language
from aqe.cli.face import Face, face_options
from aqe.cli.parameters import FILE, PATH

__all__ = ["expand"]

_STDIN = Path("-")


@click.command()
@click.argument("template", type=FILE, metavar="TEMPLATE")
@click.option(
    "--data",
    type=FILE,
    required=True,
    metavar="FILE",
    help="JSON, JSON lines (.ndjson, .jsonl) or CSV; - reads standard input.",
)
@click.option(
    "--data-form",
    type=click.Choice([each.value for each in DataForm]),
    help="How the data are written.  [default: by the name of the file, else ndjson]",
)
@click.option(
    "--language",
    type=click.Choice([each.value for each in Language]),
    help="What the text is.  [default: by the name of the template]",
)
@click.option("--out", type=FILE, metavar="FILE", help="Write all texts to FILE; - is the screen.")
@click.option("--out-dir", type=PATH, metavar="DIR", help="Write a file for each record into DIR.")
@click.option("--name", metavar="TEMPLATE", help="Name of each file, such as 'test_${id}.py'.")
@click.option("--check", is_flag=True, help="Write nothing unless all texts parse (Python, JSON).")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@face_options
def expand(face: Face, template: Path, data: Path, **options: Any) -> int:
    """Expand a template with data: to text, to one file, or to a file for each record.

    A hole ${name} is filled with the value of that name, written as a literal of the language, or
    safely inside the string or comment that it stands in. ${name|raw} and ${name|name} choose
    otherwise, ${name:-default} stands in for what is missing, ${?name}...${/name} is there for what
    is not empty, ${#names}...${/names} for each element. $$ is a dollar sign.

    Every JSON object, line or row is one record. Without --out and --out-dir, the text is printed.

    \b
    Examples:
      aqe booster expand test_cart.py.tmpl --data cases.json
      aqe booster expand case.py.tmpl --data cases.csv --out-dir tests --name 'test_${id}.py' --check
      generate | aqe booster expand row.json --data - --out rows.ndjson
    """
    from aqe.cli.views.templates import expand_view
    from aqe.operations.expand import ExpandRequest

    if template == _STDIN and data == _STDIN:
        raise click.UsageError("The template and the data cannot both be standard input.")
    language, form = options.pop("language"), options.pop("data_form")
    out = options.pop("out")
    request = ExpandRequest(
        template=None if template == _STDIN else template,
        template_text=_standard_input() if template == _STDIN else None,
        data=None if data == _STDIN else data,
        data_text=_standard_input() if data == _STDIN else None,
        language=None if language is None else Language(language),
        data_form=None if form is None else DataForm(form),
        out=None if out == _STDIN else out,
        **options,
    )
    return face.perform("booster.expand", request, expand_view)


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode(errors="surrogateescape")
