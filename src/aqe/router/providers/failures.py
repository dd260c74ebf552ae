"""What went wrong at a provider, in the words of the router.

Messages hold the id of the model, a status and short identifiers only. What a provider says in prose
may repeat the prompt, so it is never shown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aqe.errors import RouterError

__all__ = ["Failures", "retry_after_s"]

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_.-]{1,59}")
_OF_MONEY = {"insufficient_quota", "billing_error", "enforced_spend_limit_reached"}
"""Kinds of 429 that waiting does not help."""
_KINDS = {
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "overloaded_error": 529,
    "server_error": 500,
    "api_error": 500,
    "timeout_error": 504,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "invalid_request_error": 400,
}
"""Statuses of errors that come inside an answer, where they are told by kind."""
_HINTS = {
    401: "check the key of this provider: it is unknown, expired or revoked",
    402: "the account at this provider has no money left",
    403: "the key of this provider may not use this model",
    404: "`aqe router refresh` reads the provider's list of models again",
    413: "the prompt is too long for this model; ask for fewer goals at once",
}


class Failures:
    """Makes the errors of one provider."""

    def __init__(self, provider: str, now: Callable[[], datetime]) -> None:
        self._provider = provider
        self._now = now

    def of_status(
        self, status: int, headers: Mapping[str, str], kinds: tuple[str, ...], model: str
    ) -> RouterError:
        """An answer that is a refusal, by its status.

        Args:
            status: Of HTTP, or what a provider calls the same inside an answer.
            headers: Of the answer, their names in lower case.
            kinds: What the provider calls the error; kept where it is an identifier.
            model: Which model was asked.
        """
        known = tuple(each for each in kinds if _IDENTIFIER.fullmatch(each))
        detail = f"status {status}" + (f", {', '.join(known)}" if known else "")
        is_final = headers.get("x-should-retry") == "false" or bool(_OF_MONEY & set(known))
        if status == 429:
            return RouterError(
                f"{model!r} was asked too often: {detail}",
                hint=_HINTS[402] if _OF_MONEY & set(known) else None,
                slug="model-rate-limited",
                retryable=not is_final,
                retry_after_s=retry_after_s(headers, self._now()),
            )
        if status in (408, 409) or (status >= 500 and status != 501):
            return RouterError(
                f"{model!r} could not answer: {detail}",
                slug="model-overloaded",
                retryable=not is_final,
                retry_after_s=retry_after_s(headers, self._now()),
            )
        if status in (401, 402):
            return RouterError(
                f"{self._provider!r} refused the key: {detail}",
                hint=_HINTS[status],
                slug="provider-key-refused",
            )
        if 300 <= status < 400:
            detail += "; it sends questions elsewhere, which is not followed"
        return RouterError(
            f"{model!r} refused the question: {detail}",
            hint=_HINTS.get(status),
            slug="model-refused",
        )

    def of_error_object(self, error: object, headers: Mapping[str, str], model: str) -> RouterError:
        """An error that came as an object inside an answer that began well."""
        fields = error if isinstance(error, Mapping) else {}
        code, kind = fields.get("code"), fields.get("type")
        kinds = tuple(each for each in (kind, code) if isinstance(each, str))
        status = code if isinstance(code, int) and 400 <= code <= 599 else None
        if status is None and isinstance(code, str) and re.fullmatch("[45][0-9][0-9]", code):
            status = int(code)
        named = (_KINDS[each] for each in kinds if each in _KINDS)
        return self.of_status(status or next(named, 502), headers, kinds, model)

    def unreachable(self, model: str, why: str) -> RouterError:
        """There is no way to the provider; nothing was sent."""
        return RouterError(
            f"{model!r} cannot be reached: {why}",
            hint="check the network and the address of this provider",
            slug="model-unreachable",
            retryable=True,
        )

    def cut(self, model: str, why: str) -> RouterError:
        """The question was sent; the answer did not come, or not to its end."""
        return RouterError(
            f"the answer of {model!r} did not come to its end: {why}",
            slug="model-cut",
            retryable=True,
        )

    def malformed(self, model: str, why: str) -> RouterError:
        """What came is no answer of this protocol."""
        return RouterError(
            f"what {model!r} answered cannot be read: {why}",
            hint=f"check that the address of {self._provider!r} leads to the service that is meant",
            slug="model-malformed",
            retryable=True,
        )


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the other side asks to wait; None where it does not.

    ``Retry-After`` is a number of seconds or a date (RFC 9110, section 10.2.3). A date is compared
    with the other side's own clock where the answer tells it, since ours may differ.
    ``retry-after-ms`` is what some providers send beside it.
    """
    exact = _number(headers.get("retry-after-ms"))
    if exact is not None:
        return exact / 1000
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is not None:
        return seconds
    until = _moment(text)
    if until is None:
        return None
    return max(0.0, (until - (_moment(headers.get("date", "")) or now)).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
