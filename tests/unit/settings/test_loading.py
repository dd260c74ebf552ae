"""Which value wins, where it came from, and what is said about a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.errors import SettingsError
from aqe.settings import OriginLayer, Settings, load_settings
from aqe.settings.keys import environment_name, keys


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def pyproject(root: Path, text: str) -> Path:
    return write(root / "pyproject.toml", text)


def config(root: Path, text: str) -> Path:
    return write(root / ".agentic-qe" / "config.toml", text)


def test_defaults_hold_where_nothing_is_said(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert settings.generate.budget == 10.0
    assert settings.origin("generate.budget").layer is OriginLayer.DEFAULT


def test_each_layer_beats_the_one_before(tmp_path: Path) -> None:
    seen = [load_settings(tmp_path)]
    pyproject(tmp_path, "[tool.aqe.generate]\nbudget = 1\n")
    seen.append(load_settings(tmp_path))
    config(tmp_path, "[generate]\nbudget = 2\n")
    seen.append(load_settings(tmp_path))
    environ = {"AQE_GENERATE_BUDGET": "3"}
    seen.append(load_settings(tmp_path, environ))
    seen.append(load_settings(tmp_path, environ, {"generate.budget": 4}))
    assert [each.generate.budget for each in seen] == [10.0, 1.0, 2.0, 3.0, 4.0]
    layers = [each.origin("generate.budget").layer for each in seen]
    assert layers == list(OriginLayer)


def test_an_override_of_none_means_not_given(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"AQE_FLAKY_RUNS": "7"}, {"flaky.runs": None})
    assert settings.flaky.runs == 7


def test_the_word_none_unsets_an_optional_value(tmp_path: Path) -> None:
    pyproject(tmp_path, "[tool.aqe.generate]\ncount = 5\n")
    assert load_settings(tmp_path).generate.count == 5
    config(tmp_path, '[generate]\ncount = "none"\n')
    settings = load_settings(tmp_path)
    assert settings.generate.count is None
    assert settings.origin("generate.count").layer is OriginLayer.CONFIG


def test_dotted_keys_and_tables_are_the_same(tmp_path: Path) -> None:
    config(tmp_path, "flaky.runs = 9\n[limits]\nmemory_mb = 512\n")
    settings = load_settings(tmp_path)
    assert (settings.flaky.runs, settings.limits.memory_mb) == (9, 512)


@pytest.mark.parametrize("key", keys(), ids=lambda key: key.name)
def test_every_key_can_be_set_from_the_environment(tmp_path: Path, key: object) -> None:
    (key,) = [each for each in keys() if each == key]
    texts = {bool: "false", int: "77", float: "12.5", str: "word"}
    text = key.choices[-1] if key.choices else texts[key.type]
    settings = load_settings(tmp_path, {environment_name(key.name): text})
    section, _, name = key.name.partition(".")
    value = getattr(getattr(settings, section), name)
    assert isinstance(value, key.type)
    assert str(value).lower() == (text if key.type is not int else "77")
    assert settings.origin(key.name).place == environment_name(key.name)


@pytest.mark.parametrize(
    ("text", "slug", "words"),
    [
        ("[generate]\nbudgt = 5\n", "settings-unknown-key", ["generate.budgt", "5"]),
        ("[generat]\nbudget = 5\n", "settings-unknown-key", ["generat.budget"]),
        ("budget = 5\n", "settings-unknown-key", ["'budget'"]),
        ("[generate]\nbudget = 'long'\n", "settings-wrong-type", ["generate.budget", "'long'"]),
        ("[generate]\nseed = 1.5\n", "settings-wrong-type", ["generate.seed", "1.5"]),
        ("[generate]\nseed = true\n", "settings-wrong-type", ["generate.seed", "True"]),
        ("[generate]\nmutants = 1\n", "settings-wrong-type", ["generate.mutants", "1"]),
        ("[generate]\nbudget = nan\n", "settings-wrong-type", ["generate.budget", "nan"]),
        ("[generate]\nbudget = [1]\n", "settings-wrong-type", ["generate.budget", "[1]"]),
        ("[generate]\njobs = 0\n", "settings-out-of-range", ["generate.jobs", "0", "1 to 256"]),
        ("[generate]\nout = ''\n", "settings-out-of-range", ["generate.out"]),
        ("[log]\nlevel = 'loud'\n", "settings-out-of-range", ["log.level", "'debug'"]),
        ("generate = 5\n", "settings-unknown-key", ["'generate'", "5"]),
        ("[generate\n", "settings-syntax", ["line 1"]),
    ],
)
def test_a_wrong_file_is_named_with_key_and_value(
    tmp_path: Path, text: str, slug: str, words: list[str]
) -> None:
    path = config(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert caught.value.slug == slug
    for word in [str(path), *words]:
        assert word in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("generate.budgt", "generate.budget"),
        ("budget", "generate.budget"),
        ("limits.memory", "limits.memory_mb"),
        ("flaky.run", "flaky.runs"),
        ("generat.seed", "generate.seed"),
    ],
)
def test_the_nearest_key_is_proposed(tmp_path: Path, written: str, meant: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {}, {written: 1})
    assert f"Did you mean {meant!r}?" in (caught.value.hint or "")


def test_the_place_in_pyproject_is_named(tmp_path: Path) -> None:
    path = pyproject(tmp_path, "[tool.aqe.flaky]\nruns = 'many'\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert f"{path} [tool.aqe]" in caught.value.message


@pytest.mark.parametrize("text", ["[tool]\naqe = 3\n", "[tool]\naqe = []\n"])
def test_tool_aqe_has_to_be_a_table(tmp_path: Path, text: str) -> None:
    pyproject(tmp_path, text)
    with pytest.raises(SettingsError, match="not a table"):
        load_settings(tmp_path)


def test_a_pyproject_without_our_table_says_nothing(tmp_path: Path) -> None:
    pyproject(tmp_path, "[tool.ruff]\nline-length = 100\n# aqe\n")
    assert load_settings(tmp_path) == Settings()


def test_a_wrong_environment_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"AQE_GENERATE_SEED: .* 'x'"):
        load_settings(tmp_path, {"AQE_GENERATE_SEED": "x"})
    with pytest.raises(SettingsError, match="AQE_GENERATE_BUDGT") as caught:
        load_settings(tmp_path, {"AQE_GENERATE_BUDGT": "3"})
    assert "generate.budget" in (caught.value.hint or "")


def test_a_variable_of_no_section_is_told_but_no_error(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"AQE_GENRATE_BUDGET": "3", "OTHER": "1"})
    (notice,) = settings.notices
    assert "AQE_GENRATE_BUDGET" in notice
    assert "AQE_GENERATE_BUDGET" in notice


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe[", "not UTF-8"), (b"#" * 1_100_000, "larger than")],
    ids=["encoding", "size"],
)
def test_a_file_that_is_no_configuration_is_refused(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = config(tmp_path, "")
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=words) as caught:
        load_settings(tmp_path)
    assert caught.value.slug == "settings-unreadable"


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".agentic-qe" / "config.toml").mkdir(parents=True)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path)


def test_deep_nesting_is_a_syntax_error(tmp_path: Path) -> None:
    config(tmp_path, "a = " + "[" * 20_000)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert caught.value.slug == "settings-syntax"


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    config(tmp_path, "").write_bytes(b"\xef\xbb\xbf[flaky]\nruns = 4\n")
    assert load_settings(tmp_path).flaky.runs == 4


def test_a_switch_turns_the_router_back_whatever_else_is_set(tmp_path: Path) -> None:
    environ = {"AQE_USE_ENHANCED_ROUTER": "false", "AQE_ROUTER_ENHANCED": "true"}
    settings = load_settings(tmp_path, environ)
    assert settings.router.enhanced is False
    assert str(settings.origin("router.enhanced")) == "AQE_USE_ENHANCED_ROUTER"
    assert settings.notices == ()
    assert load_settings(tmp_path, {}).router.enhanced is True


def test_files_of_the_project_may_lower_what_models_cost_and_not_raise_it(tmp_path: Path) -> None:
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(
        "[tool.aqe.router]\ndaily_limit_usd = 1000.0\nrun_limit_usd = 0.25\n", "utf-8"
    )
    settings = load_settings(tmp_path)
    assert (settings.router.daily_limit_usd, settings.router.run_limit_usd) == (5.0, 0.25)
    (notice,) = settings.notices
    assert "router.daily_limit_usd = 1000 of pyproject.toml is not used" in notice
    raised = load_settings(tmp_path, {"AQE_ROUTER_DAILY_LIMIT_USD": "1000"})
    assert raised.router.daily_limit_usd == 1000


def test_a_switch_leaves_the_booster_to_the_reference(tmp_path: Path) -> None:
    environ = {"AQE_ENABLE_WASM_BOOSTER": "false", "AQE_BOOSTER_ENABLED": "true"}
    settings = load_settings(tmp_path, environ)
    assert settings.booster.enabled is False
    assert str(settings.origin("booster.enabled")) == "AQE_ENABLE_WASM_BOOSTER"
