from __future__ import annotations

import dataclasses
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aqe.errors import UsageError
from aqe.operations.data_anonymise import DataAnonymizeRequest, data_anonymize
from aqe.operations.operation import Status
from aqe.operations.serialise import result_document
from aqe.operations.services import Services

PEOPLE = (
    "id,name,email,remark_1\n1,Anna Meier,anna@gmx.de,\n2,Bob Ng,bob@web.de,phone: +49 30 1234567\n"
)


@pytest.fixture
def people(project: Path) -> Path:
    (project / "people.csv").write_text(PEOPLE)
    return Path("people.csv")


def test_a_key_is_made_for_this_user_only_and_used_again(
    people: Path, project: Path, services: Services
) -> None:
    first = data_anonymize(DataAnonymizeRequest(people, Path("a.csv")), services)
    again = data_anonymize(DataAnonymizeRequest(people, Path("b.csv")), services)
    assert (first.key_made, again.key_made) == (True, False)
    assert first.key_file == project / ".agentic-qe" / "anonymising.key"
    if os.name == "posix":
        assert first.key_file.stat().st_mode & 0o777 == 0o600
    assert (project / "a.csv").read_bytes() == (project / "b.csv").read_bytes()
    secret = first.key_file.read_text().strip()
    told = json.dumps(result_document("data.anonymize", first, project))
    assert secret not in told + (project / "a.csv").read_text()
    assert "Anna" not in told
    assert "gmx" not in told
    assert first.status is Status.OK


def test_a_key_can_be_given(people: Path, project: Path, services: Services) -> None:
    (project / "my.key").write_text("a passphrase that is long\n")
    request = DataAnonymizeRequest(people, Path("a.csv"), key_file=Path("my.key"))
    assert not data_anonymize(request, services).key_made
    (project / "my.key").write_text("too short")
    with pytest.raises(Exception, match="shorter than 16 bytes"):
        data_anonymize(request, services)
    with pytest.raises(UsageError, match="is the key") as caught:
        data_anonymize(dataclasses.replace(request, out=Path("my.key")), services)
    assert caught.value.slug == "unwritable-output"
    with pytest.raises(UsageError, match="cannot be used"):
        data_anonymize(dataclasses.replace(request, key_file=Path(".")), services)


def test_the_rules_of_the_router_find_what_names_do_not_tell(
    people: Path, services: Services
) -> None:
    result = data_anonymize(DataAnonymizeRequest(people, Path("a.csv")), services)
    methods = {each.name: (each.method, each.reason) for each in result.columns}
    assert methods["id"][0] == "keep"
    assert methods["name"][0] == methods["email"][0] == "pseudonym"
    (services.root / "b.csv").write_text("x\nphone: +49 30 1234567\n")
    found = data_anonymize(DataAnonymizeRequest(Path("b.csv"), Path("c.csv")), services)
    assert (found.columns[0].method, found.columns[0].reason) == (
        "phone",
        "holds telephone numbers",
    )
    (services.root / "b.csv").write_text("x\nphone: 030 1234567\n")
    found = data_anonymize(DataAnonymizeRequest(Path("b.csv"), Path("c.csv")), services)
    assert (found.columns[0].method, found.columns[0].reason) == ("phone", "holds: phone")


def test_a_report_can_be_kept(people: Path, project: Path, services: Services) -> None:
    request = DataAnonymizeRequest(
        people, Path("a.csv"), report=Path("r.json"), quasi_identifiers=("id",)
    )
    data_anonymize(request, services)
    text = (project / "r.json").read_text()
    report = json.loads(text)["report"]
    assert [each["name"] for each in report["columns"]] == ["id", "name", "email", "remark_1"]
    assert report["groups"] == [{"columns": ["id"], "smallest": 1, "small_rows": 2}]
    assert "Meier" not in text


def test_a_database_is_told_by_its_content(project: Path, services: Services) -> None:
    with closing(sqlite3.connect(project / "shop.bin")) as database:
        database.execute("CREATE TABLE t (email TEXT)")
        database.execute("INSERT INTO t VALUES ('anna@gmx.de')")
        database.commit()
    result = data_anonymize(DataAnonymizeRequest(Path("shop.bin"), Path("b.bin")), services)
    assert [each.name for each in result.columns] == ["t.email"]
    with closing(sqlite3.connect(project / "b.bin")) as database:
        (found,) = database.execute("SELECT email FROM t").fetchone()
    assert found.endswith(".example")


def test_who_stops_is_told_and_leaves_nothing(
    people: Path, project: Path, services: Services
) -> None:
    stopped = dataclasses.replace(services, cancelled=lambda: True)
    result = data_anonymize(DataAnonymizeRequest(people, Path("a.csv")), stopped)
    assert result.status is Status.INTERRUPTED
    assert not (project / "a.csv").exists()


def test_what_is_no_file_is_refused(services: Services) -> None:
    with pytest.raises(UsageError, match="is no file") as caught:
        data_anonymize(DataAnonymizeRequest(Path("gone.csv"), Path("a.csv")), services)
    assert caught.value.slug == "data-source"


def test_nothing_is_written_over_the_key_or_another_file(
    people: Path, project: Path, services: Services
) -> None:
    key = project / "my.key"
    request = DataAnonymizeRequest(people, Path("a.csv"), key_file=key)
    data_anonymize(request, services)
    before = key.read_bytes()
    (project / "link").symlink_to(key)
    for place in ("my.key", "link"):
        with pytest.raises(UsageError, match="is the key, and the report would overwrite it"):
            data_anonymize(dataclasses.replace(request, report=Path(place)), services)
        with pytest.raises(UsageError, match="is the key, and the copy would overwrite it"):
            data_anonymize(dataclasses.replace(request, out=Path(place)), services)
    with pytest.raises(UsageError, match="is the copy, and the report would overwrite it"):
        data_anonymize(dataclasses.replace(request, report=Path("a.csv")), services)
    with pytest.raises(UsageError, match="is the source, and the report would overwrite it"):
        data_anonymize(dataclasses.replace(request, report=people), services)
    assert key.read_bytes() == before
