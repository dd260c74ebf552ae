"""Agents at work: which there are, whether they can work here, and one run of one of them."""

from __future__ import annotations

from aqe.fleet.probes import Probe, probe_interpreter, probe_runs
from aqe.fleet.registry import Registry
from aqe.fleet.runner import AgentResult, StepResult, run_agent

__all__ = [
    "AgentResult",
    "Probe",
    "Registry",
    "StepResult",
    "probe_interpreter",
    "probe_runs",
    "run_agent",
]
