"""Files that subjects share: read once, and no part of the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.locate import locate
from aqe.analysis.sharing import SharedSources
from aqe.analysis.subjects import analyse

STOCKROOM = Path(__file__).parents[2] / "subjects" / "generate" / "stockroom"


def test_files_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text("def f(): g(1)\n")
    shared = SharedSources()
    tree = shared.tree(path)
    assert tree is not None
    places = shared.places(path, tree)
    path.write_text("def other(): ...\n")
    assert shared.tree(path) is tree
    assert shared.places(path, tree) is places
    assert [each.name for each in places] == ["g"]
    assert shared.words(path, shared.text(path) or "") == {"def", "f", "g", "1"}


def test_what_cannot_be_read_or_parsed_is_none(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def (")
    shared = SharedSources()
    assert shared.tree(tmp_path / "broken.py") is None
    assert shared.text(tmp_path / "broken.py") == "def ("
    assert shared.text(tmp_path / "missing.py") is None
    assert shared.tree(tmp_path / "missing.py") is None


def test_the_oldest_trees_are_dropped(tmp_path: Path) -> None:
    shared = SharedSources(most_parsed=30)
    paths = []
    for number in range(3):
        path = tmp_path / f"m{number}.py"
        path.write_text(f"value = {number:010d}1\n".replace("= 0", "= 10"))
        paths.append(path)
    first = shared.tree(paths[0])
    assert shared.tree(paths[0]) is first
    shared.tree(paths[1])
    shared.tree(paths[2])
    assert shared.tree(paths[0]) is not first


def test_calls_of_a_tree_that_came_from_elsewhere_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text("f()\n")
    shared, other = SharedSources(), SharedSources()
    tree, foreign = shared.tree(path), other.tree(path)
    assert tree is not None
    assert foreign is not None
    assert shared.places(path, foreign) is not shared.places(path, tree)


@pytest.mark.parametrize("name", sorted(each.stem for each in STOCKROOM.glob("*.py")))
def test_analysis_is_the_same_with_and_without(name: str) -> None:
    shared = SharedSources()
    located = [
        locate(each, project_root=STOCKROOM.parent)
        for each in (STOCKROOM / "shapes.py", STOCKROOM / f"{name}.py")
    ]
    results = []
    for files in (shared, None):
        for each in located:
            if each.path.read_text().strip():
                subject = analyse(
                    each.path,
                    module=each.module,
                    import_root=each.import_root,
                    package_files=each.package_files,
                    shared=files,
                )
        results.append(repr(subject))
    assert results[0] == results[1]
