"""What is asked of a run of a suite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aqe.domain.run import RunKind
from aqe.execution.interpreter import Interpreter
from aqe.execution.limits import Limits

__all__ = ["Clock", "MutantLimits", "SuiteRequest"]

Clock = Callable[[], datetime]
"""Tells the time, with its zone."""


@dataclass(frozen=True, slots=True)
class SuiteRequest:
    """One run of a suite by real pytest in a fresh process."""

    interpreter: Interpreter
    root: Path
    """Project root: paths in the record are relative to it; the owner's suite runs in it."""
    paths: tuple[Path, ...]
    """Files, folders or node ids given to pytest; empty for what the project configures."""
    search_path: tuple[Path, ...]
    """Folders put before the import path."""
    coverage_of: tuple[Path, ...] | None
    """Files and folders whose lines and branches are measured; None for no measurement."""
    hash_seed: int | None
    """``PYTHONHASHSEED``; None leaves it to chance."""
    shuffle_seed: int | None
    """Seed of the order of the tests; None for file order."""
    timeout_s: float
    """Limit for the whole run."""
    walls: bool
    """Whether the run stands behind the same walls as the workers."""
    kind: RunKind
    contexts: bool = False
    """Whether coverage is also told per test."""
    branch_contexts: bool = False
    """Whether that is told of branches, too."""
    extra: tuple[str, ...] = ()
    """Further arguments for pytest."""
    test_timeout_s: float | None = None
    """Limit for one test; a test that exceeds it is recorded as such and the rest still runs."""
    collect_timeout_s: float | None = None
    """Limit from the start of the process until all tests are collected; what exceeds it ends the run."""
    only: tuple[str, ...] | None = None
    """Node ids to run, or None for all that are collected."""
    skip: tuple[str, ...] = ()
    """Node ids to leave out."""
    environ: Mapping[str, str] | None = None
    """Environment to start from; None for the current one."""
    bytecode: Path | None = None
    """Folder in which processes of the same campaign share what they compile."""
    limits: Limits = field(default_factory=Limits)
    """What the tests may use behind the walls: memory and the size of files, as in a worker."""
    generated: bool | None = None
    """Whether the suite was generated: no configuration, conftest, plug-in or environment of the
    project takes part. None: decided by `kind`."""
    conftest: bool = False
    """For a generated suite: whether a ``conftest.py`` beside it was generated, too, and takes part."""

    trial_of: str | None = None
    """Module under test, where tests are on trial: one that a wall stops, or that leaves the module
    changed, fails."""

    @property
    def is_generated(self) -> bool:
        """Whether the suite runs apart from the project's configuration."""
        if self.generated is not None:
            return self.generated
        return self.kind in (RunKind.GENERATE, RunKind.VERIFY)


@dataclass(frozen=True, slots=True)
class MutantLimits:
    """Limits for one mutant under a suite."""

    factor: float = 4.0
    """How many times longer than without a mutant its tests may take, in processor time."""
    margin_s: float = 1.0
    """Granted on top."""
    memory_bytes: int = 1024**3
    """Granted on top of what the process uses before the tests run."""
