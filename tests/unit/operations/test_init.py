"""`init` merges, never overwrites, and can be undone."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

import pytest

from aqe.errors import SettingsError, StoreError, UsageError
from aqe.operations import init as subject
from aqe.operations.config import ConfigSetRequest, set_setting
from aqe.operations.init import InitRequest, InitResult, initialise
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.settings import load_settings
from aqe.store import Store
from aqe.testing import ManualClock


@pytest.fixture
def services(tmp_path: Path) -> Services:
    (tmp_path / ".git").mkdir()
    clock = ManualClock()
    return Services(
        root=tmp_path,
        directory=tmp_path,
        environ={},
        clock=clock,
        open_store=lambda: Store.open(tmp_path, clock=clock),
        read_settings=lambda: load_settings(tmp_path),
    )


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def actions(result: InitResult, root: Path) -> dict[str, str]:
    return {each.path.relative_to(root).as_posix(): each.action for each in result.files}


def test_a_new_project_gets_its_files(services: Services) -> None:
    result = initialise(InitRequest(), services)
    assert actions(result, services.root) == {
        ".agentic-qe/config.toml": "created",
        ".gitignore": "created",
    }
    assert (services.root / ".gitignore").read_text("utf-8") == ".agentic-qe/\n"
    assert load_settings(services.root).generate.out == "tests/generated"
    assert "+.agentic-qe/" in result.diff.splitlines()
    assert result.interpreter is not None


def test_a_second_run_changes_nothing(services: Services) -> None:
    (services.root / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    initialise(InitRequest(pyproject=True), services)
    before = snapshot(services.root)
    result = initialise(InitRequest(pyproject=True), services)
    assert snapshot(services.root) == before
    assert set(actions(result, services.root).values()) == {"unchanged"}
    assert (result.diff, result.backup) == ("", None)


def test_a_dry_run_shows_the_same_diff_and_changes_nothing(services: Services) -> None:
    (services.root / ".gitignore").write_text("*.pyc", "utf-8")
    before = snapshot(services.root)
    shown = initialise(InitRequest(dry_run=True), services)
    assert snapshot(services.root) == before
    done = initialise(InitRequest(), services)
    assert shown.diff == done.diff != ""
    assert actions(shown, services.root) == actions(done, services.root)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"*.pyc\n", b"*.pyc\n.agentic-qe/\n"),
        (b"*.pyc", b"*.pyc\n.agentic-qe/\n"),
        (b"*.pyc\r\n", b"*.pyc\r\n.agentic-qe/\r\n"),
        (b"caf\xe9\n", b"caf\xe9\n.agentic-qe/\n"),
        (b".agentic-qe\n", b".agentic-qe\n"),
        (b"x\n/.agentic-qe/ \ny", b"x\n/.agentic-qe/ \ny"),
        (b"", b".agentic-qe/\n"),
    ],
)
def test_the_ignore_file_is_merged(services: Services, before: bytes, after: bytes) -> None:
    (services.root / ".gitignore").write_bytes(before)
    initialise(InitRequest(), services)
    assert (services.root / ".gitignore").read_bytes() == after


def test_git_itself_ignores_the_state(tmp_path: Path, services: Services) -> None:
    (tmp_path / ".git").rmdir()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    initialise(InitRequest(), services)
    services.open_store().close()
    shown = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain", "-uall"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "?? .gitignore\n"


def test_without_version_control_there_is_no_ignore_file(services: Services) -> None:
    (services.root / ".git").rmdir()
    initialise(InitRequest(), services)
    assert not (services.root / ".gitignore").exists()


def test_what_the_user_wrote_is_never_overwritten(services: Services) -> None:
    path = services.root / ".agentic-qe" / "config.toml"
    path.parent.mkdir()
    path.write_text("# mine\n[flaky]\nruns = 5\n", "utf-8")
    result = initialise(InitRequest(), services)
    assert path.read_text("utf-8") == "# mine\n[flaky]\nruns = 5\n"
    assert actions(result, services.root)[".agentic-qe/config.toml"] == "unchanged"


def test_a_shared_table_is_added_only_when_asked(services: Services) -> None:
    path = services.root / "pyproject.toml"
    text = "[project]\nname = 'x' # mine\n\n[tool.ruff]\nline-length = 88"
    path.write_text(text, "utf-8")
    initialise(InitRequest(), services)
    assert path.read_text("utf-8") == text
    initialise(InitRequest(pyproject=True), services)
    merged = path.read_text("utf-8")
    assert merged.startswith(text + "\n\n[tool.aqe.generate]\n")
    tables = tomllib.loads(merged)
    assert tables["tool"].pop("aqe") == {"generate": {"out": "tests/generated"}}
    assert tables == tomllib.loads(text)


def test_an_existing_table_stays(services: Services) -> None:
    path = services.root / "pyproject.toml"
    path.write_text("[tool.aqe.flaky]\nruns = 9\n", "utf-8")
    initialise(InitRequest(pyproject=True), services)
    assert path.read_text("utf-8") == "[tool.aqe.flaky]\nruns = 9\n"


def test_a_closed_table_is_left_to_its_owner(services: Services) -> None:
    path = services.root / "pyproject.toml"
    path.write_text("tool = {ruff = {}}\n", "utf-8")
    with pytest.raises(SettingsError):
        initialise(InitRequest(pyproject=True), services)
    assert path.read_text("utf-8") == "tool = {ruff = {}}\n"


def test_no_file_to_share_in_is_a_clear_error(services: Services) -> None:
    with pytest.raises(UsageError) as caught:
        initialise(InitRequest(pyproject=True), services)
    assert caught.value.slug == "no-pyproject"


def test_it_can_be_undone(services: Services) -> None:
    (services.root / ".gitignore").write_bytes(b"*.pyc\r\n")
    before = snapshot(services.root)
    initialise(InitRequest(), services)
    result = initialise(InitRequest(restore_from_backup=True), services)
    assert actions(result, services.root) == {
        ".agentic-qe/config.toml": "removed",
        ".gitignore": "restored",
    }
    after = snapshot(services.root)
    assert {name: after.get(name) for name in before} == before
    assert not (services.root / ".agentic-qe" / "config.toml").exists()
    with pytest.raises(UsageError, match="no backup"):
        initialise(InitRequest(restore_from_backup=True), services)


def test_undoing_leaves_alone_what_was_changed_since(services: Services) -> None:
    initialise(InitRequest(), services)
    path = services.root / ".gitignore"
    path.write_text(".agentic-qe/\n*.log\n", "utf-8")
    result = initialise(InitRequest(restore_from_backup=True), services)
    assert path.read_text("utf-8") == ".agentic-qe/\n*.log\n"
    assert actions(result, services.root)[".gitignore"] == "kept"
    assert result.status is Status.FINDINGS
    assert ".gitignore" in result.notes[0]


def test_undoing_is_about_init_and_not_about_later_settings(services: Services) -> None:
    initialise(InitRequest(), services)
    set_setting(ConfigSetRequest("flaky.runs", "5"), services)
    result = initialise(InitRequest(restore_from_backup=True), services)
    assert actions(result, services.root) == {
        ".agentic-qe/config.toml": "kept",
        ".gitignore": "removed",
    }
    assert load_settings(services.root).flaky.runs == 5


def test_the_shared_table_is_not_hidden_by_the_own_one(services: Services) -> None:
    path = services.root / "pyproject.toml"
    path.write_text("", "utf-8")
    initialise(InitRequest(pyproject=True), services)
    path.write_text(path.read_text("utf-8").replace("tests/generated", "elsewhere"), "utf-8")
    assert load_settings(services.root).generate.out == "elsewhere"


def test_a_folder_of_another_name_is_respected(services: Services) -> None:
    (services.root / "test").mkdir()
    (services.root / "test" / "test_a.py").touch()
    initialise(InitRequest(), services)
    assert load_settings(services.root).generate.out == "test/generated"


@pytest.mark.parametrize("testpaths", ["shop", "shop/tests"])
def test_suites_are_not_put_into_a_package(services: Services, testpaths: str) -> None:
    (services.root / "shop" / "tests").mkdir(parents=True)
    for name in ("__init__.py", "tests/__init__.py", "tests/test_a.py"):
        (services.root / "shop" / name).touch()
    (services.root / "pytest.ini").write_text(f"[pytest]\ntestpaths = {testpaths}\n")
    result = initialise(InitRequest(), services)
    assert result.layout is not None
    assert result.layout.tests == (testpaths,)
    assert load_settings(services.root).generate.out == "tests/generated"


def test_a_named_backup_is_brought_back(services: Services) -> None:
    initialise(InitRequest(), services)
    with pytest.raises(UsageError, match="'nope'") as caught:
        initialise(InitRequest(backup="nope"), services)
    assert "20300101T000000Z" in (caught.value.hint or "")
    initialise(InitRequest(backup="20300101T000000Z"), services)
    assert not (services.root / ".gitignore").exists()


def test_a_manifest_that_leads_outside_is_refused(services: Services, tmp_path: Path) -> None:
    result = initialise(InitRequest(), services)
    assert result.backup is not None
    manifest = result.backup / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(".gitignore", "../evil"), "utf-8")
    with pytest.raises(StoreError) as caught:
        initialise(InitRequest(restore_from_backup=True), services)
    assert caught.value.slug == "backup-unusable"
    assert (services.root / ".gitignore").exists()


def test_when_one_file_cannot_be_written_none_is_changed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aqe.store import file_backups

    real = file_backups.replace_file

    def refuse(path: Path, content: bytes) -> None:
        if path.name == ".gitignore":
            raise PermissionError(13, "Permission denied", str(path))
        real(path, content)

    monkeypatch.setattr(file_backups, "replace_file", refuse)
    with pytest.raises(StoreError) as caught:
        initialise(InitRequest(), services)
    assert caught.value.slug == "state-read-only"
    assert ".gitignore" in caught.value.message
    assert not (services.root / ".agentic-qe" / "config.toml").exists()


def test_a_project_without_a_usable_interpreter_is_still_prepared(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise UsageError("no Python at 'x'")

    monkeypatch.setattr(subject, "find_interpreter", refuse)
    result = initialise(InitRequest(), services)
    assert result.interpreter is None
    assert "no Python" in result.notes[0]
    assert (services.root / ".gitignore").exists()
