"""The Python front end: recipes and suites to source text, source text to recipes."""

from __future__ import annotations

from aqe.syntax.python.expressions import Printer, program_of
from aqe.syntax.python.imports import Import, ImportPlan, plan_imports
from aqe.syntax.python.parsing import parse_expression, parse_literal, recipe_of

__all__ = [
    "Import",
    "ImportPlan",
    "Printer",
    "parse_expression",
    "parse_literal",
    "plan_imports",
    "program_of",
    "recipe_of",
]
