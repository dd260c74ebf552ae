"""Fakes for tests of `aqe` and of its plug-ins."""

from aqe.testing.clock import ManualClock
from aqe.testing.models import ScriptedModels

__all__ = ["ManualClock", "ScriptedModels"]
