"""Data from JSON Schema 2020-12: schemas compiled to programs, and instances validated."""

from aqe.booster.schemas.compiling import SchemaProgram, compile_schema
from aqe.booster.schemas.generating import generate
from aqe.booster.schemas.options import SchemaOptions, SchemaRefused
from aqe.booster.schemas.relations import compile_model
from aqe.booster.schemas.validation import Validator

__all__ = [
    "SchemaOptions",
    "SchemaProgram",
    "SchemaRefused",
    "Validator",
    "compile_model",
    "compile_schema",
    "generate",
]
