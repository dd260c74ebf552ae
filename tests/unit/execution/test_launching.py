from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.execution.interpreter import Interpreter, find_interpreter
from aqe.execution.launching import Scratch, suite_environment


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path / "c", tmp_path / "w", tmp_path / "home", tmp_path / "tmp")


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    found = find_interpreter(tmp_path, None, {})
    return replace(found, path=tmp_path / "venv" / "bin" / "python", prefix=tmp_path / "venv")


def environment(
    interpreter: Interpreter, scratch: Scratch, *, generated: bool = False, **base: str
) -> dict[str, str]:
    return suite_environment(base, scratch, interpreter, generated=generated, hash_seed=3)


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
def test_tests_find_the_programs_of_their_environment(
    interpreter: Interpreter, scratch: Scratch, mark: str
) -> None:
    (interpreter.prefix / mark).parent.mkdir(parents=True)
    (interpreter.prefix / mark).touch()
    programs = str(interpreter.path.parent)

    found = environment(interpreter, scratch, PATH="/usr/bin", VIRTUAL_ENV="/other", LANG="C")

    assert found["PATH"] == os.pathsep.join((programs, "/usr/bin"))
    assert found["VIRTUAL_ENV"] == str(interpreter.prefix)
    assert (found["LANG"], found["PYTHONHASHSEED"], found["AQE_LAUNCHED"]) == ("C", "3", "1")
    assert environment(interpreter, scratch)["PATH"] == programs
    assert environment(interpreter, scratch, PATH=found["PATH"])["PATH"] == found["PATH"]


def test_an_interpreter_of_the_system_changes_nothing(
    interpreter: Interpreter, scratch: Scratch
) -> None:
    found = environment(interpreter, scratch, PATH="/usr/bin")

    assert found["PATH"] == "/usr/bin"
    assert "VIRTUAL_ENV" not in found


def test_a_generated_suite_gets_a_short_list(interpreter: Interpreter, scratch: Scratch) -> None:
    (interpreter.prefix).mkdir()
    (interpreter.prefix / "pyvenv.cfg").touch()

    found = environment(interpreter, scratch, generated=True, PATH="/usr/bin", SECRET="x")

    assert found["PATH"] == "/usr/bin"
    assert not {"SECRET", "VIRTUAL_ENV", "AQE_LAUNCHED"} & set(found)
    assert found["HOME"] == str(scratch.home)


def test_generated_suites_share_what_hypothesis_works_out(
    interpreter: Interpreter, scratch: Scratch, tmp_path: Path
) -> None:
    found = suite_environment(
        {}, scratch, interpreter, generated=True, hash_seed=None, shared=tmp_path
    )
    assert found["HYPOTHESIS_STORAGE_DIRECTORY"] == str(tmp_path.resolve() / "hypothesis")
    for is_generated, shared in ((True, None), (False, tmp_path)):
        found = suite_environment(
            {}, scratch, interpreter, generated=is_generated, hash_seed=None, shared=shared
        )
        assert "HYPOTHESIS_STORAGE_DIRECTORY" not in found
