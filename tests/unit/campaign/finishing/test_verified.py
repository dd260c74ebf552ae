from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aqe.analysis.locate import locate
from aqe.campaign.finishing import verified
from aqe.campaign.options import GenerateOptions
from aqe.campaign.verifying import checking
from aqe.domain.finding import Finding, Severity
from aqe.errors import ExecutionError
from aqe.execution.limits import Limits
from aqe.execution.requests import SuiteRequest


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    path = tmp_path / "thing.py"
    path.write_text("def one(): return 1\n", encoding="utf-8")
    return path


def test_tests_have_the_limits_that_candidates_have(
    subject: Path, bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SuiteRequest] = []

    def verify(request: SuiteRequest, **other: object) -> None:
        asked.append(request)
        raise ExecutionError("enough")

    monkeypatch.setattr(checking, "verify_suite", verify)
    limits = Limits(memory_bytes=3 * 2**30, file_bytes=2**20)
    options = GenerateOptions((subject,), subject.parent, subject.parent / "out", limits=limits)
    located = locate(subject, project_root=subject.parent)

    with pytest.raises(ExecutionError):
        checking.verify("", located, options, bench.wires(subject.parent))

    assert asked[0].limits == limits


@pytest.mark.parametrize("dry_run", [False, True])
def test_findings_name_their_test_only_where_its_file_is_written(
    subject: Path, bench: Any, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    root = subject.parent
    name = ".agentic-qe/findings/test_thing.py"
    found = Finding(
        "r",
        Severity.NOTE,
        "m",
        "thing.py",
        test=f"{name}::test_one",
        reproduction="def test_one():",
    )
    monkeypatch.setattr(verified, "confirmed", lambda *asked, **other: ((found,), "x = 1\n"))
    draft: Any = SimpleNamespace(suspects=("any",), subject=SimpleNamespace(source=""))
    options = GenerateOptions((subject,), root, root / "out", dry_run=dry_run)
    located = locate(subject, project_root=root)

    (told,) = verified._findings(draft, located, options, bench.wires(root), "run-1")

    assert (root / name).exists() is not dry_run
    assert told.test == (None if dry_run else found.test)
    assert told.reproduction == found.reproduction
    (kept,) = bench.store.artefacts.values()
    assert (name.encode() in kept) is not dry_run
