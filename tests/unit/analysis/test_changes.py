"""What changed since a revision, in real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aqe.analysis.changes import changed_callables, check_revision
from aqe.errors import UsageError

SOURCE = """
RATE = 2
UNUSED = 3

class Cart:
    kind = "plain"

    def add(self, item):
        return item

    def total(self):
        return RATE


def outer():
    def inner():
        return 1
    return inner


@decorate
def last():
    return RATE
"""


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "m.py").write_text(SOURCE)
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        pytest.param("return item", "return [item]", {"Cart.add"}, id="body"),
        pytest.param(
            "        return 1\n", "", {"outer", "outer.<locals>.inner"}, id="deleted-line"
        ),
        pytest.param("@decorate", "@decorated", {"last"}, id="decorator"),
        pytest.param("RATE = 2", "RATE = 4", {"Cart.total", "last"}, id="constant"),
        pytest.param("UNUSED = 3", "UNUSED = 4", set(), id="unused-constant"),
        pytest.param('"plain"', '"fancy"', {"Cart.add", "Cart.total"}, id="class-body"),
        pytest.param("def outer", "def new(): ...\n\n\ndef outer", {"new"}, id="added"),
        pytest.param("x", "x", set(), id="nothing"),
    ],
)
def test_touched_callables_are_named(
    repository: Path, old: str, new: str, touched: set[str]
) -> None:
    text = SOURCE.replace(old, new)
    if old == "        return 1\n":
        text = SOURCE.replace(old, "        ...\n")
    (repository / "m.py").write_text(text)
    assert changed_callables(repository / "m.py", repository, "HEAD") == touched


def test_a_new_file_counts_as_changed_as_a_whole(repository: Path) -> None:
    (repository / "n.py").write_text("def a(): ...\nclass B:\n    def c(self): ...\n")
    assert changed_callables(repository / "n.py", repository, "HEAD") == {"a", "B.c"}


def test_committed_changes_count_from_an_older_revision(repository: Path) -> None:
    (repository / "m.py").write_text(SOURCE.replace("return item", "return 0"))
    git(repository, "commit", "-am", "second")
    assert changed_callables(repository / "m.py", repository, "HEAD") == set()
    assert changed_callables(repository / "m.py", repository, "HEAD~1") == {"Cart.add"}


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", ""])
def test_an_unknown_revision_is_an_error(repository: Path, ref: str) -> None:
    with pytest.raises(UsageError, match="no revision") as caught:
        changed_callables(repository / "m.py", repository, ref)
    assert caught.value.slug == "bad-revision"


def test_a_folder_without_repository_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "m.py").write_text("def f(): ...\n")
    with pytest.raises(UsageError) as caught:
        changed_callables(tmp_path / "m.py", tmp_path, "HEAD")
    assert caught.value.slug == "no-git"


def test_a_missing_git_is_an_error(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(UsageError) as caught:
        check_revision(repository, "HEAD")
    assert caught.value.slug == "no-git"
