"""Clocks, timers, logs and redaction. Nothing here writes to standard output."""

from aqe.telemetry.clock import Clock, SystemClock
from aqe.telemetry.redaction import redact, redact_command, redact_environment

__all__ = ["Clock", "SystemClock", "redact", "redact_command", "redact_environment"]
