"""What people see of data: all that is wrong is told in words, and no value of a person is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aqe.booster.anonymising import ColumnReport, Comparison, Groups, Join
from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.data import anonymize_view, generate_view, introspect_view, validate_view
from aqe.operations.data_anonymise import DataAnonymizeResult
from aqe.operations.data_generate import DataGenerateResult, GeneratedTable
from aqe.operations.data_introspect import DataIntrospectResult, TableSummary
from aqe.operations.data_output import DataFormat
from aqe.operations.data_validate import DataError, DataValidateResult


def test_a_data_model() -> None:
    result = DataIntrospectResult(
        source="shop.db",
        kind="sqlite",
        tables=(TableSummary("a", 3, ("id", "x"), (), ("b -> b(id)",)),),
        notices=tuple(f"note {index}" for index in range(12)),
        model={},
        out=Path("m.json"),
    )
    text = plain_text(introspect_view(result, Face()))
    assert "id, x" in text
    assert "b -> b(id)" in text
    assert "note: note 9" in text
    assert "note: note 10" not in text
    assert "and 2 more notes" in text
    assert "m.json" in text
    assert "note: note 11" in plain_text(introspect_view(result, Face(verbose=True)))


def generated(**changes: Any) -> DataGenerateResult:
    values: dict[str, Any] = {
        "tables": (GeneratedTable("a", 1234, None), GeneratedTable("b", 2, 1)),
        "format": DataFormat.CSV,
        "engines": ("wasm",),
        "files": (Path("out/a.csv"),),
        "text": None,
        "errors": ("b, record 2, /x: is wrong",),
        "notices": ("told",),
    }
    return DataGenerateResult(**{**values, **changes})


def test_what_was_generated() -> None:
    text = plain_text(generate_view(generated(), Face()))
    for word in ("1,234", "1 invalid", "b, record 2, /x: is wrong", "note: told", "out/a.csv"):
        assert word in text
    records = generated(text='{"a":1}\n', errors=(), files=())
    assert plain_text(generate_view(records, Face())).rstrip() == '{"a":1}'
    assert "Interrupted" in plain_text(generate_view(generated(interrupted=True), Face()))


def test_what_is_invalid() -> None:
    errors = (DataError(3, "/id", "is no number"), DataError(None, "", "is no object"))
    result = DataValidateResult(Path("/p/a.csv"), "records", 5, 2, errors)
    text = plain_text(validate_view(result, Face()))
    assert "a.csv:3: /id: is no number" in text
    assert "a.csv: /: is no object" in text
    assert "2 of 5 records invalid" in text
    good = DataValidateResult(Path("a"), "openapi", 1, 0, ())
    assert "1 document, all valid" in plain_text(validate_view(good, Face()))
    empty = DataValidateResult(Path("a"), "records", 0, 0, ())
    assert "no record to judge" in plain_text(validate_view(empty, Face()))


def test_what_became_of_columns() -> None:
    checks = (
        Comparison("null rate", True, "1 and 1 nulls"),
        Comparison("mean", False, "moved by 0.5 deviations"),
        Comparison("different values", None, "too many"),
    )
    result = DataAnonymizeResult(
        out=Path("safe.csv"),
        rows=10,
        columns=(
            ColumnReport("mail", "pseudonym", "named like an e-mail address", 8, 2, 2, checks),
            ColumnReport("city", "keep", "nothing sensitive was found", 10, 0, None),
        ),
        groups=(Groups(("zip", "born"), 1, 3),),
        joins=(Join("o(c) to c", 1, 2),),
        notices=("a view was left out",),
        key_file=Path("k"),
        key_made=True,
    )
    text = plain_text(anonymize_view(result, Face()))
    for word in (
        "25.0%",
        "1 of 3 hold",
        "kept as they are: city",
        "mail: mean does not hold: moved by 0.5 deviations",
        "k = 1",
        "3 rows in groups of fewer than 5",
        "join o(c) to c: 1 and 2 rows without a match",
        "note: a view was left out",
        "10 rows written to safe.csv",
        "key made: k",
    ):
        assert word in text
    assert "nothing sensitive" in plain_text(anonymize_view(result, Face(verbose=True)))
