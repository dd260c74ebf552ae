from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.choice import Rule
from aqe.booster.ports import EngineTrap, Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.serving import Booster
from aqe.booster.templates import DataForm, DataRefused, Language
from aqe.errors import AqeError, UsageError
from aqe.operations.expand import ExpandRequest, ExpandResult, FileState, expand
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.settings import load_settings

TEMPLATE = "def test_${id|name}():\n    assert f(${given}) == ${expected:-0}\n"
RECORDS = [{"id": "one", "given": 'a"b', "expected": 2}, {"id": "two", "given": [1]}]
TEXTS = [
    'def test_one():\n    assert f("a\\"b") == 2\n',
    "def test_two():\n    assert f([1]) == 0\n",
]


@pytest.fixture
def request_(project: Path) -> ExpandRequest:
    (project / "case.py.tmpl").write_text(TEMPLATE)
    (project / "cases.json").write_text(json.dumps(RECORDS))
    return ExpandRequest(Path("case.py.tmpl"), data=Path("cases.json"))


def files(result: ExpandResult) -> dict[str, FileState]:
    return {each.path.name: each.state for each in result.files}


def test_the_text_is_the_result(request_: ExpandRequest, services: Services) -> None:
    result = expand(request_, services)
    assert result.text == "".join(TEXTS)
    assert (result.records, result.engine, result.language) == (2, "python", Language.PYTHON)
    assert result.status is Status.OK


def test_one_file(request_: ExpandRequest, services: Services, project: Path) -> None:
    request = replace(request_, out=Path("new/all.py"), check=True)
    assert files(expand(request, services)) == {"all.py": FileState.WRITTEN}
    assert (project / "new" / "all.py").read_text() == "".join(TEXTS)
    assert files(expand(request, services)) == {"all.py": FileState.UNCHANGED}


def test_a_file_for_each_record(request_: ExpandRequest, services: Services, project: Path) -> None:
    request = replace(request_, out_dir=Path("out"), name="test_${id}.py", check=True)
    planned = expand(replace(request, dry_run=True), services)
    assert set(files(planned).values()) == {FileState.PLANNED}
    assert not (project / "out").exists()
    expand(request, services)
    assert [(project / "out" / f"test_{name}.py").read_text() for name in ("one", "two")] == TEXTS


def test_files_are_not_written_over(
    request_: ExpandRequest, services: Services, project: Path
) -> None:
    request = replace(request_, out_dir=Path("out"), name="${id}.py")
    (project / "out").mkdir()
    (project / "out" / "two.py").write_text("mine")
    with pytest.raises(UsageError, match=r"two\.py' is there already; nothing was written"):
        expand(request, services)
    assert os.listdir(project / "out") == ["two.py"]
    found = expand(replace(request, force=True), services)
    assert files(found) == {"one.py": FileState.WRITTEN, "two.py": FileState.WRITTEN}
    assert (project / "out" / "two.py").read_text() == TEXTS[1]


def test_hostile_names_write_nothing(
    request_: ExpandRequest, services: Services, project: Path
) -> None:
    records = [*RECORDS, {"id": "../../three", "given": 1}]
    request = replace(
        request_,
        template=None,
        template_text="${given}",
        language=Language.PYTHON,
        data=None,
        data_text=json.dumps(records),
        data_form=DataForm.JSON,
        out_dir=Path("out"),
        name="${id}.py",
    )
    with pytest.raises(DataRefused, match=r"record 3: '\.\./\.\./three\.py'"):
        expand(request, services)
    assert not (project / "out").exists()


def test_what_does_not_parse_is_not_written(services: Services, project: Path) -> None:
    request = ExpandRequest(
        template_text="x = ${a} ${b|raw}",
        language=Language.PYTHON,
        data_text='{"a": 1, "b": "+ 1"}\n{"a": 1, "b": "+ +"}',
        out_dir=Path("out"),
        name="${b|raw}.py",
        check=True,
    )
    result = expand(request, services)
    assert result.status is Status.FINDINGS
    (problem,) = result.problems
    assert "+ +.py does not parse: line 1: invalid syntax" in problem
    assert not (project / "out").exists()
    assert not expand(replace(request, check=False), services).problems


def test_json_is_checked(services: Services) -> None:
    request = ExpandRequest(
        template_text='{"a": ${a}}', language=Language.JSON, data_text='{"a": 1}', check=True
    )
    assert expand(request, services).text == '{"a": 1}'
    broken = replace(request, template_text='{"a" ${a}}')
    assert expand(broken, services).status is Status.FINDINGS


def test_many_lines_go_through_an_engine(services: Services, project: Path) -> None:
    pytest.importorskip("wasmtime")
    line = json.dumps({"a": "x" * 1_000}) + "\n"
    (project / "many.ndjson").write_text(line * 5_000)
    request = ExpandRequest(
        template_text="<${a}>",
        language=Language.TEXT,
        data=Path("many.ndjson"),
        out=Path("out.txt"),
    )
    by_wasm = expand(request, services)
    assert (by_wasm.engine, by_wasm.records) == ("wasm", None)
    text = (project / "out.txt").read_text()
    assert text == ("<" + "x" * 1_000 + ">") * 5_000
    with pytest.raises(UsageError, match="there already"):
        expand(request, services)
    settings = load_settings(project, {"AQE_ENABLE_WASM_BOOSTER": "false"})
    told: list[str] = []
    by_python = expand(
        request, replace(services, read_settings=lambda: settings, notice=told.append)
    )
    assert len(told) == 1
    assert "switched off by AQE_ENABLE_WASM_BOOSTER" in told[0]
    assert by_python.engine == "python"
    assert files(by_python) == {"out.txt": FileState.UNCHANGED}


def test_the_reference_takes_over_where_the_module_breaks_off(
    services: Services, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        name = "wasm"

        def run(self, *arguments: object) -> bytes:
            raise EngineTrap("the engine broke off")

    def opened(services: Services) -> Booster:
        rules = {each: Rule(0, "always") for each in Operation}
        return Booster(ReferenceEngine(), Broken, rules, services.notice)

    monkeypatch.setattr("aqe.operations.expand.open_booster", opened)
    monkeypatch.setattr("aqe.operations.expand._LARGE", 1)
    request = ExpandRequest(
        template_text="${a}", language=Language.TEXT, data_text='{"a": 1}', out=Path("a.txt")
    )
    result = expand(request, services)
    assert (result.engine, (project / "a.txt").read_text()) == ("reference", "1")
    assert sorted(os.listdir(project)) == ["a.txt", "pyproject.toml"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"template": None}, "the template: give a file, or the text itself"),
    ({"template_text": "x"}, "the template: give a file, or the text itself"),
    ({"data": None}, "the data: give a file, or the text itself"),
    ({"out": Path("a"), "out_dir": Path("b"), "name": "c"}, "not to both"),
    ({"out_dir": Path("b")}, "a folder needs names"),
    ({"name": "b"}, "a folder needs names"),
    ({"template": Path("gone.py")}, "gone.py' cannot be read"),
    ({"data": Path("gone.json")}, "cannot be read: No such file"),
    ({"data": Path(".")}, "cannot be read: Is a directory"),
    ({"language": Language.TYPESCRIPT, "check": True}, "--check does not know 'typescript'"),
    ({"out": Path("cases.json/x")}, "cannot be written"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_requests_that_make_no_sense(
    request_: ExpandRequest, services: Services, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(AqeError) as error:
        expand(replace(request_, **changes), services)
    assert message in str(error.value)


def test_a_template_must_be_utf8(
    request_: ExpandRequest, services: Services, project: Path
) -> None:
    (project / "case.py.tmpl").write_bytes(b"ok\n\xff")
    with pytest.raises(UsageError, match="not UTF-8 in line 2"):
        expand(request_, services)
