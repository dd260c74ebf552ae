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
    refused = aqe("router", "install-local", ".")
    assert refused.code == 3
    assert "genai_config.json is missing" in refused.errors
    assert "docs/messages.md#local-model-directory" in refused.errors


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
