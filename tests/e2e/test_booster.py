"""Templates through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import SOURCE, Run


@pytest.fixture(autouse=True)
def inputs(project: Path) -> None:
    (project / "case.py.tmpl").write_text("def test_${id|name}(): assert f(${given})\n")
    (project / "cases.csv").write_text('id,given\none,"say ""hi"""\ntwo,2\n')


def test_the_text_is_printed(aqe: Run) -> None:
    ended = aqe("booster", "expand", "case.py.tmpl", "--data", "cases.csv")
    assert (ended.code, ended.errors) == (0, "")
    assert ended.output == (
        'def test_one(): assert f("say \\"hi\\"")\ndef test_two(): assert f("2")\n'
    )


def test_files_are_written(aqe: Run, project: Path) -> None:
    command = ("booster", "expand", "case.py.tmpl", "--data", "cases.csv", "--out-dir", "tests")
    ended = aqe(*command, "--name", "test_${id}.py", "--check", "--json")
    assert ended.code == 0
    assert [each["path"] for each in ended.json()["result"]["files"]] == [
        "tests/test_one.py",
        "tests/test_two.py",
    ]
    assert sorted(os.listdir(project / "tests")) == ["test_one.py", "test_two.py"]


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ('{"id": "x"}', 3, "case.py.tmpl, line 1, column 33, record 1: ${given}: the data has no"),
        ("{", 3, "data, line 1: Expecting property name"),
        ('{"id": "a b", "given": 1}', 3, "a part of a name has letters"),
    ],
)
def test_what_is_wrong_with_data_from_a_pipe(
    project: Path, data: str, code: int, message: str
) -> None:
    command = [sys.executable, "-m", "aqe", "booster", "expand", "case.py.tmpl", "--data", "-"]
    ended = subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        input=data,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == code
    assert message in ended.stderr
    assert "hint:" in ended.stderr or "more:" in ended.stderr


def test_a_template_from_a_pipe(project: Path) -> None:
    command = [sys.executable, "-m", "aqe", "booster", "expand", "-", "--data", "cases.csv"]
    ended = subprocess.run(
        [*command, "--language", "json", "--out", "rows.ndjson"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        input='{"id": ${id}, "text": "<${given}>"}\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    rows = (project / "rows.ndjson").read_text().splitlines()
    assert [json.loads(each) for each in rows] == [
        {"id": "one", "text": '<say "hi">'},
        {"id": "two", "text": "<2>"},
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "--data", "-"], "cannot both be standard input"),
        (["case.py.tmpl"], "Missing option '--data'"),
        (["gone.py", "--data", "cases.csv"], "'gone.py' cannot be read"),
    ],
)
def test_commands_that_make_no_sense(aqe: Run, arguments: list[str], message: str) -> None:
    ended = aqe("booster", "expand", *arguments)
    assert ended.code == 2
    assert message in ended.errors.replace(os.getcwd() + "/", "")


def test_what_does_not_parse_is_a_finding(aqe: Run, project: Path) -> None:
    (project / "broken.py").write_text("def ${id|name}(: pass\n")
    ended = aqe("booster", "expand", "broken.py", "--data", "cases.csv", "--check", "--out", "x.py")
    assert ended.code == 1
    assert "the text does not parse: line 1" in ended.output
    assert not (project / "x.py").exists()
