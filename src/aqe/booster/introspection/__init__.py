"""Reads what describes data into a data model: databases, contracts, types in source code."""

from aqe.booster.introspection.documents import parse_document
from aqe.booster.introspection.model_json import model_from_json, model_to_json
from aqe.booster.introspection.openapi import introspect_openapi, is_openapi
from aqe.booster.introspection.openapi_rules import DocumentFault, check_openapi
from aqe.booster.introspection.postgresql_server import (
    introspect_postgresql_server,
    is_server,
    without_password,
)
from aqe.booster.introspection.postgresql_text import introspect_postgresql_text
from aqe.booster.introspection.python_models import introspect_python
from aqe.booster.introspection.refusal import (
    IntrospectionRefused,
    IntrospectionUnavailable,
    read_source,
)
from aqe.booster.introspection.sources import introspect_path
from aqe.booster.introspection.sqlite import introspect_sqlite
from aqe.booster.introspection.typescript import introspect_typescript

__all__ = [
    "DocumentFault",
    "IntrospectionRefused",
    "IntrospectionUnavailable",
    "check_openapi",
    "introspect_openapi",
    "introspect_path",
    "introspect_postgresql_server",
    "introspect_postgresql_text",
    "introspect_python",
    "introspect_sqlite",
    "introspect_typescript",
    "is_openapi",
    "is_server",
    "model_from_json",
    "model_to_json",
    "parse_document",
    "read_source",
    "without_password",
]
