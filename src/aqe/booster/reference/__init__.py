"""The engine in Python: what the WASM module is compared with, and what serves without it."""

from aqe.booster.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
