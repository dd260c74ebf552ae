from __future__ import annotations

from aqe.booster.reading.cells import CellTypes

SCHEMA = {
    "properties": {
        "i": {"type": "integer"},
        "n": {"type": ["number", "null"]},
        "s": {"type": "string"},
        "b": {"type": "boolean"},
        "l": {"type": "array"},
        "e": {"enum": [1, 2]},
        "u": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        "o": {"type": "integer"},
    },
    "required": ["s", "n"],
}


def test_cells_become_what_the_schema_wants() -> None:
    row = {"i": "1", "n": "2.5", "s": "12", "b": "true", "l": '[1,"x"]', "e": "2", "u": "x"}
    assert CellTypes(SCHEMA).record(row) == {
        "i": 1,
        "n": 2.5,
        "s": "12",
        "b": True,
        "l": [1, "x"],
        "e": 2,
        "u": "x",
    }


def test_what_does_not_fit_stays_text_for_the_validator() -> None:
    assert CellTypes(SCHEMA).record({"i": "1.5x", "b": "yes", "l": "1"}) == {
        "i": "1.5x",
        "b": "yes",
        "l": "1",
    }


def test_an_empty_cell_is_null_where_allowed_empty_text_where_needed_else_absent() -> None:
    assert CellTypes(SCHEMA).record({"n": None, "s": None, "o": None}) == {"n": None, "s": ""}
