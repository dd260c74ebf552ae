from __future__ import annotations

import pytest

from aqe.booster.anonymising.traces import is_identifying, traces_of, traces_of_value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ask jo.smith@corp.example.com today", {"e-mail addresses"}),
        ("x " * 5000 + "jo@corp.com", {"e-mail addresses"}),
        ("paid with 4111 1111 1111 1111.", {"card numbers"}),
        ("paid with 4111 1111 1111 1112.", set()),
        ("to DE89 3704 0044 0532 0130 00, please", {"IBANs"}),
        ("to DE88370400440532013000", set()),
        ("call +49 (170) 123-4567", {"telephone numbers"}),
        ("his 078-05-1120", {"social security numbers"}),
        ("10.1.2.3", {"addresses of machines"}),
        ("fe80::1", {"addresses of machines"}),
        ("2024-05-06 10:20:30", set()),
        ("+1.5", set()),
        ("order 12345678", set()),
        ("@home", set()),
        ("", set()),
    ],
)
def test_traces(text: str, found: set[str]) -> None:
    assert traces_of(text) == found


def test_bytes_that_are_a_text_are_read() -> None:
    assert traces_of_value(b"jo@corp.com") == {"e-mail addresses"}
    assert traces_of_value(b"\xff jo@corp.com") == frozenset()
    assert traces_of_value(12) == frozenset()


def test_names_that_are_values() -> None:
    assert is_identifying("jo@corp.com")
    assert is_identifying("123e4567-e89b-42d3-a456-426614174000")
    assert not is_identifying("customer_id")
