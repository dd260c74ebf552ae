"""What can be asked of generation, and what it reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.campaign.model_report import ModelReport
from aqe.campaign.property_report import PropertyReport
from aqe.domain.complement import Complement
from aqe.domain.effort import Effort
from aqe.domain.finding import Finding
from aqe.domain.measure import Measure
from aqe.domain.suite import UnreachedGoal
from aqe.errors import AqeError
from aqe.execution.limits import Limits
from aqe.generation.techniques import Technique

__all__ = [
    "CANDIDATE_LIMITS",
    "DEFAULT_BUDGET_S",
    "GenerateOptions",
    "GenerateReport",
    "SubjectReport",
    "share_reached",
]


DEFAULT_BUDGET_S = 10.0
CANDIDATE_LIMITS = Limits(cpu_s_per_call=0.15, wall_s_per_call=0.3)


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """One request for suites."""

    paths: tuple[Path, ...]
    root: Path
    """Project root: absolute."""
    out: Path
    """Folder for suites: absolute."""
    budget_s: float = DEFAULT_BUDGET_S
    """Seconds for one subject, verification included."""
    executions: int | None = None
    """Executions for one subject; removes the cap on time."""
    count: int | None = None
    """At most so many tests for one subject."""
    coverage_target: float | None = None
    """Share of lines and branches, 0 to 1, at which the search may stop."""
    seed: int = 0
    jobs: int = 1
    python: str | None = None
    existing: Path | None = None
    """Tests to complement; None: those of the project."""
    changed: str | None = None
    """A git ref: only callables touched since."""
    mutants: bool = True
    without: frozenset[Technique] = frozenset()
    """Techniques that are left out, to see what they are worth."""
    share: bool = True
    """Whether modules learn from each other how to build objects."""
    model: str | None = None
    """What was said about models, for the command that repeats the request."""
    property: bool | None = None
    """Whether to offer Hypothesis tests; None: where Hypothesis is installed."""
    dry_run: bool = False
    force: bool = False
    """Overwrite suites that somebody edited."""
    search_path: tuple[Path, ...] = ()
    """Further import roots, from the settings and ``PYTHONPATH``."""
    limits: Limits = CANDIDATE_LIMITS
    """What one candidate and the import of the subject may use."""


@dataclass(frozen=True, slots=True)
class SubjectReport:
    """What became of one subject."""

    subject: str
    """Import name; the path where that is unknown."""
    path: Path
    status: str
    """``verified``, ``no-tests``, ``failed`` or ``interrupted``."""
    files: tuple[Path, ...] = ()
    tests: int = 0
    measures: tuple[Measure, ...] = ()
    unreached: tuple[UnreachedGoal, ...] = ()
    dropped: tuple[str, ...] = ()
    """Tests that verification rejected."""
    cut_by_time: bool = False
    """Whether a cap on time ended a phase: then another machine may give another suite."""
    executions: int = 0
    duration_s: float = 0.0
    runs: tuple[str, ...] = ()
    error: AqeError | None = None
    notes: tuple[str, ...] = ()
    target_reached: bool | None = None
    """Whether the coverage asked for was reached; None when none was asked for."""
    text: str | None = None
    """The suite, for dry runs."""
    phases: tuple[tuple[str, float], ...] = ()
    """(phase, seconds)."""
    findings: tuple[Finding, ...] = ()
    """What the subject does wrong, apart from the suite; each was reproduced in a fresh process."""
    properties: PropertyReport | None = None
    """Laws that were looked for; None where the subject was not worked on to the end."""
    model: ModelReport | None = None
    """What a model did; None where none was allowed."""
    effort: Effort | None = None
    """What the search spent and where it stopped; None where it did not begin."""
    complement: Complement | None = None
    """What the new tests add to the existing ones; None where no existing test reaches the module."""
    survivors: int = 0
    """Mutants that no test tells apart, among those that were tried."""
    suspected_equivalent: int = 0
    """Of these the ones that are suspected to be equivalent."""

    def measure(self, name: str) -> float | None:
        """The value of a measure, or None where it is unavailable."""
        return next((each.value for each in self.measures if each.name == name), None)

    @property
    def share_reached(self) -> float | None:
        """Lines and branches that the new tests reach, together with those that were there already."""
        return share_reached(self.measures, self.complement)


def share_reached(measures: Sequence[Measure], complement: Complement | None) -> float | None:
    """Share of lines and branches, from 0 to 1; None where nothing was measured.

    Args:
        measures: of the new tests.
        complement: what they add to the existing ones, which decides where there are such.
    """
    if complement is not None and complement.coverage_after.value is not None:
        return complement.coverage_after.value
    return next((each.value for each in measures if each.name == "line_branch_coverage"), None)


@dataclass(frozen=True, slots=True)
class GenerateReport:
    """What became of all subjects of a request."""

    subjects: tuple[SubjectReport, ...]
    interrupted: bool
    duration_s: float
    seed: int
    notes: tuple[str, ...] = ()
    """What went wrong beside the work itself, such as a state that could not be written."""
