from __future__ import annotations

import pytest

from aqe.booster.introspection.defaults import literal
from aqe.booster.introspection.sql_tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'new'", "new"),
        ("'new'::order_state", "new"),
        ("('it''s')", "it's"),
        ("5", 5),
        ("-2.5", -2.5),
        ("(+7)", 7),
        ("true", True),
        ("FALSE", False),
        ("1e5", 100_000),
        ("now()", None),
        ("nextval('s'::regclass)", None),
        ("1 + 1", None),
        ("CURRENT_TIMESTAMP", None),
        ("NULL", None),
        ("-'a'", None),
        ("1e999999", None),
        ("", None),
    ],
)
def test_only_literals_are_read(text: str, value: object) -> None:
    found = literal(list(tokens_of(text)))
    assert found == value
    assert type(found) is type(value)
