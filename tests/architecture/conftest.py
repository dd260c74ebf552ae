"""The source of the product as syntax trees, read once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One module of the product."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Path inside the package, with forward slashes."""
        return self.path.relative_to(ROOT / "src" / "aqe").as_posix()

    @property
    def room(self) -> str:
        """First part of the place."""
        return self.place.split("/")[0].removesuffix(".py")

    @property
    def exports(self) -> list[str] | None:
        """The names in `__all__`, or None where there is none."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                return list(ast.literal_eval(node.value))
        return None


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Every module of the product."""
    found = []
    for path in sorted((ROOT / "src" / "aqe").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, text, ast.parse(text)))
    assert len(found) > 50
    return found
