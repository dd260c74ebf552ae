"""Transforms of test files: other frameworks, other styles, nothing else changed."""

from __future__ import annotations

from aqe.booster.transforms.model import Left, Transformed
from aqe.booster.transforms.unittest_pytest import unittest_to_pytest

__all__ = ["Left", "Transformed", "unittest_to_pytest"]
