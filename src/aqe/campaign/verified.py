"""From a draft to a suite that passed: print, verify, drop what fails, write, record."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aqe.analysis.locate import Located
from aqe.campaign.existing import reached_by, tests_about
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.campaign.subject import Draft, SubjectCampaign
from aqe.campaign.suite_files import suite_name, write_suite
from aqe.domain.measure import Basis, Measure
from aqe.domain.progress import Progress
from aqe.domain.run import FileCoverage, LoadedSubject, RecordedRun, RunKind
from aqe.domain.suite import Suite, TestCase
from aqe.evidence.coverage import coverage_measures
from aqe.execution.interpreter import Interpreter
from aqe.execution.suites import SuiteRequest, Verification, run_suite, verify_suite
from aqe.syntax.python.suites import Header, PrintedSuite, is_untouched, print_suite

if TYPE_CHECKING:
    from aqe.campaign.generate import Ledger

__all__ = ["verified_report"]

_ROUNDS = 3
_VERIFY_S = 60.0
_EXISTING_S = 120.0
