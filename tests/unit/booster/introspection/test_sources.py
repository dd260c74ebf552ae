from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aqe.booster.introspection import IntrospectionRefused, introspect_path

DATACLASS = "from dataclasses import dataclass\n@dataclass\nclass {0}:\n    x: int\n"


def test_each_kind_is_told_by_name_or_content(tmp_path: Path) -> None:
    files = {
        "a.sql": ("postgresql", "CREATE TABLE t (a int);"),
        "a.py": ("python", DATACLASS.format("A")),
        "a.json": ("json-schema", '{"title": "My order", "type": "object"}'),
        "b.yaml": ("openapi", "openapi: 3.1.0\ncomponents: {schemas: {A: {type: string}}}\n"),
        "m.json": ("data-model", '{"aqe_data_model": 1, "tables": []}'),
        "order.schema.json": ("json-schema", "{}"),
    }
    for name, (kind, text) in files.items():
        (tmp_path / name).write_text(text)
        assert introspect_path(tmp_path / name)[0] == kind
    with closing(sqlite3.connect(tmp_path / "data.bin")) as database:
        database.execute("CREATE TABLE t (a)")
    assert introspect_path(tmp_path / "data.bin")[0] == "sqlite"
    assert introspect_path(tmp_path / "a.json")[1].tables[0].name == "My_order"
    assert introspect_path(tmp_path / "order.schema.json")[1].tables[0].name == "order"


def test_a_folder_of_sources_knows_its_files(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(DATACLASS.format("One"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "two.py").write_text(DATACLASS.format("Two") + "    other: 'One' = None\n")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "no.py").write_text("class (")
    kind, model = introspect_path(tmp_path)
    assert kind == "python"
    assert [each.name for each in model.tables] == ["One", "Two"]
    assert "$defs" in model.tables[1].schema


@pytest.mark.parametrize("name", ["gone.py", "a.xyz", "list.json", "bytes.json"])
def test_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.xyz").write_text("")
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    with pytest.raises(IntrospectionRefused, match=name.replace(".", r"\.")):
        introspect_path(tmp_path / name)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntrospectionRefused, match="holds 0 files"):
        introspect_path(tmp_path)
