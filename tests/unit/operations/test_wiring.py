"""Long work goes on where the state cannot take it, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views import flaky as flaky_view
from aqe.cli.views import mutate as mutate_view
from aqe.cli.views import run as run_view
from aqe.errors import StoreError
from aqe.operations.flaky import FlakyRequest, flaky
from aqe.operations.mutate import MutateRequest, mutate
from aqe.operations.operation import Status
from aqe.operations.run import RunRequest, run
from aqe.operations.services import Services
from aqe.operations.wiring import keep_document

Case = tuple[Callable[[Any, Services], Any], Any, Callable[..., Any], str]

CASES: dict[str, Case] = {
    "run": (run, RunRequest(), run_view.view, "1 passed"),
    "mutate": (mutate, MutateRequest((Path("thing.py"),)), mutate_view.view, "mutation score"),
    "flaky": (flaky, FlakyRequest(runs=2, rate=0.49), flaky_view.view, "0 of 1 test flaky"),
}


@pytest.fixture
def told(services: Services) -> tuple[Services, list[str]]:
    (services.root / "thing.py").write_text("def one():\n    return 1\n", encoding="utf-8")
    (services.root / "test_thing.py").write_text(
        "import thing\n\n\ndef test_one():\n    assert thing.one() == 1\n", encoding="utf-8"
    )
    notes: list[str] = []
    return replace(services, notice=notes.append), notes


@pytest.mark.parametrize("name", CASES)
def test_a_full_disk_does_not_cost_the_result(
    told: tuple[Services, list[str]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, notes = told
    operation, request, view, shown = CASES[name]

    def full(*arguments: object, **named: object) -> None:
        raise StoreError("no space left", slug="disk-full")

    monkeypatch.setattr(services.store, "record_run", full)
    result = operation(request, services)

    assert result.status is Status.INCONCLUSIVE, (
        "a gate must not go on with what was recorded before"
    )
    assert result.recorded is False
    assert notes == ["not everything could be recorded: no space left"]
    text = plain_text(view(result, Face()))
    assert shown in text
    assert "not recorded" in text


@pytest.mark.parametrize("name", CASES)
def test_what_was_recorded_is_not_told(told: tuple[Services, list[str]], name: str) -> None:
    services, notes = told
    operation, request, view, shown = CASES[name]

    result = operation(request, services)

    assert result.recorded is True
    assert notes == []
    assert shown in plain_text(view(result, Face()))
    assert "not recorded" not in plain_text(view(result, Face()))


def test_what_cannot_be_kept_for_reports_is_told(
    told: tuple[Services, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    services, notes = told
    keep_document(services, {}, "x.json", "no-such-run")
    assert notes == [], "the run itself was told already"

    def full(*arguments: object, **named: object) -> None:
        raise StoreError("no space left", slug="disk-full")

    monkeypatch.setattr(services.store, "artefact", full)
    keep_document(services, {}, "x.json", "r")
    assert notes == ["later reports will not know everything: no space left"]
