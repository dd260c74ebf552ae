"""Data from JSON Schema 2020-12: schemas compiled to programs, and instances validated."""

from aqe.booster.schemas.compiling import SchemaProgram, compile_schema
from aqe.booster.schemas.generating import generate
from aqe.booster.schemas.options import SchemaOptions, SchemaRefused

__all__ = ["SchemaOptions", "SchemaProgram", "SchemaRefused", "compile_schema", "generate"]
