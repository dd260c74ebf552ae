"""``aqe data``: introspect, generate, validate, anonymize."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aqe.cli.face import Face, face_options
from aqe.cli.lazy import CommandPlace, LazyGroup
from aqe.cli.parameters import FILE, PATH, SEED

__all__ = ["anonymize", "data", "generate", "introspect", "validate"]

_PLACES = {
    "introspect": CommandPlace(
        "data:introspect", "Read databases, contracts and types in source code into JSON Schema."
    ),
    "generate": CommandPlace(
        "data:generate",
        "Make test data from a schema, a database or source code, true to its keys.",
    ),
    "validate": CommandPlace(
        "data:validate", "Hold records against a schema, or a contract document against its rules."
    ),
    "anonymize": CommandPlace(
        "data:anonymize",
        "Copy existing data without what points to people, with its joins and statistics.",
    ),
}
_METHODS = ("keep", "pseudonym", "phone", "date", "noise", "shuffle", "remove")
_FORMATS = ("json", "ndjson", "csv", "sql", "parquet")
_MOST_ROWS = 10_000_000_000


class _Assigned(click.ParamType[Any]):
    """``NAME=VALUE``; the name may hold more of ``=``."""

    name = "assignment"

    def __init__(self, values: click.ParamType[Any]) -> None:
        self._values = values

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Name and value."""
        if isinstance(value, tuple):
            return value
        name, mark, assigned = str(value).rpartition("=")
        if not mark or not name:
            self.fail(f"{value!r} is not of the form NAME=VALUE.", param, ctx)
        return name, self._values.convert(assigned, param, ctx)


@click.group(cls=LazyGroup, places=_PLACES)
def data() -> None:
    """Make, check and anonymise test data; read where its shape is written.

    \b
    Examples:
      aqe data introspect shop.db
      aqe data generate --source shop.db --count 1000 --out shop.sql
      aqe data validate orders.ndjson --schema order.schema.json
      aqe data anonymize customers.csv customers.safe.csv
    """


def _source(value: str) -> dict[str, Any]:
    """A source as a path, or as a server."""
    if "://" in value:  # of another kind than PostgreSQL, it is refused by its name
        return {"server": value}
    return {"source": Path(value)}


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("--out", type=FILE, metavar="FILE", help="Write the data model to FILE, as JSON.")
@face_options
def introspect(face: Face, source: str, out: Path | None) -> int:
    """Read databases, contracts and types in source code into JSON Schema.

    SOURCE is a SQLite file, definitions of PostgreSQL as `pg_dump --schema-only` writes them,
    postgresql://USER@HOST/DATABASE for a running server, an OpenAPI document (JSON or YAML), Python
    with pydantic models or dataclasses, or TypeScript with interfaces; or a folder of source files.
    Nothing of it is run, imported or changed. What a schema cannot say is listed.

    \b
    Examples:
      aqe data introspect shop.db
      aqe data introspect openapi.yaml --out model.json
      aqe data introspect src/shop/models.py --json
    """
    from aqe.cli.views.data import introspect_view
    from aqe.operations.data_introspect import DataIntrospectRequest

    request = DataIntrospectRequest(out=out, **_source(source))
    return face.perform("data.introspect", request, introspect_view)


@click.command()
@click.option(
    "--schema",
    type=FILE,
    metavar="FILE",
    help="A JSON Schema, an OpenAPI document, or a data model of `aqe data introspect`.",
)
@click.option("--source", metavar="SOURCE", help="In its place, what to introspect.")
@click.option(
    "--count",
    type=click.IntRange(0, _MOST_ROWS),
    default=10,
    show_default=True,
    metavar="N",
    help="Records of every table.",
)
@click.option(
    "--rows",
    type=_Assigned(click.IntRange(0, _MOST_ROWS)),
    multiple=True,
    metavar="TABLE=N",
    help="Records of one table; may be repeated.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="TABLE",
    help="Only this one, and what it points to.",
)
@click.option(
    "--seed",
    type=SEED,
    default=0,
    show_default=True,
    metavar="N",
    help="The same seed gives the same bytes.",
)
@click.option(
    "--locale",
    default="en",
    show_default=True,
    metavar="NAME",
    help="Language of names and addresses.",
)
@click.option("--edge-cases", is_flag=True, help="Boundaries, empty values and Unicode hazards.")
@click.option(
    "--even", is_flag=True, help="Listed values and referred rows as often as each other."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="How records are written.  [default: as the name of the file says]",
)
@click.option(
    "--dialect",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="Which database shall read SQL.",
)
@click.option("--escape-formulas", is_flag=True, help="In CSV, disarm what looks like a formula.")
@click.option("--out", type=PATH, metavar="PATH", help="Write to a file, or several to a folder.")
@click.option("--check", is_flag=True, help="Validate every record against its schema.")
@face_options
def generate(face: Face, source: str | None, **options: Any) -> int:
    """Make test data from a schema, a database or source code, true to its keys.

    Foreign keys point to rows that are there, and unique columns do not repeat. Without --out the
    records are printed. The same seed gives the same bytes, on every machine with the same libraries: names
    come from mimesis where it is installed. As in real data, a few values and referred rows come often,
    a schema's `default` most of all, and amounts have a long tail.

    \b
    Examples:
      aqe data generate --schema user.schema.json --count 3
      aqe data generate --source shop.db --count 1000 --rows country=20 --out shop.sql
      aqe data generate --source models.py --table Order --edge-cases --check
    """
    from aqe.booster.writing import Dialect
    from aqe.cli.views.data import generate_view
    from aqe.operations.data_generate import DataGenerateRequest
    from aqe.operations.data_output import DataFormat

    form = options.pop("form")
    request = DataGenerateRequest(
        format=None if form is None else DataFormat(form),
        dialect=Dialect(options.pop("dialect")),
        rows=dict(options.pop("rows")),
        **options,
        **({} if source is None else _source(source)),
    )
    return face.perform("data.generate", request, generate_view)


@click.command()
@click.argument("path", type=PATH, metavar="FILE")
@click.option(
    "--schema",
    type=FILE,
    metavar="FILE",
    help="A JSON Schema, an OpenAPI document, or a data model of `aqe data introspect`.",
)
@click.option("--source", type=PATH, metavar="SOURCE", help="In its place, what to introspect.")
@click.option("--table", default="", metavar="TABLE", help="Which table or component of it.")
@click.option(
    "--document",
    is_flag=True,
    help="FILE is a JSON Schema or an OpenAPI document; judge it by its own rules.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    metavar="N",
    help="Errors to show; all are counted.",
)
@face_options
def validate(face: Face, path: Path, **options: Any) -> int:
    """Hold records against a schema, or a contract document against its rules.

    FILE holds records as NDJSON, JSON or CSV. Each error names the line and a JSON Pointer. The exit
    code is 1 when something is invalid.

    \b
    Examples:
      aqe data validate orders.ndjson --schema order.schema.json
      aqe data validate customers.csv --source shop.db --table customer
      aqe data validate openapi.yaml --document
    """
    from aqe.cli.views.data import validate_view
    from aqe.operations.data_validate import DataValidateRequest

    return face.perform("data.validate", DataValidateRequest(path, **options), validate_view)


@click.command()
@click.argument("source", type=FILE, metavar="IN")
@click.argument("out", type=FILE, metavar="OUT")
@click.option(
    "--column",
    "columns",
    type=_Assigned(click.Choice(_METHODS)),
    multiple=True,
    metavar="COLUMN=METHOD",
    help=f"What happens to a column: {', '.join(_METHODS)}; may be repeated.",
)
@click.option(
    "--quasi-identifier",
    "quasi_identifiers",
    multiple=True,
    metavar="COLUMN",
    help="Count how many rows share the values of these columns; may be repeated.",
)
@click.option(
    "--key-file",
    type=FILE,
    metavar="FILE",
    help="Where the key lies; made where it is missing.  [default: in the project's state]",
)
@click.option("--report", type=FILE, metavar="FILE", help="Also write the report to FILE, as JSON.")
@face_options
def anonymize(face: Face, source: Path, out: Path, **options: Any) -> int:
    """Copy existing data without what points to people, with its joins and statistics.

    IN is CSV, NDJSON, JSON or a SQLite database. The same value gets the same pseudonym everywhere,
    also in other files under the same key. Columns of a database are named TABLE.COLUMN, those of
    nested JSON a.b and a[].b. You are told what was done to each column and what was checked; no
    value is shown.

    \b
    Examples:
      aqe data anonymize customers.csv customers.safe.csv
      aqe data anonymize shop.db safe.db --column customer.city=keep
      aqe data anonymize a.ndjson b.ndjson --quasi-identifier zip --quasi-identifier born
    """
    from aqe.cli.views.data import anonymize_view
    from aqe.operations.data_anonymise import DataAnonymizeRequest

    columns = dict(options.pop("columns"))
    request = DataAnonymizeRequest(source, out, columns=columns, **options)
    return face.perform("data.anonymize", request, anonymize_view)
