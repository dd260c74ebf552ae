from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.reading import ReadingRefused
from aqe.booster.schemas import SchemaRefused
from aqe.errors import UsageError
from aqe.operations.data_validate import DataValidateRequest, DataValidateResult, data_validate
from aqe.operations.operation import Status
from aqe.operations.services import Services

SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {"type": ["string", "null"]},
    },
    "required": ["id"],
    "additionalProperties": False,
}


@pytest.fixture
def schema(project: Path) -> Path:
    (project / "s.json").write_text(json.dumps(SCHEMA))
    return Path("s.json")


def run(services: Services, name: str, text: str, **options: Any) -> DataValidateResult:
    (services.root / name).write_text(text)
    return data_validate(DataValidateRequest(Path(name), **options), services)


def places(result: DataValidateResult) -> list[tuple[int | None, str]]:
    return [(each.line, each.pointer) for each in result.errors]


def test_lines_and_pointers(schema: Path, services: Services) -> None:
    text = '{"id": 1}\n\n{"id": 0, "tags": ["a", 2]}\n{"x": 1}\n'
    result = run(services, "a.ndjson", text, schema=schema)
    assert (result.records, result.invalid, result.status) == (3, 2, Status.FINDINGS)
    assert {(3, "/id"), (3, "/tags/1")} <= set(places(result))
    assert all(line in (3, 4) for line, _ in places(result))
    good = run(services, "a.ndjson", '{"id": 1}\n', schema=schema)
    assert (good.status, good.errors) == (Status.OK, ())


def test_arrays_and_single_documents(schema: Path, services: Services) -> None:
    result = run(services, "a.json", '[{"id": 1},\n{"id": "x"}]', schema=schema)
    assert places(result) == [(2, "/id")]
    single = run(services, "b.json", '{\n "id":\n 0}', schema=schema)
    assert (single.records, places(single)) == (1, [(1, "/id")])
    lines = run(services, "c.json", '{"id": 1}\n{"id": 0}\n', schema=schema)
    assert (lines.records, places(lines)) == (2, [(2, "/id")])


def test_csv_has_types(schema: Path, services: Services) -> None:
    text = 'id,tags,note\n1,"[""a""]",\n0,[1],x\nx,,\n'
    result = run(services, "a.csv", text, schema=schema)
    assert result.records == 3
    assert set(places(result)) == {(3, "/id"), (3, "/tags/0"), (4, "/id")}


def test_errors_are_limited_and_all_are_counted(schema: Path, services: Services) -> None:
    result = run(services, "a.ndjson", '{"id": 0}\n' * 50, schema=schema, limit=3)
    assert (len(result.errors), result.invalid) == (3, 50)


def test_no_record_is_no_pass(schema: Path, services: Services) -> None:
    assert run(services, "a.ndjson", "", schema=schema).status is Status.INCONCLUSIVE


def test_a_table_of_several(services: Services) -> None:
    (services.root / "m.sql").write_text(
        "CREATE TABLE a (x int NOT NULL); CREATE TABLE b (y text NOT NULL);"
    )
    options = {"source": Path("m.sql")}
    assert run(services, "a.csv", "x\n1\n", table="a", **options).status is Status.OK
    assert run(services, "a.csv", "x\none\n", table="a", **options).status is Status.FINDINGS
    for table in ("", "gone"):
        with pytest.raises(UsageError, match=r"there (are 2 tables|is no table 'gone')"):
            run(services, "a.csv", "x\n1\n", table=table, **options)


def test_what_cannot_be_read_is_refused(schema: Path, services: Services) -> None:
    with pytest.raises(ReadingRefused, match="line 1"):
        run(services, "a.ndjson", "{", schema=schema)
    with pytest.raises(ReadingRefused, match="no JSON"):
        run(services, "a.json", '{"id": }', schema=schema)
    (services.root / "bad.json").write_text('{"type": "strange"}')
    with pytest.raises(SchemaRefused):
        run(services, "a.ndjson", "{}\n", schema=Path("bad.json"))


def test_documents_are_judged_by_their_own_rules(services: Services) -> None:
    good = run(services, "a.json", json.dumps(SCHEMA), document=True)
    assert (good.kind, good.status) == ("json-schema", Status.OK)
    bad = run(services, "a.json", '{"type": "strange", "minLength": -1}', document=True)
    assert {each.pointer for each in bad.errors} == {"/type", "/minLength"}
    old = run(
        services, "a.json", '{"$schema": "http://json-schema.org/draft-07/schema#"}', document=True
    )
    assert old.errors[0].pointer == "/$schema"
    api = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n"
    assert run(services, "a.yaml", api, document=True).status is Status.OK
    api += "components: {schemas: {A: {type: strange}}}\n"
    broken = run(services, "a.yaml", api, document=True)
    assert [(each.pointer) for each in broken.errors] == ["/components/schemas/A/type"]
