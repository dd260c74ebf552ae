"""One comparison of a new suite with the existing tests, while the suite comes about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from aqe.analysis.locate import Located
from aqe.analysis.mutants import mutants_of
from aqe.analysis.parsing import read_source
from aqe.campaign.complementing.complement import (
    NEW_SHARE,
    Judged,
    combined_coverage,
    complement_of,
    draw,
    judged_by_existing,
    judged_by_new,
    survivors,
)
from aqe.campaign.complementing.existing import (
    Existing,
    existing_request,
    run_existing,
    tests_about,
)
from aqe.campaign.options import GenerateOptions
from aqe.campaign.patient import Ledger
from aqe.campaign.suites.suite_files import suite_name
from aqe.domain.complement import Complement
from aqe.domain.mutant import Mutant
from aqe.domain.progress import Progress
from aqe.domain.run import RecordedRun
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import SuiteRequest

__all__ = ["Comparison"]


@dataclass(slots=True)
class Comparison:
    """What the existing tests do, and what they do with the new ones.

    Mutants take part where existing tests were named, for they take time.
    """

    located: Located
    options: GenerateOptions
    interpreter: Interpreter
    cancelled: Callable[[], bool]
    existing: Existing = field(default_factory=Existing)
    _mutants: tuple[Mutant, ...] = ()
    _before: Judged | None = None

    def run(
        self,
        files: Sequence[Path],
        *,
        ledger: Ledger,
        clock: Callable[[], datetime],
        progress: Callable[[Progress], None],
    ) -> None:
        """Run those of the test files that are about the subject."""
        about = tests_about(self.located.module, files)
        if not about:
            return
        progress(Progress(self.located.module, "existing", message=f"{len(about)} test files"))
        request = existing_request(self.located, self.options, self.interpreter, about)
        self.existing = run_existing(
            self.located, request, ledger, clock=clock, cancelled=self.cancelled
        )

    def judge_existing(self) -> None:
        """Try a sample of mutants against the existing tests."""
        options = self.options
        request = self.existing.request
        is_asked = options.existing is not None and options.mutants
        if not is_asked or request is None or self.existing.coverage is None:
            return
        self._mutants = draw(mutants_of(read_source(self.located.path), self.located.module))
        self._before = judged_by_existing(
            request,
            self.located,
            self._mutants,
            budget_s=self._budget_s,
            cancelled=self.cancelled,
        )

    def options_for_search(self) -> GenerateOptions:
        """The options with the time that the second trials need set aside."""
        if self._before is None or self._before.note:
            return self.options
        return replace(self.options, budget_s=self.options.budget_s * (1 - NEW_SHARE))

    @property
    def noticed(self) -> frozenset[str]:
        """Mutants that need no new test."""
        return self._before.noticed if self._before is not None else frozenset()

    def notes(self) -> tuple[str, ...]:
        """What is to be told of the existing tests."""
        if self._before is None or not self._before.note:
            return self.existing.notes
        note = f"mutants could not be tried on the existing tests: {self._before.note}"
        return (*self.existing.notes, note)

    def complement(
        self, text: str | None, measured: RecordedRun | None, run_id: str
    ) -> Complement | None:
        """The comparison, once the new suite is verified.

        Args:
            text: the new suite; None where there is none.
            measured: the run in which its coverage was measured.
            run_id: the run in which it was made.
        """
        before, after = self._before, None
        if before is not None and text is not None and not before.note:
            after = judged_by_new(
                self._request_for_new(),
                text,
                suite_name(self.located.module),
                self.located,
                survivors(self._mutants, before),
                budget_s=self._budget_s,
                cancelled=self.cancelled,
            )
        return complement_of(self.existing, measured, before, after, run_id)

    def with_further(self, complement: Complement, measured: RecordedRun) -> Complement:
        """The comparison with coverage of further tests beside the new ones."""
        alone = self.existing.coverage
        if alone is None:
            return complement
        return replace(complement, coverage_after=combined_coverage(self.existing, alone, measured))

    def _request_for_new(self) -> SuiteRequest:
        request = existing_request(self.located, self.options, self.interpreter, ())
        search_path = (self.located.import_root, *self.options.search_path)
        return replace(request, walls=True, generated=True, search_path=search_path)

    @property
    def _budget_s(self) -> float | None:
        return self.options.budget_s if self.options.executions is None else None
