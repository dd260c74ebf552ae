"""Runs of suites that were generated, in a folder where nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aqe.campaign.options import GenerateOptions
from aqe.campaign.patient import Ledger
from aqe.domain.run import RecordedRun, RunKind
from aqe.errors import AqeError
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import RUNS, SuiteRequest, Verification, run_suite, verify_suite
from aqe.execution.temporary import temporary_folder

__all__ = ["OwnSuites"]

_WHOLE_S = 120.0
_TEST_S = 10.0


@dataclass(frozen=True, slots=True)
class OwnSuites:
    """What it takes to run files of tests that a request wrote, or is about to write."""

    options: GenerateOptions
    interpreter: Interpreter
    store: Ledger
    clock: Callable[[], datetime]
    cancelled: Callable[[], bool]

    def run(self, files: dict[str, str], search_path: Sequence[Path]) -> RecordedRun | None:
        """One run of the files, which is not recorded; None where no process could be started.

        Args:
            files: their texts by name.
            search_path: where the subjects are imported from.
        """
        with temporary_folder("verify") as folder:
            request = self._request(folder, files, search_path)
            try:
                return run_suite(
                    request,
                    run_id=self.store.new_run_id(),
                    clock=self.clock,
                    cancelled=self.cancelled,
                )
            except AqeError:
                return None

    def verified(
        self, files: dict[str, str], conftest: str, search_path: Sequence[Path]
    ) -> Verification | None:
        """The usual verification of the files beside a ``conftest.py``; its runs are recorded.

        Args:
            files: their texts by name.
            conftest: the text of that file.
            search_path: where the subjects are imported from.
        """
        with temporary_folder("verify") as folder:
            (folder / "conftest.py").write_text(conftest, encoding="utf-8")
            try:
                verification = verify_suite(
                    self._request(folder, files, search_path, conftest=True),
                    run_ids=[self.store.new_run_id() for _ in range(RUNS)],
                    clock=self.clock,
                    seed=self.options.seed,
                    cancelled=self.cancelled,
                )
            except AqeError:
                return None
        for each in verification.runs:
            self.store.record_run(each)
        return verification

    def _request(
        self,
        folder: Path,
        files: dict[str, str],
        search_path: Sequence[Path],
        *,
        conftest: bool = False,
    ) -> SuiteRequest:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return SuiteRequest(
            interpreter=self.interpreter,
            root=folder,
            paths=tuple(folder / name for name in files),
            search_path=(*search_path, *self.options.search_path),
            coverage_of=None,
            hash_seed=0,
            shuffle_seed=None,
            timeout_s=_WHOLE_S,
            walls=True,
            kind=RunKind.VERIFY,
            test_timeout_s=_TEST_S,
            limits=self.options.limits,
            conftest=conftest,
        )
