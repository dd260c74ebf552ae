from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from aqe.errors import ExecutionError, UsageError
from aqe.execution.interpreter import Interpreter, find_interpreter, require_measuring


def environment(folder: Path) -> Path:
    """A virtual environment as far as finding it goes: its python is this one."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("", encoding="utf-8")
    python = bin_folder / "python"
    python.symlink_to(sys.executable)
    return python


def found(root: Path, explicit: str | None = None, **environ: str) -> tuple[Path, str]:
    interpreter = find_interpreter(root, explicit, environ)
    return interpreter.path, interpreter.origin


pytestmark = pytest.mark.skipif(os.name == "nt", reason="layout of POSIX environments")


def test_the_current_interpreter_is_the_last_resort(tmp_path: Path) -> None:
    interpreter = find_interpreter(tmp_path, None, {})
    assert interpreter.path == Path(sys.executable)
    assert interpreter.version == sys.version_info[:3]
    assert (interpreter.has_pytest, interpreter.lent) == (True, ())
    assert interpreter.pytest_version == pytest.__version__


def test_the_project_comes_before_the_active_environment(tmp_path: Path) -> None:
    active = environment(tmp_path / "active")
    assert found(tmp_path, VIRTUAL_ENV=str(tmp_path / "active")) == (active, "environment")
    own = environment(tmp_path / ".venv")
    assert found(tmp_path, VIRTUAL_ENV=str(tmp_path / "active")) == (own, "project")


def test_an_argument_comes_first(tmp_path: Path) -> None:
    environment(tmp_path / ".venv")
    other = environment(tmp_path / "other")
    assert found(tmp_path, "other") == (other, "argument")
    assert found(tmp_path, str(other)) == (other, "argument")
    assert found(tmp_path, "python", PATH=str(other.parent)) == (other, "argument")


def test_pdm_and_uv_are_known(tmp_path: Path) -> None:
    python = environment(tmp_path / "elsewhere")
    assert found(tmp_path, UV_PROJECT_ENVIRONMENT="elsewhere") == (python, "uv")
    (tmp_path / ".pdm-python").write_text(f"{python}\n", encoding="utf-8")
    assert found(tmp_path) == (python, "pdm")


def test_poetry_is_known(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.poetry]\nname = "My App"\n', encoding="utf-8")
    digest = hashlib.sha256(str(root).encode()).digest()
    name = f"my_app-{base64.urlsafe_b64encode(digest).decode()[:8]}"
    cache = tmp_path / "home" / ".cache" / "pypoetry" / "virtualenvs"
    environment(cache / f"{name}-py3.9")
    newest = environment(cache / f"{name}-py3.11")
    environment(cache / "other-AAAAAAAA-py3.12")
    assert found(root, HOME=str(tmp_path / "home")) == (newest, "poetry")


def test_what_is_missing_is_lent_to_the_same_version(tmp_path: Path) -> None:
    script = tmp_path / "bare"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    interpreter = find_interpreter(tmp_path, str(script), {})
    assert not interpreter.has_pytest
    assert interpreter.missing == ()
    assert interpreter.pytest_version == pytest.__version__
    assert [Path(folder, "pytest").is_dir() for folder in interpreter.lent] == [True]


def test_another_version_has_to_bring_its_own(tmp_path: Path) -> None:
    interpreter = Interpreter(Path("/other/python"), (3, 9, 1), Path("/other"), False, False)
    with pytest.raises(ExecutionError) as caught:
        require_measuring(interpreter)
    assert caught.value.slug == "pytest-missing"
    assert caught.value.hint is not None
    assert "-m pip install pytest coverage" in caught.value.hint


def test_nonsense_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no Python interpreter at 'nowhere'"):
        find_interpreter(tmp_path, "nowhere", {})
    script = tmp_path / "broken"
    script.write_text("#!/bin/sh\necho shattered >&2\nexit 3\n", encoding="utf-8")
    script.chmod(0o755)
    with pytest.raises(ExecutionError, match="shattered"):
        find_interpreter(tmp_path, str(script), {})
    script.write_text(
        '#!/bin/sh\necho \'{"version": [3, 8, 1], "prefix": "/", "implementation": "cpython",'
        ' "pytest": null, "coverage": null, "hypothesis": null, "path": []}\'\n',
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match=r"Python 3\.8\.1"):
        find_interpreter(tmp_path, str(script), {})


def test_odd_entries_of_the_import_path_are_left_out(tmp_path: Path) -> None:
    script = tmp_path / "odd"
    entries = [str(tmp_path), "x" * 300, str(tmp_path / "missing"), str(tmp_path / "odd")]
    answer = {
        "version": [3, 11, 1],
        "prefix": "/",
        "implementation": "cpython",
        "pytest": None,
        "coverage": None,
        "hypothesis": None,
        "path": entries,
    }
    script.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\n", encoding="utf-8")
    script.chmod(0o755)
    assert find_interpreter(tmp_path, str(script), {}).search_path == (tmp_path,)
