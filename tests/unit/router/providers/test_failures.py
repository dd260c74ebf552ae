"""Statuses, kinds and `Retry-After` in the words of the router."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aqe.router.providers.failures import Failures, retry_after_s

NOW = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
FAILURES = Failures("openrouter", lambda: NOW)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after-ms": "many", "retry-after": "7"}, 7.0),
        ({"retry-after": "Tue, 01 Jan 2030 12:00:20 GMT"}, 20.0),
        ({"retry-after": "Tue, 01 Jan 2030 11:59:00 GMT"}, 0.0),
        ({"retry-after": "Tuesday, 01-Jan-30 12:00:20 GMT"}, 20.0),
        (
            {
                "date": "Tue, 01 Jan 2030 15:00:00 GMT",
                "retry-after": "Tue, 01 Jan 2030 15:00:05 GMT",
            },
            5.0,
        ),
        ({"date": "no date", "retry-after": "Tue, 01 Jan 2030 12:00:20 GMT"}, 20.0),
    ],
)
def test_retry_after_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "slug", "retryable"),
    [
        (301, "model-refused", False),
        (400, "model-refused", False),
        (401, "provider-key-refused", False),
        (402, "provider-key-refused", False),
        (403, "model-refused", False),
        (404, "model-refused", False),
        (408, "model-overloaded", True),
        (409, "model-overloaded", True),
        (413, "model-refused", False),
        (422, "model-refused", False),
        (429, "model-rate-limited", True),
        (500, "model-overloaded", True),
        (501, "model-refused", False),
        (503, "model-overloaded", True),
        (504, "model-overloaded", True),
        (529, "model-overloaded", True),
    ],
)
def test_every_status_has_its_slug(status: int, slug: str, retryable: bool) -> None:
    error = FAILURES.of_status(status, {"retry-after": "3"}, (), "openrouter/small")
    assert (error.slug, error.retryable) == (slug, retryable)
    assert str(status) in error.message
    waits = slug in ("model-rate-limited", "model-overloaded")
    assert error.retry_after_s == (3.0 if waits else None)


@pytest.mark.parametrize("kind", ["insufficient_quota", "enforced_spend_limit_reached"])
def test_waiting_does_not_bring_money(kind: str) -> None:
    error = FAILURES.of_status(429, {}, (kind,), "openrouter/small")
    assert (error.slug, error.retryable) == ("model-rate-limited", False)
    assert error.hint == "the account at this provider has no money left"


def test_a_service_may_say_that_asking_again_is_of_no_use() -> None:
    error = FAILURES.of_status(503, {"x-should-retry": "false"}, (), "openrouter/small")
    assert not error.retryable


def test_only_identifiers_of_what_it_said_are_shown() -> None:
    kinds = ("rate_limit_error", "Your prompt 'def secret()' was refused", "x" * 200)
    message = FAILURES.of_status(429, {}, kinds, "openrouter/small").message
    assert "rate_limit_error" in message
    assert "secret" not in message
    assert "xxx" not in message


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        ({"code": 502, "message": "Provider returned error"}, "model-overloaded"),
        ({"code": "429", "message": "m"}, "model-rate-limited"),
        ({"code": 401}, "provider-key-refused"),
        ({"type": "overloaded_error"}, "model-overloaded"),
        ({"type": "rate_limit_error"}, "model-rate-limited"),
        ({"type": "invalid_request_error", "code": None}, "model-refused"),
        ({"code": "server_error"}, "model-overloaded"),
        ({"code": True}, "model-overloaded"),
        ({"code": 7}, "model-overloaded"),
        ({}, "model-overloaded"),
        ("what", "model-overloaded"),
        (None, "model-overloaded"),
    ],
)
def test_an_error_object_is_read_whatever_it_holds(error: object, slug: str) -> None:
    assert FAILURES.of_error_object(error, {}, "openrouter/small").slug == slug
