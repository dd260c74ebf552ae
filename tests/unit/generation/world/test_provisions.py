"""What is provided is run here: files have to be there, and streams to hold their text."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from aqe.campaign.drafting.worker_pair import elsewhere
from aqe.domain.candidate import Candidate, Statement
from aqe.domain.reading import Reading
from aqe.domain.recipe import Literal, Mapping, Recipe
from aqe.generation.inputs.synthesis import DEFINITIONS, folder_values
from aqe.generation.scenario import Scenario
from aqe.generation.world.provisions import file_at, provided, unset, variables
from aqe.generation.world.surroundings import setup_symbols
from aqe.syntax.python.expressions import Printer


def _run(setup: tuple[Recipe, ...], folder: Path, patch: pytest.MonkeyPatch) -> object:
    used = {each.name for each in setup_symbols(Scenario((), setup=setup)) if not each.module}
    definitions = tuple(each for name in used for each in DEFINITIONS[name])
    candidate = Candidate(1, "f", tuple(map(Statement, setup)), definitions)
    program = Printer().program(candidate, "demo")
    namespace: dict[str, object] = {"tmp_path": folder, "monkeypatch": patch}
    for source in (*program.imports, *program.definitions):
        exec(source, namespace)
    return [eval(each.source, namespace) for each in program.lines][-1]


def test_the_standard_input_holds_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    for setup in provided(Reading("f", standard_input=True)):
        _run(setup, tmp_path, monkeypatch)
        assert isinstance(sys.stdin, io.StringIO)
        texts.append(sys.stdin.read())
    assert "" in texts
    assert "1\n2\n" in texts
    payload = Mapping(((Literal("name"), Literal("abc")),))
    _run(next(provided(Reading("f", standard_input=True, payload=payload))), tmp_path, monkeypatch)
    assert sys.stdin.read() == '{"name": "abc"}'
    assert len(set(texts)) == len(texts)


def test_variables_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *more = provided(Reading("f", variables=("AQE_ANY", "AQE_OTHER")))
    _run(first, tmp_path, monkeypatch)
    assert os.environ["AQE_ANY"] == "1"
    assert "AQE_OTHER" not in os.environ
    assert len(more) == 7


def test_the_process_has_a_command_line_where_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (("abc", "--wide"), ())
    seen = []
    for setup in provided(Reading("f", command_lines=lines, parses_process=True)):
        _run(setup, tmp_path, monkeypatch)
        seen.append(tuple(sys.argv[1:]))
    assert tuple(seen) == lines
    assert list(provided(Reading("f", command_lines=lines, parsed_parameters=("words",)))) == []


def test_switches_of_the_module_are_turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", sys.platform)  # put back at the end
    seen = []
    for setup in provided(Reading("f", flags=(("sys.platform", ("win32", None)),))):
        _run(setup, tmp_path, monkeypatch)
        seen.append(sys.platform)
    assert seen == ["win32", None]


def test_files_lie_where_the_code_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = Mapping(((Literal("port"), Literal(2)),))
    setups = list(provided(Reading("f", files=("deep/settings.json",), payload=payload)))
    _run(setups[0], tmp_path, monkeypatch)
    assert Path.cwd() == tmp_path
    assert Path("deep/settings.json").read_text() == '{"port": 2}'
    _run(setups[1], tmp_path, monkeypatch)
    assert Path("deep/settings.json").read_text() == "{"


def test_folders_are_empty_or_hold_files_of_several_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, full = folder_values()
    assert _run((full,), tmp_path, monkeypatch) == tmp_path
    files = {each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*.*")}
    assert len({each.rpartition(".")[2] for each in files}) >= 3
    assert "deep/words.txt" in files


def test_nothing_is_provided_for_what_reads_nothing() -> None:
    assert list(provided(Reading("f"))) == []


def test_a_file_of_the_shape_that_is_read_lies_at_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = Mapping(((Literal("port"), Literal(2)),))
    texts = []
    for number, setup in enumerate(file_at("deep/down/plan.json", payload)):
        folder = tmp_path / str(number)
        folder.mkdir()
        _run(setup, folder, monkeypatch)
        texts.append(Path("deep/down/plan.json").read_text())
    assert texts[0] == '{"port": 2}'
    assert "{" in texts


def test_a_file_lies_where_a_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    reading = Reading("f", path_variables=("AQE_FILE",))
    assert reading.needs_provision
    for number, setup in enumerate(provided(reading)):
        folder = tmp_path / str(number)
        folder.mkdir()
        _run(setup, folder, monkeypatch)
        texts.append(Path(os.environ["AQE_FILE"]).read_text())
    assert texts == ["alpha=1\nbeta=two\n", "", "one two\nthree\n"]
    payload = Mapping(((Literal("port"), Literal(2)),))
    shaped = Reading("f", path_variables=("AQE_FILE",), payload=payload)
    _run(next(provided(shaped)), tmp_path, monkeypatch)
    assert Path("aqe_file.json").read_text() == '{"port": 2}'


def test_variables_that_are_read_and_not_set_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SHOP_CITY", "SHOP_TILL"):
        monkeypatch.setenv(name, "of this machine")
    given = next(variables(["SHOP_TILL"]))
    setup = (*unset(["SHOP_CITY", "SHOP_TILL", "SHOP_CITY", "HOME", "SHOP_NONE"], given), *given)
    assert len(setup) == 3
    _run(setup, tmp_path, monkeypatch)
    assert os.environ.get("SHOP_CITY") is None
    assert os.environ["SHOP_TILL"] == "1"
    assert "HOME" in os.environ


def test_variables_that_differ_between_replays_stay() -> None:
    assert unset(list(elsewhere()), ()) == ()
