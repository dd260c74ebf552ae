"""Layouts of projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.project import find_test_files, project_layout


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_src_layout_is_recognised(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": '[project]\nrequires-python = ">=3.11"\n[tool.pytest.ini_options]\n'
            'testpaths = ["checks"]\npythonpath = ["src", "lib"]\n[tool.poetry]\n',
            "src/shop/__init__.py": "",
            "src/tool.py": "",
            "lib/x.txt": "",
            "checks/test_a.py": "",
            ".venv/pyvenv.cfg": "",
        },
    )
    layout = project_layout(tmp_path)
    assert layout.uses_src
    assert layout.packages == ("shop", "tool")
    assert layout.test_folders == (tmp_path / "checks",)
    assert layout.test_framework == "pytest"
    assert layout.python_path == (tmp_path / "src", tmp_path / "lib")
    assert layout.environments == (tmp_path / ".venv",)
    assert (layout.package_manager, layout.requires_python) == ("poetry", ">=3.11")
    assert layout.config_files == (tmp_path / "pyproject.toml",)


def test_a_flat_layout_is_recognised(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "setup.py": "",
            "shop/__init__.py": "",
            "report.py": "",
            "tests/test_a.py": "import unittest\n",
            "uv.lock": "",
            "build/x.py": "",
        },
    )
    layout = project_layout(tmp_path)
    assert not layout.uses_src
    assert layout.source_roots == (tmp_path,)
    assert layout.packages == ("report", "shop")
    assert (layout.test_framework, layout.package_manager) == ("unittest", "uv")


@pytest.mark.parametrize(
    ("files", "framework"),
    [
        ({"pytest.ini": "[pytest]\n"}, "pytest"),
        ({"setup.cfg": "[tool:pytest]\n"}, "pytest"),
        ({"tox.ini": "[pytest]\n"}, "pytest"),
        ({"tests/conftest.py": ""}, "pytest"),
        ({"pyproject.toml": "[dependency-groups]\ndev = ['pytest>=8']\n"}, "pytest"),
        ({"tests/test_a.py": "import pytest\n"}, "pytest"),
        ({"tests/test_a.py": "x = 1\n"}, None),
        ({"pyproject.toml": "broken ["}, None),
        ({}, None),
    ],
)
def test_the_framework_is_told_from_configuration_and_tests(
    tmp_path: Path, files: dict[str, str], framework: str | None
) -> None:
    write(tmp_path, files)
    assert project_layout(tmp_path).test_framework == framework


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
