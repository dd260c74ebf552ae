from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from aqe.booster.writing import WritingRefused, write_parquet
from aqe.booster.writing.parquet import ParquetUnavailable


def rows_of(schema: dict[str, Any], *records: Any) -> list[dict[str, Any]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    write_parquet([b"".join(json.dumps(each).encode() + b"\n" for each in records)], stream, schema)
    found: list[dict[str, Any]] = parquet.read_table(io.BytesIO(stream.getvalue())).to_pylist()
    return found


def test_columns_keep_their_types() -> None:
    schema = {
        "properties": {
            "i": {"type": "integer"},
            "n": {"type": ["number", "null"]},
            "s": {"enum": ["a", None]},
            "b": {"type": "boolean"},
            "l": {"type": "array", "items": {"type": "integer"}},
            "o": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"x": {"type": "string"}},
            },
            "any": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        }
    }
    one = {"i": 1, "n": 1.5, "s": "a", "b": True, "l": [1, 2], "o": {"x": "y"}, "any": 3}
    two = {"i": 2, "n": 2, "b": False, "l": [], "o": {}, "any": "t"}
    found = rows_of(schema, one, two)
    assert found[0] == {**one, "any": "3"}
    assert found[1] == {**two, "n": 2.0, "s": None, "o": {"x": None}, "any": '"t"'}


def test_a_value_of_another_type_names_its_column() -> None:
    with pytest.raises(WritingRefused, match="column 'i'"):
        rows_of({"properties": {"i": {"type": "integer"}}}, {"i": "x"})


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParquetUnavailable, match="not installed") as caught:
        write_parquet([], io.BytesIO(), {})
    assert "agentic-qe[parquet]" in (caught.value.hint or "")
