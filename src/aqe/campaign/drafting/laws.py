"""The inquiry into laws as a part of a campaign: whether there is one, and when it may work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aqe.analysis.mutants import mutants_of, sample
from aqe.campaign.options import GenerateOptions
from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.suite import TestCase
from aqe.execution.interpreter import Interpreter
from aqe.generation.exploring.search import Search
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.parsing import parse_literal

if TYPE_CHECKING:
    from aqe.generation.properties.inquiry import Findings, Inquiry

__all__ = ["ScreenedLaws", "screened_laws", "why_no_properties"]

_SCREEN_UNTIL, _MUTANTS_UNTIL, _CONCLUDE_UNTIL = 0.46, 0.66, 0.74
"""Shares of the budget. Mutants get less time when there are laws that may kill some: these need it."""
_MOST_OTHERS = 120
_CHUNK = 8
"""Mutants in one request, between which time is looked at."""
_TRIAL_S = 0.5
_UNNOTICED = (MutantState.SURVIVED, MutantState.NO_COVERAGE)


def why_no_properties(options: GenerateOptions, interpreter: Interpreter) -> tuple[str, str] | None:
    """(status, reason) where laws are not looked for at all; None where they are."""
    if options.property is False:
        return "off", "switched off"
    if interpreter.hypothesis_version is None:
        return (
            "unavailable",
            f"install hypothesis there: {interpreter.path} -m pip install hypothesis",
        )
    if not options.mutants:
        return "off", "a law has to kill a mutant, and mutants are switched off"
    return None


@dataclass(slots=True)
class ScreenedLaws:
    """Laws that held on a few inputs, or none."""

    inquiry: Inquiry | None = None
    is_promising: bool = False
    only: frozenset[str] | None = None
    is_over: Callable[[float], bool] = lambda share: False

    def time_for_mutants(self, share: float) -> float:
        """Until when mutants may guide the choice of tests, where `share` is the usual time."""
        return min(share, _MUTANTS_UNTIL) if self.is_promising else share

    def concluded(
        self, results: Sequence[MutantResult], cases: Sequence[TestCase]
    ) -> Findings | None:
        """The end of the inquiry, with all mutants that the tests of a suite are known to let live.

        Those that were drawn for the choice of tests are few in a large module. Others on lines that
        laws ran through are held against the tests here, so that it is known which of them live.

        Args:
            results: What became of the mutants that were drawn.
            cases: The tests.
        """
        inquiry = self.inquiry
        if inquiry is None:
            return None
        inquiry.is_over = partial(self.is_over, _CONCLUDE_UNTIL)
        unnoticed = [each.mutant for each in results if each.state is MutantState.SURVIVED]
        drawn = {each.mutant.id for each in results}
        subject = inquiry.subject
        others = [
            each
            for each in mutants_of(subject.source, subject.module, lines=inquiry.lines)
            if each.id not in drawn and (self.only is None or each.qualname in self.only)
        ]
        others = list(sample(others, _MOST_OTHERS))
        programs = [inquiry.printer(each.candidate) for each in cases]
        for start in range(0, len(others), _CHUNK):
            if inquiry.is_over():
                break
            judged = inquiry.runner.run_mutants(
                others[start : start + _CHUNK], programs, stop_at_first=True, timeout_s=_TRIAL_S
            )
            unnoticed += [each.mutant for each in judged if each.state in _UNNOTICED]
        return inquiry.conclude(unnoticed)


def screened_laws(
    search: Search,
    options: GenerateOptions,
    interpreter: Interpreter,
    *,
    only: frozenset[str] | None,
    is_over: Callable[[float], bool],
) -> ScreenedLaws:
    """The laws that hold on a few inputs after a search; none where no laws are wanted.

    Args:
        search: Is over; its archive says what worked.
        options: Of the request.
        interpreter: The project's; without Hypothesis there is nothing to look for.
        only: Qualified names to look at, or None for all.
        is_over: Whether a share of the budget is used.
    """
    if why_no_properties(options, interpreter) is not None:
        return ScreenedLaws()
    # Imported here: who has no Hypothesis does not pay for it.
    from aqe.generation.properties.inquiry import Inquiry
    from aqe.syntax.python.laws import law_definition

    printer = Printer()
    inquiry = Inquiry(
        search.subject,
        search.archive,
        search.exploration.runner,
        search.exploration.printer,
        lambda law: law_definition(law, printer),
        parse_literal,
        options.seed,
        only,
        partial(is_over, _SCREEN_UNTIL),
    )
    return ScreenedLaws(inquiry, inquiry.screen(), only, is_over)
