"""A key among the settings is refused by name, and its value is shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.errors import SettingsError
from aqe.settings import load_settings
from aqe.settings.keys import keys
from aqe.settings.refusal import refuse_key

SECRET = "hunter2hunter2"


def refused(root: Path, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(root, environ)
    assert caught.value.slug == "settings-secret"
    assert "keyring" in (caught.value.hint or "")
    return caught.value.message


@pytest.mark.parametrize(
    "line",
    [
        "router.openai_key = '{}'",
        "router.api_key = '{}'",
        "router.apikey = '{}'",
        "router.OPENAI_API_KEY = '{}'",
        "router.vault_token = '{}'",
        "openai_key = '{}'",
        "keys = {{openai = '{}'}}",
        "router.openai = {{key = '{}'}}",
        "router.openai = [{{secret = '{}'}}]",
        "router.password = '{}'",
        "generate.out = 'sk-proj-{}'",
        "router.model = 'sk-or-v1-{}'",
        "router.anything = 'hvs.{}{}'",
    ],
)
def test_a_file_of_the_project_holds_no_key(tmp_path: Path, line: str) -> None:
    text = line.replace("{}", SECRET).replace("{{", "{").replace("}}", "}")
    for path, table in (("pyproject.toml", "[tool.aqe]\n"), (".agentic-qe/config.toml", "")):
        place = tmp_path / path
        place.parent.mkdir(exist_ok=True)
        place.write_text(table + text, "utf-8")
        message = refused(tmp_path)
        assert SECRET not in message
        assert place.name in message
        assert f"'{line.partition(' ')[0]}" in message
        place.unlink()


@pytest.mark.parametrize(
    "variable", ["AQE_ROUTER_OPENAI_KEY", "AQE_ROUTER_API_TOKEN", "AQE_GENERATE_SECRET"]
)
def test_a_variable_of_ours_holds_no_key(tmp_path: Path, variable: str) -> None:
    message = refused(tmp_path, {variable: SECRET})
    assert variable in message
    assert SECRET not in message


def test_a_key_in_the_place_of_a_value_is_not_shown(tmp_path: Path) -> None:
    message = refused(tmp_path, {"AQE_ROUTER_MODEL": "sk-ant-" + SECRET})
    assert "AQE_ROUTER_MODEL" in message
    assert SECRET not in message


@pytest.mark.parametrize("key", keys(), ids=lambda each: each.name)
def test_no_setting_is_taken_for_a_key(key: object) -> None:
    refuse_key(key.name, "a value", place="x")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("router.model", "openrouter/anthropic/claude-sonnet-5"),
        ("router.sensitive_markers", "token, password, sk-"),
        ("router.sensitive_paths", "src/keys/**, src/secret/token.py"),
        ("router.keyword", "x"),
        ("router.monkey", "x"),
    ],
)
def test_words_about_keys_are_no_keys(name: str, value: str) -> None:
    refuse_key(name, value, place="x")


def test_the_variable_of_the_vault_is_no_slip(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"AQE_VAULT_PATH": "kv/data/qe"}).notices == ()
