"""What a campaign over the project's own suite has to know: interpreter, sources, import path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aqe.analysis.locate import find_sources
from aqe.domain.measure import Measure
from aqe.domain.mutant import MutantResult
from aqe.domain.progress import Progress
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import AqeError, UsageError
from aqe.execution.interpreter import find_interpreter
from aqe.execution.suites import SuiteRequest

__all__ = ["RunStore", "Wiring", "import_folders", "project_sources", "suite_request"]


class RunStore(Protocol):
    """What campaigns need of the store."""

    def new_run_id(self) -> str:
        """A new id."""
        ...

    def record_run(self, run: RecordedRun) -> None:
        """Records a run."""
        ...

    def record_measures(self, measures: Sequence[Measure]) -> None:
        """Records measures."""
        ...

    def record_mutants(self, run_id: str, results: Sequence[MutantResult]) -> None:
        """Records what became of mutants."""
        ...


@dataclass(frozen=True, slots=True)
class Wiring:
    """The wires to the world that every campaign is given."""

    store: RunStore
    clock: Callable[[], datetime]
    environ: Mapping[str, str]
    progress: Callable[[Progress], None] = lambda progress: None
    cancelled: Callable[[], bool] = lambda: False


def suite_request(
    root: Path,
    paths: tuple[Path, ...],
    wiring: Wiring,
    *,
    kind: RunKind,
    python: str | None,
    timeout_s: float,
    test_timeout_s: float | None,
    coverage_of: tuple[Path, ...] | None = None,
    contexts: bool = False,
    extra: tuple[str, ...] = (),
) -> SuiteRequest:
    """A run of the project's own suite, as its owner would run it.

    Raises:
        UsageError: A path does not exist, or the interpreter does not.
        ExecutionError: The interpreter does not answer.
    """
    for path in paths:
        if not (root / str(path).partition("::")[0]).exists():
            raise UsageError(
                f"there is nothing at {str(path)!r}",
                hint="name test files, folders or node ids below the project",
                slug="path-not-found",
            )
    return SuiteRequest(
        interpreter=find_interpreter(root, python, wiring.environ),
        root=root,
        paths=paths,
        search_path=import_folders(root),
        coverage_of=coverage_of,
        hash_seed=0,
        shuffle_seed=None,
        timeout_s=timeout_s,
        walls=False,
        kind=kind,
        contexts=contexts,
        extra=extra,
        test_timeout_s=test_timeout_s,
        environ=wiring.environ,
    )


def project_sources(root: Path) -> tuple[Path, ...]:
    """Source files of the project, without its tests; empty where there are none."""
    try:
        return find_sources((root,), project_root=root)
    except AqeError:
        return ()


def import_folders(root: Path) -> tuple[Path, ...]:
    """Like ``python -m pytest`` in the root; a ``src`` layout works without being installed."""
    source = root / "src"
    return (root, source) if source.is_dir() and not (source / "__init__.py").exists() else (root,)
