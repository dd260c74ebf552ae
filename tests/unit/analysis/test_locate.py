"""Import names, roots, and what counts as a source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aqe.analysis.locate import find_sources, locate
from aqe.errors import UsageError


def make(root: Path, *names: str, text: str = "x = 1\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def name_and_root(path: Path, root: Path, *search: Path) -> tuple[str, str]:
    found = locate(path, project_root=root, search_path=search)
    return found.module, found.import_root.relative_to(root).as_posix()


def test_a_module_of_a_package_is_named_from_its_topmost_folder(tmp_path: Path) -> None:
    make(
        tmp_path, "lib/shop/__init__.py", "lib/shop/pricing/__init__.py", "lib/shop/pricing/tax.py"
    )
    assert name_and_root(tmp_path / "lib/shop/pricing/tax.py", tmp_path) == (
        "shop.pricing.tax",
        "lib",
    )


def test_the_init_file_is_the_package_itself(tmp_path: Path) -> None:
    make(tmp_path, "shop/__init__.py", "shop/tax/__init__.py")
    assert name_and_root(tmp_path / "shop/tax/__init__.py", tmp_path) == ("shop.tax", ".")


def test_a_lone_module_is_imported_from_its_folder(tmp_path: Path) -> None:
    make(tmp_path, "tools/report.py")
    assert name_and_root(tmp_path / "tools/report.py", tmp_path) == ("report", "tools")


def test_a_namespace_package_is_named_from_the_search_path(tmp_path: Path) -> None:
    make(tmp_path, "site/acme/billing/tax.py")
    found = name_and_root(tmp_path / "site/acme/billing/tax.py", tmp_path, tmp_path / "site")
    assert found == ("acme.billing.tax", "site")


def test_the_nearest_entry_of_the_search_path_wins(tmp_path: Path) -> None:
    make(tmp_path, "site/acme/billing/tax.py")
    entries = (tmp_path / "site", tmp_path / "site/acme")
    assert name_and_root(tmp_path / "site/acme/billing/tax.py", tmp_path, *entries) == (
        "billing.tax",
        "site/acme",
    )


def test_a_namespace_package_below_src_is_named_from_src(tmp_path: Path) -> None:
    make(tmp_path, "src/acme/tax/__init__.py", "src/acme/tax/rates.py")
    assert name_and_root(tmp_path / "src/acme/tax/rates.py", tmp_path) == ("acme.tax.rates", "src")


def test_relative_imports_reveal_a_package_without_init_files(tmp_path: Path) -> None:
    make(tmp_path, "acme/tax/rates.py", text="from ..money import Money\n")
    assert name_and_root(tmp_path / "acme/tax/rates.py", tmp_path) == ("acme.tax.rates", ".")


def test_scripts_that_import_their_neighbours_are_imported_from_their_folder(
    tmp_path: Path,
) -> None:
    make(tmp_path, "scripts/helper.py")
    make(tmp_path, "scripts/main.py", text="import helper\n")
    found = name_and_root(tmp_path / "scripts/main.py", tmp_path, tmp_path)
    assert found == ("main", "scripts")


def test_a_subject_may_lie_outside_the_project(tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/pkg/__init__.py", "elsewhere/pkg/mod.py")
    (tmp_path / "project").mkdir()
    found = locate(tmp_path / "elsewhere/pkg/mod.py", project_root=tmp_path / "project")
    assert (found.module, found.import_root) == ("pkg.mod", tmp_path / "elsewhere")


def test_the_files_of_the_package_come_with_it_without_tests(tmp_path: Path) -> None:
    names = ("__init__.py", "a.py", "sub/__init__.py", "sub/b.py", "tests/test_a.py", "test_b.py")
    make(tmp_path, *(f"pkg/{name}" for name in names))
    found = locate(tmp_path / "pkg/a.py", project_root=tmp_path)
    shown = [path.relative_to(tmp_path).as_posix() for path in found.package_files]
    assert shown == ["pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/b.py"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("missing.py", "path-missing", id="missing"),
        pytest.param("folder", "not-a-file", id="folder"),
        pytest.param("notes.txt", "not-python", id="text"),
        pytest.param("my-script.py", "not-importable", id="hyphen"),
        pytest.param("class.py", "not-importable", id="keyword"),
    ],
)
def test_what_cannot_be_a_subject_is_refused_with_a_next_step(
    tmp_path: Path, name: str, slug: str
) -> None:
    (tmp_path / "folder").mkdir()
    make(tmp_path, "notes.txt", "my-script.py", "class.py")
    with pytest.raises(UsageError, match=name) as caught:
        locate(tmp_path / name, project_root=tmp_path)
    assert caught.value.slug == slug
    assert caught.value.hint


def test_folders_give_their_sources_and_nothing_else(tmp_path: Path) -> None:
    make(
        tmp_path,
        *("pkg/b.py", "pkg/a.py", "pkg/deep/c.py", "setup.py", "conftest.py", "test_top.py"),
        *("pkg/a_test.py", "tests/helper.py", "build/lib/pkg/a.py", "node_modules/x/y.py"),
        *(".hidden/h.py", "__pycache__/p.py", "odd-venv/lib/z.py", "notes.txt"),
    )
    make(tmp_path, "odd-venv/pyvenv.cfg", text="home = /usr\n")
    make(tmp_path, "pkg/__init__.py", text="\n# nothing\n")
    make(tmp_path, "pkg/old.py", text="# Repeat with: aqe test generate pkg/a.py\nx = 1\n")
    found = find_sources([tmp_path], project_root=tmp_path)
    shown = [path.relative_to(tmp_path).as_posix() for path in found]
    assert shown == ["pkg/a.py", "pkg/b.py", "pkg/deep/c.py"]


def test_what_only_shows_or_explains_is_no_source_unless_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "pkg/a.py", "docs/conf.py", "examples/shop/b.py", "pkg/bench/c.py")
    make(tmp_path, "benchmarks/__init__.py", "benchmarks/d.py")

    def found(path: str) -> list[str]:
        sources = find_sources([tmp_path / path], project_root=tmp_path)
        return [each.relative_to(tmp_path).as_posix() for each in sources]

    assert found(".") == ["benchmarks/__init__.py", "benchmarks/d.py", "pkg/a.py"]
    assert found("examples") == ["examples/shop/b.py"]
    assert found("docs/conf.py") == ["docs/conf.py"]


def test_a_file_that_is_named_outright_is_taken_once(tmp_path: Path) -> None:
    make(tmp_path, "pkg/a.py", "tests/test_a.py")
    paths = [tmp_path / "tests/test_a.py", tmp_path / "pkg", tmp_path / "pkg/a.py"]
    assert find_sources(paths, project_root=tmp_path) == (
        tmp_path / "tests/test_a.py",
        tmp_path / "pkg/a.py",
    )


def test_a_folder_without_sources_is_an_error(tmp_path: Path) -> None:
    make(tmp_path, "docs/readme.txt", "docs/tests/test_a.py")
    with pytest.raises(UsageError, match="no Python source") as caught:
        find_sources([tmp_path / "docs"], project_root=tmp_path)
    assert caught.value.slug == "no-sources"


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    make(tmp_path, "pkg/a.py")
    os.symlink(tmp_path / "pkg", tmp_path / "pkg" / "again", target_is_directory=True)
    assert find_sources([tmp_path / "pkg"], project_root=tmp_path) == (tmp_path / "pkg/a.py",)
