"""What a stranger relies on: commands of the README, the lock files, no traces of one machine."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

FOREIGN = re.compile(
    r"/work/|/root/(?!\.ssh)|/home/(?!some|user|ada|me/)\w+/|/Users/\w+/|pythonhosted|--find-links"
    r"|--index-url|\bissues show\b|CONTRACTS\.md"
)
"""Absolute paths of a machine, download hosts and tools that only a workplace has."""


def tracked(root: Path) -> list[Path]:
    """The files under version control, or all files where there is none."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a git work tree")
    return [root / name for name in done.stdout.split("\0") if name and (root / name).is_file()]


def test_no_file_knows_one_machine(root: Path) -> None:
    found = []
    for path in tracked(root):
        if path == Path(__file__) or path.suffix in {".png", ".db", ".pyc", ".gz"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(root)}: {each[0]}" for each in FOREIGN.finditer(text)]
    assert found == []


def test_commands_of_the_readme_exist(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    readme = (root / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"^\s*make ([a-z]+)", readme, re.M))
    assert {"demo", "test"} <= used <= targets


def test_continuous_integration_runs_the_commands_of_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert "make demo" in script
    assert "make test" in script


UNIVERSAL = ("flatbuffers==",)
"""Published as one wheel for all systems, without sources."""


@pytest.mark.parametrize("name", ["default", "dev"])
def test_lock_has_versions_and_hashes_and_no_addresses(name: str, root: Path) -> None:
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*-", re.sub(r"^ {4}--hash=sha256:[0-9a-f]{64}", "", text, flags=re.M), re.M
    )
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M | re.I)[1:]
    assert blocks
    for block in blocks:
        assert re.match(r"[\w.-]+==[\w.]+ (; .*)?\\$", block.splitlines()[0]), block[:80]
        least = 1 if block.startswith(UNIVERSAL) else 2
        assert block.count("--hash=sha256:") >= least, f"only one file of a release: {block[:80]}"


def test_what_is_locked_installs_on_the_oldest_python(root: Path) -> None:
    text = (root / "requirements" / "dev.txt").read_text(encoding="utf-8")
    refusing = []
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M):
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system
        wanted = SpecifierSet(about.get("Requires-Python", ""))
        if about["Version"] == version and not wanted.contains("3.11.2"):
            refusing.append(f"{name} {version} wants Python {wanted}")
    assert refusing == [], "Debian 12 has Python 3.11.2"


def test_lock_covers_what_the_package_declares(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def listed(name: str) -> set[str]:
        lines = (root / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
        return {line for line in lines if line and line[0].isalpha()}

    assert listed("default") == set(project["dependencies"])
    extras = project["optional-dependencies"]
    assert listed("extras") == {
        each for name, listing in extras.items() if name != "all" for each in listing
    }
    assert extras["all"] == [f"agentic-qe[{','.join(sorted(set(extras) - {'all'}))}]"]


def test_every_dependency_has_its_reason(root: Path) -> None:
    page = (root / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
    lacking = [
        name
        for file in ("default", "extras", "dev")
        for name in re.findall(
            r"^([a-z][\w-]*)", (root / "requirements" / f"{file}.in").read_text("utf-8"), re.M
        )
        if f"`{name}`" not in page
    ]
    assert lacking == []


def test_every_decision_names_the_test_that_holds_it(root: Path) -> None:
    for path in sorted((root / "docs" / "decisions").glob("0*.md")):
        named = re.findall(r"`(tests/[\w/.]+\.py)`", path.read_text(encoding="utf-8"))
        assert named, f"{path.name} names no test"
        assert [each for each in named if not (root / each).exists()] == []


def test_all_ways_to_run_the_tests_spread_them_alike(root: Path) -> None:
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    make = (root / "Makefile").read_text(encoding="utf-8")
    assert "\nWORKERS ?= 2\n" in make
    assert f"-m pytest {' '.join(spread).replace('2', '$(WORKERS)')} $(PYTEST_OPTIONS)" in make
    session = (root / "noxfile.py").read_text(encoding="utf-8")
    assert ", ".join(f'"{each}"' for each in spread) in session
