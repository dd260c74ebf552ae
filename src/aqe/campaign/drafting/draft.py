"""What a campaign hands on of one subject: a suite that is neither printed nor verified yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aqe.domain.effort import Effort
from aqe.domain.explanation import ModuleExplanation
from aqe.domain.mutant import MutantResult
from aqe.domain.run import LoadedSubject
from aqe.domain.subject import Subject
from aqe.domain.suite import Suite
from aqe.generation.judging.oddities import Suspect

if TYPE_CHECKING:
    from aqe.generation.properties.inquiry import Findings

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """Everything about a suite before it is printed and verified."""

    subject: Subject
    loaded: LoadedSubject
    suite: Suite
    mutants: tuple[MutantResult, ...]
    """Those that were tried, as the tests of the suite judge them."""
    mutants_drawn: int
    executions: int
    cut_by_time: bool
    reached_share: float
    explanation: ModuleExplanation
    """Why the rest was not reached."""
    effort: Effort
    one_sided: frozenset[int]
    """Lines behind which something was never reached."""
    contradictions: tuple[str, ...] = ()
    """Documented results that the subject does not give."""
    suspects: tuple[Suspect, ...] = ()
    """What the search met that no test should nail down."""
    laws: Findings | None = None
    """Laws that may become tests; None where none were looked for."""
