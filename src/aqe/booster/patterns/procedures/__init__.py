"""Ways of rewriting for which captures are not enough."""

from __future__ import annotations

from aqe.booster.patterns.procedures.dispatch import run_procedure

__all__ = ["run_procedure"]
