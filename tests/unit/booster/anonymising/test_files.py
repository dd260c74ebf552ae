"""Files of records: shape, joins and statistics stay, nobody is named."""

from __future__ import annotations

import csv
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.anonymising import (
    AnonymisingOptions,
    AnonymisingRefused,
    AnonymisingReport,
    Broken,
    Key,
    anonymise_file,
)
from aqe.booster.reading import ReadingRefused

KEY = Key(b"0123456789abcdef")
HEADER = ["id", "Name", "E-Mail", "phone", "born", "salary", "gender", "city", "note"]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    chance = random.Random(11)
    path = tmp_path / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(400):
            writer.writerow(
                [
                    number,
                    chance.choice(["Anna Meier", "Bob Ng", "Çelik, Ö."]),
                    f"user{number % 90}@firma{number % 3}.de" if number % 10 else "",
                    f"+49 30 {chance.randrange(10**6, 10**7)}",
                    f"19{chance.randrange(50, 99)}-0{chance.randrange(1, 9)}-1{number % 10}",
                    round(chance.lognormvariate(10.5, 0.5), 2),
                    chance.choice("MFX"),
                    chance.choice(["Bonn", "Berlin"]),
                    'said: "call me"\nlater' if number % 50 == 0 else "",
                ]
            )
    return path


def run(source: Path, **options: Any) -> tuple[Path, AnonymisingReport]:
    out = source.with_name(f"out{source.suffix}")
    return out, anonymise_file(source, out, AnonymisingOptions(KEY, **options))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_nothing_that_points_to_people_is_left(people: Path) -> None:
    out, report = run(people)
    text = out.read_text("utf-8")
    for row in rows(people):
        for column in ("Name", "E-Mail", "phone"):
            assert not row[column] or row[column] not in text
    assert "call me" not in text
    told = repr(report)
    assert "Anna" not in told
    assert "@firma" not in told
    assert report.rows == 400
    assert report.holds


def test_shape_joins_and_statistics_stay(people: Path) -> None:
    out, report = run(people)
    before, after = rows(people), rows(out)
    assert [each["id"] for each in before] == [each["id"] for each in after]
    assert [each["city"] for each in before] == [each["city"] for each in after]
    pairs = {(one["E-Mail"], other["E-Mail"]) for one, other in zip(before, after, strict=True)}
    assert len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})
    assert ("", "") in pairs
    assert sorted(each["gender"] for each in before) == sorted(each["gender"] for each in after)
    assert [each["gender"] for each in before] != [each["gender"] for each in after]
    order = sorted(range(400), key=lambda at: float(before[at]["salary"]))
    moved = [float(after[at]["salary"]) for at in order]
    assert moved == sorted(moved)
    assert all(len(each["salary"].partition(".")[2]) <= 2 for each in after)
    methods = {each.name: each.method for each in report.columns}
    assert methods == {
        "id": "keep",
        "Name": "pseudonym",
        "E-Mail": "pseudonym",
        "phone": "phone",
        "born": "date",
        "salary": "noise",
        "gender": "shuffle",
        "city": "keep",
        "note": "pseudonym",
    }
    mail = next(each for each in report.columns if each.name == "E-Mail")
    assert (mail.nulls, mail.unchanged) == (40, 0)
    assert {each.name for each in mail.checks} == {"null rate", "different values", "frequencies"}


def test_the_same_key_gives_the_same_bytes_and_another_gives_others(people: Path) -> None:
    one = run(people)[0].read_bytes()
    assert run(people)[0].read_bytes() == one
    out = people.with_name("other.csv")
    anonymise_file(people, out, AnonymisingOptions(Key(b"another key 1234")))
    assert out.read_bytes() != one


def test_what_is_asked_for_is_done(people: Path) -> None:
    out, report = run(
        people, methods={"Name": "keep", "note": "remove", "salary": "shuffle", "id": "pseudonym"}
    )
    before, after = rows(people), rows(out)
    assert [each["Name"] for each in before] == [each["Name"] for each in after]
    assert {each["note"] for each in after} == {""}
    assert sorted(each["salary"] for each in before) == sorted(each["salary"] for each in after)
    assert len({each["id"] for each in after}) == 400
    assert report.holds


def test_rows_that_look_alike_are_counted(people: Path) -> None:
    _, report = run(people, quasi_identifiers=("city",))
    (group,) = report.groups
    assert group.smallest == min(
        sum(each["city"] == city for each in rows(people)) for city in ("Bonn", "Berlin")
    )
    assert group.small_rows == 0
    (alone,) = run(people, quasi_identifiers=("id", "city"))[1].groups
    assert (alone.smallest, alone.small_rows) == (1, 400)


@pytest.mark.parametrize("suffix", [".json", ".ndjson"])
def test_nested_records(tmp_path: Path, suffix: str) -> None:
    records: list[Any] = [
        {
            "user": {"email": "anna@gmx.de", "age": 3, "score": 1.10},
            "friends": [{"email": "bob@gmx.de"}, {"email": "anna@gmx.de"}],
            "tags": [],
            "ok": True,
            "none": None,
        },
        ["loose@gmx.de"],
    ]
    source = tmp_path / f"a{suffix}"
    lines = [json.dumps(each) for each in records]
    text = "[" + ",".join(lines) + "]" if suffix == ".json" else "\n".join(lines)
    source.write_text(text.replace("1.1,", "1.10,").replace("1.1}", "1.10}"))
    out, report = run(source)
    written = out.read_text()
    found = (
        json.loads(written)
        if suffix == ".json"
        else [json.loads(line) for line in written.splitlines()]
    )
    anna = found[0]["user"]["email"]
    assert anna.endswith(".example")
    assert found[0]["friends"][1]["email"] == anna != found[0]["friends"][0]["email"]
    assert "gmx" not in written
    assert '"score":1.10' in written
    assert (found[0]["tags"], found[0]["ok"], found[0]["none"]) == ([], True, None)
    names = {each.name for each in report.columns}
    assert {"user.email", "friends[].email", "[]"} <= names
    assert "tags" not in names


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"methods": {"gone": "keep"}}, "no column 'gone'"),
        ({"methods": {"city": "blur"}}, "'blur' is no method"),
        ({"quasi_identifiers": ("gone",)}, "no column 'gone'"),
    ],
)
def test_what_is_not_there_is_refused(people: Path, options: Any, told: str) -> None:
    with pytest.raises(AnonymisingRefused, match=told):
        run(people, **options)
    assert not people.with_name("out.csv").exists()


def test_the_source_is_never_overwritten(people: Path) -> None:
    before = people.read_bytes()
    with pytest.raises(AnonymisingRefused, match="is the source itself"):
        anonymise_file(people, people, AnonymisingOptions(KEY))
    assert people.read_bytes() == before


def test_who_stops_leaves_nothing(people: Path) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Broken):
        run(people, cancelled=cancelled)
    assert {each.name for each in people.parent.iterdir()} == {"people.csv"}


def test_a_broken_file_names_its_line_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text('a,b\n1,2\n1,"2\n')
    with pytest.raises(ReadingRefused, match="line 3"):
        run(source)
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_an_empty_file(tmp_path: Path) -> None:
    for name, text in (("a.csv", ""), ("b.csv", "x,y\n"), ("c.ndjson", ""), ("d.json", "[]")):
        (tmp_path / name).write_text(text)
        out, report = run(tmp_path / name)
        assert report.rows == 0
        assert out.read_text().strip().replace("\r", "") == text.strip()


def test_numbers_of_json_stay_numbers(tmp_path: Path) -> None:
    source = tmp_path / "a.ndjson"
    source.write_text('{"ssn": 123456789, "salary": 1234.50}\n{"ssn": 1, "salary": 99.25}\n')
    out, _ = run(source)
    first = json.loads(out.read_text().splitlines()[0], parse_float=Decimal)
    assert isinstance(first["ssn"], int)
    assert len(str(first["ssn"])) == 9
    assert str(first["salary"]).partition(".")[2].__len__() == 2


def test_one_address_far_down_and_deep_in_a_text_is_found(tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    lines = [f"{number},fine" for number in range(1000)]
    source.write_text("id,info\n" + "\n".join([*lines, f"9,{'fine ' * 900}jo@corp.com"]) + "\n")
    out, report = run(source)
    assert "jo@corp" not in out.read_text()
    assert report.columns[1].reason == "holds e-mail addresses"


@pytest.mark.parametrize("value", ["jo@corp.com", "4111111111111111", "10.1.2.3", "1980-02-03"])
def test_a_file_without_a_header_is_refused_without_a_word_of_it(
    tmp_path: Path, value: str
) -> None:
    source = tmp_path / "x.csv"
    source.write_text(f"Jo Lee,{value}\nAnn Lee,x\n")
    with pytest.raises(AnonymisingRefused, match="column 2 looks like data") as told:
        run(source)
    assert value not in str(told.value)
    assert not (tmp_path / "out.csv").exists()


def test_names_that_are_data_get_pseudonyms_and_are_not_told(tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    source.write_text(json.dumps([{"by": {"jo@corp.com": 1, "ann@corp.com": 2, "total": 3}}]))
    out, report = run(source)
    (record,) = json.loads(out.read_text())
    assert sorted(record["by"].values()) == [1, 2, 3]
    assert "total" in record["by"]
    assert sum(name.endswith(".example") for name in record["by"]) == 2
    assert [each.name for each in report.columns] == ["by.*", "by.total"]


def test_json_within_a_text_stays_json(tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text(
        'id,payload\n1,"{""email"": ""jo@corp.com"", ""ok"": true, ""n"": [null, 12]}"\n'
    )
    out, _ = run(source)
    found = json.loads(rows(out)[0]["payload"])
    assert list(found) == ["email", "ok", "n"]
    assert found["email"].endswith(".example")
    assert "jo@corp" not in found["email"]
    assert (found["ok"], found["n"][0]) == (True, None)


def test_more_columns_than_any_table_has_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    source.write_text(json.dumps([{f"name{number}": 1 for number in range(10_001)}]))
    with pytest.raises(AnonymisingRefused, match="more than 10000 columns"):
        run(source)


@pytest.mark.parametrize("depth", [101, 400, 900])
def test_a_record_that_is_nested_without_end_is_refused(tmp_path: Path, depth: int) -> None:
    source = tmp_path / "x.json"
    source.write_text("[" + '{"a":' * depth + "1" + "}" * depth + "]")
    with pytest.raises(AnonymisingRefused, match="more than 100 levels deep"):
        run(source)
