from __future__ import annotations

import json
from pathlib import Path

import pytest

from aqe.booster.introspection import IntrospectionUnavailable
from aqe.errors import UsageError
from aqe.operations.data_introspect import DataIntrospectRequest, data_introspect
from aqe.operations.operation import Status
from aqe.operations.serialise import result_document
from aqe.operations.services import Services

SQL = """CREATE TABLE a (id serial PRIMARY KEY, x int UNIQUE);
CREATE TABLE b (a int REFERENCES a, y int CHECK (y > a));"""


def test_tables_keys_and_notices(project: Path, services: Services) -> None:
    (project / "s.sql").write_text(SQL)
    result = data_introspect(DataIntrospectRequest(Path("s.sql"), out=Path("m.json")), services)
    assert (result.kind, result.status) == ("postgresql", Status.OK)
    assert [(each.name, each.columns, each.primary_key) for each in result.tables] == [
        ("a", 2, ("id",)),
        ("b", 2, ()),
    ]
    assert result.tables[1].foreign_keys == ("a -> a(id)",)
    assert len(result.notices) == 1
    assert json.loads((project / "m.json").read_text()) == result.model
    json.dumps(result_document("data.introspect", result, project))


def test_what_was_written_can_be_read_again(project: Path, services: Services) -> None:
    (project / "s.sql").write_text(SQL)
    first = data_introspect(DataIntrospectRequest(Path("s.sql"), out=Path("m.json")), services)
    again = data_introspect(DataIntrospectRequest(Path("m.json")), services)
    assert again.kind == "data-model"
    assert again.model == first.model


@pytest.mark.parametrize(
    "request_",
    [
        DataIntrospectRequest(),
        DataIntrospectRequest(Path("s.sql"), server="postgresql://x"),
        DataIntrospectRequest(server="mysql://me:hunter2@x"),
    ],
)
def test_one_source_has_to_be_named(request_: DataIntrospectRequest, services: Services) -> None:
    with pytest.raises(UsageError) as caught:
        data_introspect(request_, services)
    assert caught.value.slug == "data-source"
    assert "hunter2" not in str(caught.value)


def test_a_server_that_is_not_there_is_unavailable(services: Services) -> None:
    request = DataIntrospectRequest(server="postgresql://me:hunter2@127.0.0.1:1/x")
    with pytest.raises(IntrospectionUnavailable) as caught:
        data_introspect(request, services)
    assert "hunter2" not in str(caught.value)
