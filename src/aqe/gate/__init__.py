"""Measures held against a policy: pass, fail or inconclusive, with reasons. Pure functions."""

from aqe.gate.judgement import judge
from aqe.gate.policy import Policy, StaleRule, default_policy, parse_policy

__all__ = ["Policy", "StaleRule", "default_policy", "judge", "parse_policy"]
