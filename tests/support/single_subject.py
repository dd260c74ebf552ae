"""Generation for a module of one file, with everything kept in memory."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from memory_ledger import MemoryLedger

from aqe.campaign.generate import generate
from aqe.campaign.options import GenerateOptions, SubjectReport


def report_of(
    folder: Path, source: str, *, module: str = "shop", **options: object
) -> SubjectReport:
    """What became of the module; it must not have failed.

    Args:
        folder: Where the project is made.
        source: Of the module.
        module: Its name.
        options: Of `GenerateOptions`; 250 executions and seed 1 where they say nothing else.
    """
    (folder / "pyproject.toml").write_text("")
    path = folder / f"{module}.py"
    path.write_text(source)
    report = generate(
        GenerateOptions(
            paths=(path,),
            root=folder,
            out=folder / "tests" / "generated",
            force=True,
            **{"executions": 250, "seed": 1, **options},  # type: ignore[arg-type]
        ),
        store=MemoryLedger(),
        progress=lambda progress: None,
        cancelled=lambda: False,
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
        environ={**os.environ},
    )
    (found,) = report.subjects
    assert found.error is None, found.error
    return found
