from __future__ import annotations

import pytest

from aqe.booster.introspection import IntrospectionRefused
from aqe.booster.introspection.definitions import reference_to, wholes


def test_each_schema_has_what_it_refers_to_and_no_more() -> None:
    schemas = {
        "a/b": {"items": reference_to("c~d")},
        "c~d": {"anyOf": [reference_to("c~d"), {"$ref": "#/$defs/gone"}]},
        "e": {"type": "string"},
        "never": False,
        "any": True,
    }
    found = wholes(["a/b", "c~d", "e", "never", "any"], schemas)
    assert found["a/b"]["$defs"] == {"c~d": schemas["c~d"]}
    assert found["c~d"]["$defs"] == {"c~d": schemas["c~d"]}
    assert found["e"] == {"type": "string"}
    assert (found["never"], found["any"]) == ({"not": {}}, {})
    assert reference_to("a/b") == {"$ref": "#/$defs/a~1b"}


def test_too_much_is_refused() -> None:
    chain = {f"t{index}": {"items": reference_to(f"t{index + 1}")} for index in range(2500)}
    with pytest.raises(IntrospectionRefused, match="refer to one another"):
        wholes(chain, chain)
