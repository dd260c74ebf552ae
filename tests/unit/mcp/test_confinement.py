"""No path of a request leads out of the project, links included."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from aqe.errors import UsageError
from aqe.mcp.confinement import confine


@dataclass(frozen=True)
class Inner:
    policy: Path | None = None


@dataclass(frozen=True)
class Request:
    paths: tuple[Path, ...] = ()
    out: Path | None = None
    python: str | None = None
    note: str = ""
    server: str = ""
    inner: Inner = Inner()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    home = tmp_path / "project"
    (home / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (home / "link").symlink_to(tmp_path / "secret")
    (home / ".venv" / "bin" / "python").symlink_to(tmp_path / "secret")
    return home


@pytest.mark.parametrize(
    "request_",
    [
        Request(paths=(Path("src/a.py"), Path("tests"))),
        Request(out=Path("new/folder")),
        Request(python=".venv/bin/python"),
        Request(note="../not/a/path"),
        Request(paths=(Path("src/../tests"),)),
    ],
)
def test_inside(request_: Request, root: Path) -> None:
    confine(request_, root)


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (Request(paths=(Path("src"), Path("../secret"))), "paths"),
        (Request(out=Path("/etc")), "out"),
        (Request(paths=(Path("link/key"),)), "paths"),
        (Request(python="/bin/sh"), "python"),
        (Request(python="../secret/python"), "python"),
        (Request(python="link/python"), "python"),
        (Request(inner=Inner(policy=Path("/etc/passwd"))), "policy"),
    ],
)
def test_outside(request_: Request, name: str, root: Path) -> None:
    with pytest.raises(UsageError, match=f"^{name}: .*outside the project") as caught:
        confine(request_, root)
    assert caught.value.slug == "outside-project"


def test_a_server_is_no_part_of_a_project(root: Path) -> None:
    with pytest.raises(UsageError, match="may not name a server") as caught:
        confine(Request(server="postgresql://me:secret@db/shop"), root)
    assert caught.value.slug == "outside-project"
    assert "secret" not in str(caught.value)
