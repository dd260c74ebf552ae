"""Transforms of test files: other frameworks, other styles, nothing else changed."""

from __future__ import annotations

from aqe.booster.transforms.listing import TRANSFORMS, Transform
from aqe.booster.transforms.model import Left, Transformed

__all__ = ["TRANSFORMS", "Left", "Transform", "Transformed"]
