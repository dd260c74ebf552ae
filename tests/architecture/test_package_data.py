"""What is no Python in the package reaches those who install it."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "aqe"


def test_every_file_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["aqe"]
    files = [
        each.relative_to(PACKAGE).as_posix()
        for each in PACKAGE.rglob("*")
        if each.is_file() and each.suffix not in (".py", ".pyc")
    ]
    assert len(files) > 20
    left_out = [
        each
        for each in files
        if not any(fnmatch(each, pattern.removeprefix("**/")) for pattern in patterns)
    ]
    assert left_out == []
