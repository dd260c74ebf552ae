"""Models through the command line, against a server that speaks the protocols of providers."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_model import TinyShape, build_tiny_model

from aqe.testing import ModelServer, ServedModel

from .conftest import SOURCE, Run

STUCK = Path(__file__).resolve().parents[1] / "subjects" / "stuck"
ANSWER = (STUCK / "vouchers.md").read_text("utf-8")
SECRET = "sk-proj-" + "Ab3dEf6hIj9k" * 6
WATCHED = """\
import os, sys

def refuse(event, arguments):
    used = event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto")
    if used or (event == "socket.__new__" and arguments[1] != 1):  # 1: AF_UNIX, within this process
        os.write(2, b"SOCKET " + event.encode())
        raise RuntimeError(event)

sys.addaudithook(refuse)
from aqe.cli.app import main
sys.exit(main(sys.argv[1:]))
"""
"""The command line, in which nothing may reach the network."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    def script(asked: object) -> str:
        return "ready" if "one word" in str(asked) else ANSWER

    with ModelServer(script, models=[ServedModel("*"), ServedModel("small")]) as found:
        yield found


@pytest.fixture
def stuck(project: Path) -> Path:
    """A project with a module at which search stops."""
    path = project / "vouchers.py"
    path.write_text((STUCK / "vouchers.py").read_text("utf-8"))
    return path


@pytest.fixture
def openrouter(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """The environment of somebody who has a key of one provider."""
    for name, value in server.environ.items():
        if name.startswith("OPENROUTER"):
            monkeypatch.setenv(name, value)
    return server


GENERATE = ("test", "generate", "vouchers.py", "--executions", "300", "--no-mutants", "--seed", "1")


def test_without_a_key_nobody_is_asked_and_the_reason_is_told(aqe: Run, stuck: Path) -> None:
    ended = aqe("router", "explain", "vouchers.py")
    assert ended.code == 3
    assert "No model meets all conditions." in ended.output
    ended = aqe("router", "test")
    assert ended.code == 3
    assert "no-model-fits" in ended.errors
    assert aqe("router", "status").code == 3
    assert aqe("router", "test", "nonsense").code == 2
    ended = aqe("router", "test", "openai/gpt-nonsense-9")
    assert ended.code == 2
    assert "there is no model" in ended.errors


@pytest.mark.usefixtures("openrouter")
def test_a_route_is_explained_without_asking(aqe: Run, stuck: Path, server: ModelServer) -> None:
    ended = aqe("router", "explain", "vouchers.py")
    assert (ended.code, ended.errors) == (0, "")
    assert "1. openrouter/" in ended.output
    result = aqe("router", "explain", "vouchers.py", "--json", "--priority", "quality").json()
    models = result["result"]["route"]["models"]
    assert 1 < len(models) <= 4
    assert models[0]["quality"]["score"] >= 72
    assert result["result"]["complexity"] == "medium"
    assert server.exchanges == ()


def test_a_file_with_a_secret_stays_here(aqe: Run, project: Path, openrouter: ModelServer) -> None:
    (project / "config.py").write_text(f"KEY = '{SECRET}'\ndef f(a):\n    return a or KEY\n")
    ended = aqe("router", "explain", "config.py")
    assert ended.code == 3
    assert "It must not leave this machine" in ended.output
    assert SECRET not in ended.output
    (project / "vouchers.py").write_text(
        (STUCK / "vouchers.py").read_text("utf-8") + f"\nKEY = '{SECRET}'\n"
    )
    ended = aqe(*GENERATE, "--model", "auto")
    assert ended.code == 0
    ended = aqe(*GENERATE, "--model", "openrouter/anthropic/claude-haiku-5.5", "--force")
    assert ended.code == 0
    assert openrouter.exchanges == (), "nothing at all was sent"


@pytest.mark.usefixtures("openrouter")
def test_paths_and_markers_of_the_settings_keep_files_here(
    aqe: Run, project: Path, stuck: Path
) -> None:
    for setting, value in (("sensitive_paths", "vouch*.py"), ("sensitive_markers", "VoucherError")):
        assert aqe("config", "set", f"router.{setting}", value).code == 0
        ended = aqe("router", "explain", "vouchers.py")
        assert (ended.code, "must not leave" in ended.output) == (3, True)
        assert aqe("config", "set", f"router.{setting}", "none").code == 0
    assert aqe("router", "explain", "vouchers.py").code == 0


@pytest.mark.usefixtures("openrouter")
def test_a_model_answers_and_the_ledger_says_what_it_cost(aqe: Run) -> None:
    ended = aqe("router", "test", "--json")
    result = ended.json()["result"]
    assert (ended.code, result["text"], result["is_usage_counted"]) == (0, "ready", True)
    costs = aqe("cost", "dashboard", "--json").json()["result"]["figures"]
    assert costs["calls"] == 1
    total = next(each for each in costs["measures"] if each["name"] == "model_cost")
    assert total["value"] == result["cost_usd"] > 0
    ended = aqe("cost", "dashboard", "--compare", "anthropic/claude-opus-5", "--json")
    assert ended.json()["result"]["comparison"]["baseline_usd"] > result["cost_usd"]


def test_a_list_of_models_takes_the_place_of_offline_prices(
    aqe: Run, openrouter: ModelServer
) -> None:
    before = aqe("router", "models", "--json").json()["result"]["known"]
    assert before >= 300
    ended = aqe("router", "refresh")
    assert (ended.code, "model-list-short" in ended.errors) == (3, True)
    assert aqe("router", "models", "--json").json()["result"]["known"] == before
    ended = aqe("router", "refresh", "--yes")
    assert ended.code == 0
    assert "openrouter lists 1 model, 1 with a price: 1 new, 0 at another price," in ended.output
    assert "`aqe router refresh openrouter --reset` goes back to the offline list" in ended.output
    listed = aqe("router", "models", "openrouter/small", "--json").json()["result"]["models"]
    assert [each["price"]["source"] for each in listed] == ["openrouter, its list of models"]
    assert aqe("router", "refresh", "nobody").code == 2
    ended = aqe("router", "models", "--provider", "opnrouter")
    assert (ended.code, "did you mean 'openrouter'?" in ended.errors) == (2, True)
    assert aqe("router", "models", "no such model at all").code == 3
    assert aqe("router", "status", "--check", "--json").json()["result"]["providers"][1]["alive"]
    assert "is forgotten" in aqe("router", "refresh", "--reset").output
    assert aqe("router", "models", "--json").json()["result"]["known"] == before


def test_generation_asks_for_what_is_left_and_replays_it(
    aqe: Run, stuck: Path, project: Path, openrouter: ModelServer
) -> None:
    alone = aqe(*GENERATE, "--model", "off", "--json").json()["result"]["subjects"][0]
    assert openrouter.exchanges == ()
    ended = aqe(*GENERATE, "--json")  # with a key in the environment, and nothing said
    both = ended.json()["result"]["subjects"][0]
    reached = {
        each["name"]: each["value"] for each in both["measures"] if each["value"] is not None
    }
    assert reached["line_branch_coverage"] == 1.0
    assert reached["line_branch_coverage"] > _reached(alone) + 0.2
    assert (project / "tests/generated/test_vouchers_model.py").is_file()
    asked = len(openrouter.exchanges)
    assert asked >= 1
    again = aqe(*GENERATE, "--replay", "--force", "--json").json()["result"]["subjects"][0]
    assert _reached(again) == 1.0
    assert len(openrouter.exchanges) == asked
    costs = aqe("cost", "dashboard", "--json").json()["result"]["figures"]
    assert costs["accepted_tests"] == 2, "the search finds wrong digits by itself"
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/generated"],
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def _reached(subject: dict[str, object]) -> float:
    measures = subject["measures"]
    assert isinstance(measures, list)
    (value,) = [each["value"] for each in measures if each["name"] == "line_branch_coverage"]
    assert isinstance(value, float)
    return value


@pytest.mark.usefixtures("openrouter")
def test_the_simple_twin_asks_the_model_that_is_set(
    aqe: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AQE_USE_ENHANCED_ROUTER", "false")
    ended = aqe("router", "test")
    assert (ended.code, "no-model-set" in ended.errors) == (2, True)
    assert "the simple one, and no model is set for it" in aqe("router", "status").output
    assert aqe("config", "set", "router.model", "openrouter/anthropic/claude-haiku-5.5").code == 0
    assert aqe("router", "test", "--json").json()["result"]["model"].endswith("haiku-5.5")
    told = "router     the simple one: openrouter/anthropic/claude-haiku-5.5 is always asked;"
    assert told in aqe("router", "status").output


def test_a_test_of_a_provider_that_is_down_tells_each_attempt(
    aqe: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "key-of-openrouter")
    monkeypatch.setenv("OPENROUTER_BASE_URL", "http://127.0.0.1:9/api/v1")
    ended = aqe("router", "test", "openrouter/openai/gpt-5-mini")
    assert ended.code == 3
    name = "'openrouter/openai/gpt-5-mini' cannot be reached: no connection"
    assert ended.errors.count(f"{name}; again in ") == 2
    assert "if it fails: nobody else is asked" in ended.errors
    assert ended.errors.count("error: no model answered: ") == 1


@pytest.mark.usefixtures("openrouter")
def test_a_limit_stops_before_the_call(aqe: Run, server: ModelServer) -> None:
    assert aqe("config", "set", "router.run_limit_usd", "0").code == 0
    ended = aqe("router", "test")
    assert ended.code == 3
    assert "budget-spent" in ended.errors
    assert server.exchanges == ()


@pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime_genai") is None, reason="onnxruntime-genai is missing"
)
def test_offline_a_tiny_model_answers_nonsense_and_no_socket_is_opened(
    project: Path, stuck: Path, tmp_path: Path, openrouter: ModelServer
) -> None:
    tiny = build_tiny_model(tmp_path / "tiny", shape=TinyShape(context=40_000))

    def watched(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WATCHED, *arguments],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    assert "SOCKET" in watched("router", "refresh").stderr, "the hook works"
    assert watched("router", "install-local", str(tiny), "--name", "tiny").returncode == 0
    ended = watched("router", "test", "local/tiny")
    assert (ended.returncode, "SOCKET" in ended.stderr) == (0, False), ended.stderr
    assert "local/tiny answered" in ended.stdout
    ended = watched(*GENERATE, "--model", "offline", "--json")
    assert (ended.returncode, "SOCKET" in ended.stderr) == (0, False), ended.stderr
    found = json.loads(ended.stdout)["result"]["subjects"][0]["model"]
    (call,) = found["calls"]
    assert (call["model"], call["notes"]) == ("local/tiny", ["the answer holds no code"])
    assert call["usage"]["output"] > 0
    assert openrouter.exchanges == ()
