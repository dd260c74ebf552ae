"""What the router of a project is made of: choices, obstacles, judgements."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aqe.bootstrap import compose
from aqe.domain.routing import Complexity, Priority
from aqe.errors import UsageError
from aqe.operations.hybrid import hybrid_wires
from aqe.operations.model_choice import AUTO, OFF, OFFLINE, choice_of
from aqe.operations.model_wiring import ModelWiring, assessed
from aqe.operations.services import Services
from aqe.testing import ModelServer

KEY = "sk-or-v1-" + "0123456789abcdef" * 4


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def keyed(project: Path, told: list[str]) -> Iterator[Services]:
    """A project of somebody who has the key of one provider."""
    with compose(project, {"OPENROUTER_API_KEY": KEY}, notice=told.append) as services:
        yield services


@pytest.mark.parametrize(
    ("asked", "without_key", "with_key"),
    [
        (None, OFF, AUTO),
        ("off", OFF, OFF),
        ("auto", AUTO, AUTO),
        (" offline ", OFFLINE, OFFLINE),
        ("openai/gpt-5-mini", "openai/gpt-5-mini", "openai/gpt-5-mini"),
        ("openrouter/a/b", "openrouter/a/b", "openrouter/a/b"),
    ],
)
def test_a_key_decides_only_where_nothing_was_said(
    asked: str | None, without_key: str, with_key: str, services: Services, keyed: Services
) -> None:
    assert choice_of(asked, services) == without_key
    assert choice_of(asked, keyed) == with_key


@pytest.mark.parametrize("asked", ["", "on", "gpt-5", "/gpt", "openai/"])
def test_what_is_no_model_is_refused(asked: str, services: Services) -> None:
    with pytest.raises(UsageError) as caught:
        choice_of(asked, services)
    assert "provider/name" in (caught.value.hint or "")


def test_what_is_in_the_way_of_a_provider_is_said(services: Services, keyed: Services) -> None:
    wiring, other = ModelWiring(services), ModelWiring(keyed)
    assert "OPENROUTER_API_KEY" in (wiring.obstacle("openrouter") or "")
    assert other.obstacle("openrouter") is None
    assert other.reachable() == {"openrouter", "ollama"}
    assert "OPENAI_COMPATIBLE_URL" in (other.obstacle("compatible") or "")
    assert other.obstacle("local") == "no model is installed"
    assert "not known" in (other.obstacle("nobody") or "")


def test_a_key_is_not_sent_in_the_clear(project: Path) -> None:
    environ = {
        "OPENAI_COMPATIBLE_URL": "http://models.example.com/v1",
        "OPENAI_COMPATIBLE_KEY": KEY,
    }
    with compose(project, environ) as services:
        assert "OPENAI_COMPATIBLE" in (ModelWiring(services).obstacle("compatible") or "")
    del environ["OPENAI_COMPATIBLE_KEY"]
    with compose(project, environ) as services:
        assert ModelWiring(services).obstacle("compatible") is None


def test_settings_become_a_preference(project: Path) -> None:
    environ = {
        "AQE_ROUTER_PRIORITY": "quality",
        "AQE_ROUTER_MINIMUM_QUALITY": "80",
        "AQE_ROUTER_DEADLINE_S": "7",
    }
    with compose(project, environ) as services:
        found = ModelWiring(services).preference(AUTO)
        assert (found.model, found.priority, found.minimum_quality, found.deadline_s) == (
            None,
            Priority.QUALITY,
            80.0,
            7.0,
        )
        assert ModelWiring(services).preference(OFFLINE).priority is Priority.OFFLINE
        assert ModelWiring(services).preference("a/b").model == "a/b"


def test_without_the_choice_the_set_model_is_always_asked(project: Path) -> None:
    environ = {"AQE_USE_ENHANCED_ROUTER": "false", "AQE_ROUTER_MODEL": "openai/gpt-5-mini"}
    with compose(project, environ) as services:
        assert ModelWiring(services).preference(AUTO).model == "openai/gpt-5-mini"
    with (
        compose(project, {"AQE_USE_ENHANCED_ROUTER": "false"}) as services,
        pytest.raises(UsageError) as caught,
    ):
        ModelWiring(services).preference(AUTO)
    assert caught.value.slug == "no-model-set"


def test_models_of_servers_of_ones_own_need_no_list(services: Services) -> None:
    with ModelWiring(services).router("ollama/qwen3:8b") as router:
        assert router.catalogue.model("ollama/qwen3:8b").is_local
    with ModelWiring(services).router("compatible/mine") as router:
        found = router.catalogue.model("compatible/mine")
        assert (found.price, found.is_local) == (None, False)
    with pytest.raises(UsageError, match="nobody/x"), ModelWiring(services).router("nobody/x"):
        pass


def test_offline_only_models_of_this_process_can_be_asked(keyed: Services) -> None:
    with ModelWiring(keyed).router(OFFLINE) as router:
        assert router.circumstances.reachable == {"local"}


def test_a_question_is_judged_by_its_source_and_by_all_that_is_sent(services: Services) -> None:
    wiring = ModelWiring(services)

    def judged(source: str, prompt: str = "") -> tuple[Complexity, bool]:
        found = wiring.assess(source, prompt, (Path("shop.py"),), failed_goals=0, total_goals=0)
        return found.complexity, found.is_sensitive

    plain = "def f(a):\n    return a\n"
    assert judged(plain, plain) == (Complexity.SIMPLE, False)
    assert judged(f"KEY = '{KEY}'\n{plain}", plain) == (Complexity.SIMPLE, True)
    assert judged(plain, f"{plain}# called with '{KEY}'") == (Complexity.SIMPLE, True)
    assert assessed("def f(:") is Complexity.CRITICAL


def test_a_file_is_judged_by_all_of_its_text_and_by_its_place(project: Path) -> None:
    environ = {
        "AQE_ROUTER_SENSITIVE_PATHS": "private/**",
        "AQE_ROUTER_SENSITIVE_MARKERS": "CONFIDENTIAL",
    }
    (project / "private").mkdir()
    texts = {
        "plain.py": "grade(1)\n",
        "marked.py": '"""Confidential."""\n' + "\n" * 500 + "grade(1)\n",
        "keyed.py": f"grade(1)\nKEY = '{KEY}'\n",
        "private/plan.py": "grade(1)\n",
    }
    for name, text in texts.items():
        (project / name).write_text(text)
    with compose(project, environ) as services:
        wiring = ModelWiring(services)
        found = {name for name in texts if wiring.is_private(project / name)}
        assert found == set(texts) - {"plain.py"}
        assert wiring.is_private(project / "missing.py")
        (project / "plain.py").write_text("CONFIDENTIAL")
        assert not wiring.is_private(project / "plain.py")  # judged once

        def is_sensitive(*paths: Path, prompt: str = "grade(1)") -> bool:
            given = (project / "shop.py", *paths)
            found = wiring.assess("x = 1\n", prompt, given, failed_goals=0, total_goals=0)
            return found.is_sensitive

        assert not is_sensitive(project / "plain.py")
        assert is_sensitive(project / "marked.py")
        assert is_sensitive(prompt="it is confidential")


@pytest.mark.parametrize("replay", [False, True])
def test_the_wires_know_which_files_are_private(project: Path, replay: bool) -> None:
    (project / "marked.py").write_text("# CONFIDENTIAL\n")
    (project / "plain.py").write_text("x = 1\n")
    environ = {"OPENROUTER_API_KEY": KEY, "AQE_ROUTER_SENSITIVE_MARKERS": "CONFIDENTIAL"}
    with compose(project, environ) as services, hybrid_wires("auto", services, replay=replay) as it:
        assert it is not None
        assert it.is_private(project / "marked.py")
        assert not it.is_private(project / "plain.py")


def test_a_key_that_cannot_be_used_leaves_generation_offline(
    project: Path, told: list[str]
) -> None:
    with compose(
        project,
        {"OPENROUTER_API_KEY": KEY, "AQE_USE_ENHANCED_ROUTER": "false"},
        notice=told.append,
    ) as services:
        with hybrid_wires(None, services) as wires:
            assert wires is None
        assert told == ["no model is asked: nothing is chosen among models, and none is set"]
        with pytest.raises(UsageError), hybrid_wires("auto", services):
            pass


def test_a_replay_asks_nobody(keyed: Services) -> None:
    with hybrid_wires(None, keyed, replay=True) as wires:
        assert wires is not None
        assert (wires.models, wires.replay, wires.choice) == (None, True, AUTO)
    with hybrid_wires("off", keyed) as nothing:
        assert nothing is None


@pytest.mark.parametrize(
    ("choice", "is_told"),
    [(AUTO, True), ("openrouter/openai/gpt-5-mini", True), ("ollama/x", False), (OFFLINE, False)],
)
def test_an_old_key_is_told_of_where_it_may_be_used(
    choice: str, is_told: bool, project: Path, told: list[str]
) -> None:
    environ = {"OPENROUTER_API_KEY": KEY, "OPENROUTER_API_KEY_CREATED": "2020-01-31"}
    with (
        compose(project, environ, notice=told.append) as services,
        ModelWiring(services).router(choice),
    ):
        pass
    assert [each.startswith("the key of 'openrouter'") for each in told] == [True] * is_told
    assert KEY not in str(told)


def checks_of(server: ModelServer) -> list[str]:
    return [each.path for each in server.exchanges if each.asked is None]


@pytest.mark.parametrize("choice", [AUTO, "openrouter/openai/gpt-5-mini"])
def test_providers_are_checked_while_an_agent_works(choice: str, project: Path) -> None:
    with ModelServer(lambda asked: "x") as server:
        environ = {each: server.environ[each] for each in server.environ if "ROUTER" in each}
        with (
            compose(project, environ) as services,
            ModelWiring(replace(services, agent="qe-test-generator")).router(choice) as router,
        ):
            deadline = time.monotonic() + 60
            while not any(each.is_alive for each in router.status().keys):
                assert time.monotonic() < deadline, "nobody was checked"
                time.sleep(0.02)
            assert [each.provider for each in router.status().keys] == ["openrouter"]
        assert len(checks_of(server)) == 1


@pytest.mark.parametrize(("choice", "agent"), [(AUTO, ""), (OFFLINE, "qe-test-generator")])
def test_otherwise_nothing_is_asked_unasked(choice: str, agent: str, project: Path) -> None:
    with ModelServer(lambda asked: "x") as server:
        environ = {each: server.environ[each] for each in server.environ if "ROUTER" in each}
        with (
            compose(project, environ) as services,
            ModelWiring(replace(services, agent=agent)).router(choice) as router,
        ):
            assert router.status().keys == ()
        assert server.exchanges == ()
