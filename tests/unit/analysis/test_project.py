"""Where projects keep their tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.project import configured_test_paths, find_test_files, folders_with_tests


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        ({"pytest.ini": "[pytest]\ntestpaths = checks more\n"}, ["checks"]),
        ({"pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['checks']\n"}, ["checks"]),
        ({"pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = 'checks'\n"}, ["checks"]),
        ({"setup.cfg": "[tool:pytest]\ntestpaths = checks\n"}, ["checks"]),
        ({"tox.ini": "[pytest]\ntestpaths = checks\n"}, ["checks"]),
        ({"pytest.ini": "", "tox.ini": "[pytest]\ntestpaths = checks\n"}, []),
        ({"pyproject.toml": "broken ["}, []),
        ({"tests/x.py": "", "pkg/__init__.py": "", "pkg/tests/x.py": ""}, ["tests"]),
        ({"pkg/__init__.py": "", "pkg/tests/x.py": "", "other/tests/x.py": ""}, ["pkg/tests"]),
        ({}, []),
    ],
)
def test_folders_with_tests_are_found(
    tmp_path: Path, files: dict[str, str], folders: list[str]
) -> None:
    write(tmp_path, {"checks/test_a.py": "", **files})
    assert folders_with_tests(tmp_path) == tuple(tmp_path / each for each in folders)


def test_only_what_is_configured_is_configured(tmp_path: Path) -> None:
    write(tmp_path, {"tests/test_a.py": ""})
    assert configured_test_paths(tmp_path) == ()
    write(tmp_path, {"pytest.ini": "[pytest]\ntestpaths = tests/test_a.py nowhere\n"})
    assert configured_test_paths(tmp_path) == (tmp_path / "tests/test_a.py",)


def test_test_files_are_found_in_the_test_folders(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "tests/test_a.py": "",
            "tests/deep/b_test.py": "",
            "tests/helper.py": "",
            "tests/.cache/test_c.py": "",
            "pkg/test_d.py": "",
        },
    )
    assert find_test_files(tmp_path) == (
        tmp_path / "tests/test_a.py",
        tmp_path / "tests/deep/b_test.py",
    )


def test_test_files_may_lie_beside_the_sources(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"pkg/__init__.py": "", "pkg/test_d.py": "", "venv/pyvenv.cfg": "", "venv/test_x.py": ""},
    )
    assert find_test_files(tmp_path) == (tmp_path / "pkg/test_d.py",)
