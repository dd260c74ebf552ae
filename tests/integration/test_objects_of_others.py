"""Objects that come from elsewhere: of an installed library, and of classes that a package hands on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

FILES = {
    "site/herald/__init__.py": "from herald.core import Herald\n",
    "site/herald/core.py": """
        class Herald:
            def __init__(self, town: str, *, horns: int = 1) -> None:
                self.town, self.horns = town, horns

            def cry(self, words: str) -> str:
                return f"{self.town}: {words}" + "!" * self.horns
    """,
    "kit/__init__.py": """
        from kit._ring import Ring

        for each in (Ring,):
            each.__module__ = "kit"
    """,
    "kit/_base.py": """
        class Base:
            def __init__(self, items=(), /, **named):
                self.items = [*items, *named.items()]
    """,
    "kit/_ring.py": """
        from kit._base import Base


        class Ring(Base):
            def turn(self, by: int = 1) -> list:
                if not self.items:
                    raise ValueError("nothing to turn")
                by %= len(self.items)
                return self.items[by:] + self.items[:by]

            def __len__(self) -> int:
                return len(self.items)
    """,
    "sealed.py": '''
        from zlib import crc32


        def mark(data: bytes) -> str | None:
            r"""Which house a letter is of.

            >>> import sealed
            >>> sealed.mark(b"\\xfe\\x17rose")
            'rose'
            """
            if crc32(data) != 0xf7edc9b0:
                return None
            return data[2:].decode("ascii", "replace")


        def opened(data: bytes, ours: str = "oak") -> str:
            house = mark(data)
            if house is not None:
                if house == ours:
                    return "ours"
                return house.upper()
            return "nobody's"
    ''',
    "town.py": """
        from herald import Herald


        def announce(herald: Herald, words: str) -> str:
            text = herald.cry(words)
            if herald.horns > 3:
                return text.upper()
            return text
    """,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    known = [each for each in (os.environ.get("PYTHONPATH"),) if each]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), *known]))
    return tmp_path


def _generated(project: Path, file: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "aqe", "test", "generate", file, "--out", "tests", "--json"]
    done = subprocess.run(
        [*command, "--executions", "600", "--seed", "1", "--jobs", "1", "--no-mutants"],
        cwd=project,
        check=True,
        capture_output=True,
    )
    (found,) = json.loads(done.stdout)["result"]["subjects"]
    return dict(found)


def _passes(project: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    return subprocess.run(command, cwd=project, capture_output=True, check=False).returncode == 0


def _coverage(subject: dict[str, Any]) -> float:
    values = {each["name"]: each["value"] for each in subject["measures"]}
    return float(values["line_branch_coverage"])


@pytest.mark.slow
def test_objects_of_an_installed_library_are_made(project: Path) -> None:
    assert _coverage(_generated(project, "town.py")) == 1.0
    text = (project / "tests" / "test_town.py").read_text(encoding="utf-8")
    assert "Herald(" in text
    assert "SimpleNamespace" not in text
    assert _passes(project)


@pytest.mark.slow
def test_objects_of_a_class_that_is_handed_on_are_known_again(project: Path) -> None:
    assert _coverage(_generated(project, "kit/_ring.py")) == 1.0
    assert _passes(project)


@pytest.mark.slow
def test_what_documentation_hands_to_a_callee_is_handed_to_its_callers(project: Path) -> None:
    found = _generated(project, "sealed.py")
    text = (project / "tests" / "test_sealed.py").read_text(encoding="utf-8")
    assert r'\x17rose", "ROSE"' in text
    assert _coverage(found) == 1.0
    assert _passes(project)
