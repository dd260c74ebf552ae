"""The layout of a project is read from its folders and files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.operations.layout import layout_of


def make(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("files", "kind", "packages", "tests"),
    [
        ({"src/shop/__init__.py": "", "tests/test_a.py": ""}, "src", ("shop",), ("tests",)),
        (
            {"b/__init__.py": "", "a/__init__.py": "", "test/t.py": ""},
            "flat",
            ("a", "b"),
            ("test",),
        ),
        ({"tool.py": "", "setup.py": "", "test_tool.py": ""}, "modules", ("tool",), ()),
        ({"README.md": "", "docs/__init__.py": ""}, "empty", (), ()),
        ({"shop/__init__.py": "", "shop/tests/t.py": ""}, "flat", ("shop",), ("shop/tests",)),
        ({"pytest.ini": "[pytest]\ntestpaths=checks", "checks/t.py": ""}, "empty", (), ("checks",)),
    ],
)
def test_sources_and_tests(
    tmp_path: Path, files: dict[str, str], kind: str, packages: object, tests: object
) -> None:
    make(tmp_path, files)
    layout = layout_of(tmp_path)
    assert (layout.kind, layout.packages, layout.tests) == (kind, packages, tests)


@pytest.mark.parametrize(
    ("files", "framework", "evidence"),
    [
        ({"pytest.ini": ""}, "pytest", "pytest.ini"),
        (
            {"pyproject.toml": "[tool.pytest.ini_options]\n"},
            "pytest",
            "pyproject.toml [tool.pytest]",
        ),
        ({"setup.cfg": "[tool:pytest]\n"}, "pytest", "setup.cfg [tool:pytest]"),
        ({"tox.ini": "[pytest]\nx = %\n"}, "pytest", "tox.ini [pytest]"),
        ({"tests/conftest.py": ""}, "pytest", "tests/conftest.py"),
        ({"tests/test_a.py": "x = 1\ndef test_x(): pass\n"}, "pytest", "tests/test_a.py"),
        ({"tests/test_a.py": "import unittest\n"}, "unittest", "tests/test_a.py"),
        (
            {"tox.ini": "broken", "pyproject.toml": "[", "setup.cfg": "=\n"},
            "none",
            "no configuration and no test file",
        ),
    ],
)
def test_framework(tmp_path: Path, files: dict[str, str], framework: str, evidence: str) -> None:
    make(tmp_path, files)
    layout = layout_of(tmp_path)
    assert (layout.framework, layout.evidence) == (framework, evidence)
