"""Runs of whole suites: recorded runs, verification of generated suites, mutants under a suite."""

from __future__ import annotations

from aqe.execution.recording import run_suite
from aqe.execution.requests import Clock, SuiteRequest

__all__ = ["Clock", "SuiteRequest", "run_suite"]
