from __future__ import annotations

import io
import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.measuring import suite

GROUPS = [
    {
        "description": "numbers",
        "schema": {"type": "number"},
        "tests": [{"data": 1, "valid": True}, {"data": "a", "valid": False}],
    },
    {"description": "nothing", "schema": False, "tests": [{"data": 1, "valid": False}]},
    {"description": "untold", "schema": {}, "tests": []},
]


def packed(path: Path) -> None:
    """A source distribution as small as can be, with files that must not be unpacked."""
    names = (
        "jsonschema-1.0/json/tests/draft2020-12/type.json",
        "jsonschema-1.0/json/tests/draft2020-12/optional/format/date.json",
        "jsonschema-1.0/json/tests/draft2020-12/../../../../escaped.json",
        "jsonschema-1.0/json/tests/draft7/type.json",
        "jsonschema-1.0/setup.py",
    )
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            content = json.dumps(GROUPS).encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def test_only_the_suite_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **options: Any) -> None:
        commands.append(command)
        packed(tmp_path / "cache" / "jsonschema-1.0.tar.gz")

    monkeypatch.setattr(subprocess, "run", run)
    tests = suite.fetched(tmp_path / "cache")
    assert tests is not None
    assert {"download", "--no-deps", "jsonschema"} <= set(commands[0])
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    assert found == {
        "cache/draft2020-12/type.json",
        "cache/draft2020-12/optional/format/date.json",
    }
    assert suite.fetched(tmp_path / "cache") == tests
    assert len(commands) == 1


def test_without_a_network_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: None)
    assert suite.fetched(tmp_path) is None


def test_groups_say_whether_an_instance_is_known(tmp_path: Path) -> None:
    (tmp_path / "type.json").write_text(json.dumps(GROUPS), encoding="utf-8")
    found = list(suite.groups(tmp_path))
    assert [each.satisfiable for each in found] == [True, False, None]
    assert [each.file for each in found] == ["type.json"] * 3
