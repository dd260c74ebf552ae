"""Runs of whole suites: recorded runs, verification of generated suites, mutants under a suite."""

from __future__ import annotations

from aqe.execution.mutants import run_mutants_with_suite
from aqe.execution.recording import run_suite
from aqe.execution.requests import Clock, MutantLimits, SuiteRequest
from aqe.execution.verification import RUNS, Rejection, Verification, verify_suite

__all__ = [
    "RUNS",
    "Clock",
    "MutantLimits",
    "Rejection",
    "SuiteRequest",
    "Verification",
    "run_mutants_with_suite",
    "run_suite",
    "verify_suite",
]
