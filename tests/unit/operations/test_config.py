"""Settings are shown with their origin and written without harm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from aqe.errors import SettingsError
from aqe.operations.config import (
    ConfigGetRequest,
    ConfigListRequest,
    ConfigSetRequest,
    get_setting,
    list_settings,
    set_setting,
)
from aqe.operations.operation import Status
from aqe.operations.services import Services
from aqe.settings import load_settings
from aqe.settings.keys import keys
from aqe.store import Store
from aqe.testing import ManualClock


def services_at(root: Path, environ: Mapping[str, str] | None = None) -> Services:
    clock = ManualClock()
    return Services(
        root=root,
        directory=root,
        environ=environ or {},
        clock=clock,
        open_store=lambda: Store.open(root, clock=clock),
        read_settings=lambda: load_settings(root, environ or {}),
    )


def config(root: Path) -> Path:
    return root / ".agentic-qe" / "config.toml"


def test_a_setting_comes_with_its_origin(tmp_path: Path) -> None:
    services = services_at(tmp_path, {"AQE_FLAKY_RUNS": "7"})
    (tmp_path / "pyproject.toml").write_text("[tool.aqe.generate]\nbudget = 3\n", "utf-8")
    found = get_setting(ConfigGetRequest("flaky.runs"), services)
    assert (found.value, found.origin, found.default) == (7, "AQE_FLAKY_RUNS", 30)
    found = get_setting(ConfigGetRequest("generate.budget"), services)
    assert (found.value, found.origin) == (3.0, "pyproject.toml")
    found = get_setting(ConfigGetRequest("generate.seed"), services)
    assert (found.value, found.origin, found.variable) == (0, "default", "AQE_GENERATE_SEED")


def test_all_settings_are_listed_and_the_changed_ones(tmp_path: Path) -> None:
    services = services_at(tmp_path, {"AQE_FLAKY_RUNS": "7"})
    shown = list_settings(ConfigListRequest(), services).settings
    assert [each.key for each in shown] == [each.name for each in keys()]
    assert all(each.summary and each.expected for each in shown)
    changed = list_settings(ConfigListRequest(changed_only=True), services).settings
    assert [each.key for each in changed] == ["flaky.runs"]


def test_an_unknown_setting_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        get_setting(ConfigGetRequest("generate.budgets"), services_at(tmp_path))
    assert "generate.budget" in (caught.value.hint or "")


def test_what_is_set_is_in_force(tmp_path: Path) -> None:
    services = services_at(tmp_path)
    result = set_setting(ConfigSetRequest("generate.budget", "2.5"), services)
    assert (result.value, result.changed, result.overridden) == (2.5, True, False)
    assert result.origin == ".agentic-qe/config.toml"
    assert load_settings(tmp_path).generate.budget == 2.5
    assert config(tmp_path).read_text("utf-8") == "[generate]\nbudget = 2.5\n"


def test_setting_it_again_changes_nothing(tmp_path: Path) -> None:
    services = services_at(tmp_path)
    set_setting(ConfigSetRequest("flaky.runs", "5"), services)
    result = set_setting(ConfigSetRequest("flaky.runs", "5"), services)
    assert (result.changed, result.backup) == (False, None)


def test_comments_stay_and_the_former_file_is_kept(tmp_path: Path) -> None:
    config(tmp_path).parent.mkdir()
    config(tmp_path).write_text("# mine\n[flaky]\nruns = 5 # few\n", "utf-8")
    result = set_setting(ConfigSetRequest("flaky.runs", "9"), services_at(tmp_path))
    assert config(tmp_path).read_text("utf-8") == "# mine\n[flaky]\nruns = 9 # few\n"
    assert result.backup is not None
    (kept,) = result.backup.glob("*config.toml")
    assert kept.read_text("utf-8") == "# mine\n[flaky]\nruns = 5 # few\n"


def test_default_takes_a_setting_out_and_none_unsets_it(tmp_path: Path) -> None:
    services = services_at(tmp_path)
    set_setting(ConfigSetRequest("generate.count", "4"), services)
    assert set_setting(ConfigSetRequest("generate.count", "none"), services).value is None
    set_setting(ConfigSetRequest("flaky.runs", "4"), services)
    result = set_setting(ConfigSetRequest("flaky.runs", "default"), services)
    assert (result.value, result.origin) == (30, "default")


def test_a_stronger_origin_is_told(tmp_path: Path) -> None:
    services = services_at(tmp_path, {"AQE_FLAKY_RUNS": "7"})
    result = set_setting(ConfigSetRequest("flaky.runs", "4"), services)
    assert (result.value, result.origin, result.overridden) == (7, "AQE_FLAKY_RUNS", True)


@pytest.mark.parametrize(
    ("key", "value", "slug"),
    [
        ("flaky.rnus", "4", "settings-unknown-key"),
        ("flaky.runs", "many", "settings-wrong-type"),
        ("flaky.runs", "1", "settings-out-of-range"),
        ("flaky.runs", "none", "settings-wrong-type"),
        ("generate.mutants", "maybe", "settings-wrong-type"),
        ("log.level", "loud", "settings-out-of-range"),
    ],
)
def test_a_wrong_value_is_not_written(tmp_path: Path, key: str, value: str, slug: str) -> None:
    with pytest.raises(SettingsError) as caught:
        set_setting(ConfigSetRequest(key, value), services_at(tmp_path))
    assert caught.value.slug == slug
    assert not config(tmp_path).exists()


def test_a_wrong_value_in_the_file_can_be_corrected(tmp_path: Path) -> None:
    config(tmp_path).parent.mkdir()
    config(tmp_path).write_text('[flaky]\nruns = "many"\n[log]\nlevel = 3\n', "utf-8")
    services = services_at(tmp_path)
    result = set_setting(ConfigSetRequest("flaky.runs", "4"), services)
    assert result.status is Status.FINDINGS
    assert "log.level" in (result.problem or "")
    result = set_setting(ConfigSetRequest("log.level", "debug"), services)
    assert (result.status, result.value) == (Status.OK, "debug")
    assert load_settings(tmp_path).flaky.runs == 4
