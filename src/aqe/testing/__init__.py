"""Fakes for tests of `aqe` and of its plug-ins."""

from aqe.testing.call_ledger import MemoryCallLedger
from aqe.testing.clock import ManualClock
from aqe.testing.model_server import ModelServer, ServerKeys
from aqe.testing.models import Answer, Asked, Exchange, Fault, ServedModel, seeded_faults
from aqe.testing.scripted_models import ScriptedModels
from aqe.testing.simulated_time import SimulatedTime

__all__ = [
    "Answer",
    "Asked",
    "Exchange",
    "Fault",
    "ManualClock",
    "MemoryCallLedger",
    "ModelServer",
    "ScriptedModels",
    "ServedModel",
    "ServerKeys",
    "SimulatedTime",
    "seeded_faults",
]
