"""Fakes for tests of `aqe` and of its plug-ins."""

from aqe.testing.clock import ManualClock

__all__ = ["ManualClock"]
