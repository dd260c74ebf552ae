"""Providers that are silent or down: the suite of the search is kept, and it is told what is waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aqe.testing import ModelServer, ServedModel
from aqe.testing.models.faults import Fault

from .conftest import SOURCE, Run

STUCK = Path(__file__).resolve().parents[1] / "subjects" / "stuck"
NAMES = ("vouchers", "frames", "orders")
OPTIONS = ("--executions", "100", "--no-mutants", "--no-property", "--model", "auto", "--jobs", "1")
SUITES = [f"test_{each}.py" for each in sorted(NAMES)]


@pytest.fixture
def silent() -> Iterator[ModelServer]:
    models = [ServedModel("*"), ServedModel("small")]
    with ModelServer(lambda asked: "x", models=models, faults=lambda _: Fault.HANG) as server:
        yield server


@pytest.fixture
def stuck(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with modules at which search stops, and somebody with a key of one provider."""
    for name in NAMES:
        (project / f"{name}.py").write_text((STUCK / f"{name}.py").read_text("utf-8"))
    monkeypatch.setenv("OPENROUTER_API_KEY", "key-of-openrouter")
    return project


def suites(project: Path) -> list[str]:
    return sorted(each.name for each in (project / "tests/generated").glob("test_*.py"))


def test_a_provider_that_is_silent_costs_the_time_that_is_set_and_no_test(
    aqe: Run, stuck: Path, silent: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_BASE_URL", silent.url("openrouter"))
    monkeypatch.setenv("AQE_GENERATE_MODEL_WAIT_S", "10")
    ended = aqe("test", "generate", "vouchers.py", *OPTIONS)
    assert ended.code == 0
    assert suites(stuck) == ["test_vouchers.py"]
    told = [each for each in ended.output.splitlines() if "no answer of a model" in each]
    assert len(told) == 1
    assert "there was no answer within 10 seconds; 'openrouter/" in told[0]
    # A silent one gives its turn to the next, and that is told.
    assert len({each.asked.model for each in silent.questions if each.asked}) > 1
    assert "said nothing for 5 seconds" in ended.errors or "waiting for openrouter/" in ended.errors


def test_a_provider_that_is_down_is_not_asked_for_every_module(
    aqe: Run, stuck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_BASE_URL", "http://127.0.0.1:9/api/v1")
    ended = aqe("test", "generate", *[f"{each}.py" for each in NAMES], *OPTIONS)
    assert ended.code == 0
    assert suites(stuck) == SUITES
    assert ended.output.count("no answer of a model") == 2
    assert "1 module without a model: not asked, since no model answered for" in ended.output
    assert "no connection; again in" in ended.errors
    assert "attempt 2 of 3" in ended.errors


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_an_interruption_while_a_model_is_silent_keeps_the_suite(
    stuck: Path, silent: ModelServer
) -> None:
    environ = {**os.environ, "PYTHONPATH": str(SOURCE)}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "aqe", "test", "generate", "vouchers.py", *OPTIONS],
        cwd=stuck,
        env={**environ, "OPENROUTER_BASE_URL": silent.url("openrouter")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "waiting for openrouter/" in line:
                break
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=90)
    finally:
        process.kill()
    assert process.returncode == 130
    assert suites(stuck) == ["test_vouchers.py"]
    assert "no answer of a model: interrupted" in output
    assert "Interrupted. Verified so far:" in output
