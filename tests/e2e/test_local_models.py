"""Local models from the command line: installed, installed again, refused, broken off."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_model import build_tiny_model

from aqe.router.local_models.checksums import file_digest


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return build_tiny_model(tmp_path / "models" / "tiny")


def test_a_model_is_installed_and_the_doctor_knows_it(
    aqe: Callable[..., Any], project: Path, directory: Path
) -> None:
    done = aqe("router", "install-local", str(directory), "--name", "mini")
    assert done.code == 0
    assert "local/mini installed" in done.output
    assert "(nothing was copied)" in done.output
    assert (project / ".agentic-qe" / "models" / "local" / "mini.toml").exists()
    again = aqe("router", "install-local", str(directory), "--name", "mini", "--json")
    assert (again.code, again.json()["result"]["is_new"]) == (0, False)
    assert "local/mini is intact" in aqe("doctor").output


def test_what_is_no_model_is_refused_with_the_next_step(
    aqe: Callable[..., Any], project: Path
) -> None:
    (project / "genai").mkdir()
    for place, why in ((".", "holds no genai_config.json"), ("no", "does not exist")):
        refused = aqe("router", "install-local", place)
        assert (refused.code, f": it {why}" in refused.errors) == (2, True)
        assert "docs/messages.md#local-model-directory" in refused.errors
    (project / "file").write_text("x")
    assert aqe("router", "install-local", "file").code == 2
    # The right folder that is not whole is no wrong argument.
    (project / "genai" / "genai_config.json").write_text("{}")
    assert aqe("router", "install-local", "genai").code == 3


def test_a_name_that_can_not_be_taken_is_a_wrong_argument(
    aqe: Callable[..., Any], directory: Path, tmp_path: Path
) -> None:
    assert aqe("router", "install-local", str(directory), "--name", "a b").code == 2
    assert aqe("router", "install-local", str(directory), "--name", "mini").code == 0
    other = build_tiny_model(tmp_path / "other", seed=1)
    refused = aqe("router", "install-local", str(other), "--name", "mini")
    assert (refused.code, "local-model-installed" in refused.errors) == (2, True)
    assert aqe("router", "install-local", str(other), "--name", "mini", "--force").code == 0


def test_a_model_that_was_changed_is_not_asked(aqe: Callable[..., Any], tmp_path: Path) -> None:
    mine = build_tiny_model(tmp_path / "mine")
    assert aqe("router", "install-local", str(mine), "--name", "mine").code == 0
    with (mine / "tokenizer.json").open("a") as stream:
        stream.write(" ")
    refused = aqe("router", "test", "local/mine")
    assert (refused.code, "is not what was installed" in refused.errors) == (3, True)


def test_breaking_off_installs_nothing(
    aqe: Callable[..., Any], project: Path, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any, **options: Any) -> str:
        signal.raise_signal(signal.SIGINT)
        return file_digest(*arguments, **options)

    monkeypatch.setattr("aqe.router.local_models.installing.file_digest", interrupted)
    done = aqe("router", "install-local", str(directory))
    assert done.code == 130
    assert "nothing was installed" in done.output
    assert not (project / ".agentic-qe" / "models").exists()
