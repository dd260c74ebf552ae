"""Answers one question of the server by its script, and plays the fault that it meets."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aqe.domain.model import Price, TokenUsage
from aqe.testing.models.dialect import Dialect, Draft, Refusal
from aqe.testing.models.faults import Fault
from aqe.testing.models.http import Responder
from aqe.testing.models.talk import Answer, Asked, Exchange, ServedModel, count_tokens

__all__ = ["REFUSALS", "Pace", "Turn", "draft_of"]

_PIECES = 6
"""An answer comes in about so many parts."""
REFUSALS = {
    Fault.LIMITED: Refusal(429, "rate_limit_error", "Too many requests", "rate_limit_exceeded"),
    Fault.LIMITED_SECONDS: Refusal(429, "rate_limit_error", "Too many requests"),
    Fault.LIMITED_DATE: Refusal(429, "rate_limit_error", "Too many requests"),
    Fault.ERROR_500: Refusal(500, "api_error", "Internal server error"),
    Fault.ERROR_502: Refusal(502, "api_error", "Bad gateway"),
    Fault.ERROR_503: Refusal(503, "api_error", "Service unavailable"),
    Fault.ERROR_529: Refusal(529, "overloaded_error", "Overloaded"),
    Fault.UNAUTHORIZED: Refusal(401, "authentication_error", "invalid key", "invalid_api_key"),
    Fault.NO_MONEY: Refusal(402, "billing_error", "Insufficient credits"),
    Fault.NOT_FOUND: Refusal(404, "not_found_error", "no such model", "model_not_found"),
}
"""Faults that are told by a status."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take."""

    retry_after_s: float
    """What is told where too much was asked."""
    delay_s: float
    """Of slow faults."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and the connection that it came over."""

    dialect: Dialect
    draft: Draft
    exchange: Exchange
    pace: Pace
    respond: Responder
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self) -> bool:
        """Answer, or do not; says whether the connection goes on.

        Raises:
            Refusal: It is refused.
            ConnectionError: The client went away.
        """
        fault = self.draft.fault
        if fault in REFUSALS:
            refusal = REFUSALS[fault]
            told = self.dialect.error(refusal, self.exchange.id)
            await self.respond.json(refusal.status, told, self._retry_headers(fault))
            return True
        if fault is Fault.CUT_AT_ONCE:
            return self._abort()
        if fault is Fault.HANG:
            return await self._wait_for_the_end()
        if fault is Fault.SLOW_START:
            await asyncio.sleep(self.pace.delay_s)
        if await self._answer_elsewise(fault):
            return True
        self.exchange.used = self.draft.usage
        if self.draft.asked.body.get("stream"):
            return await self._stream()
        self._note_sent()
        self.exchange.is_whole = True
        await self.respond.json(200, self.dialect.whole(self.draft))
        return True

    async def _answer_elsewise(self, fault: Fault | None) -> bool:
        """Something else than an answer of this protocol; says whether it was sent."""
        if fault is Fault.REDIRECT:
            await self.respond.whole(307, b"", headers={"location": "http://127.0.0.2:9/elsewhere"})
        elif fault is Fault.WRONG_TYPE:
            page = b"<html><body>Welcome</body></html>"
            await self.respond.whole(200, page, kind="text/html")
        elif fault is Fault.ERROR_AS_JSON:
            refusal = Refusal(503, "api_error", "Service unavailable")
            await self.respond.json(200, self.dialect.error(refusal, self.exchange.id))
        else:
            return False
        return True

    async def _stream(self) -> bool:
        fault = self.draft.fault
        await self.respond.begin()
        if fault is Fault.CUT_AFTER_HEADERS:
            return self._abort()
        text, end = self.dialect.events(self.draft)
        frames = self._broken(fault, text, end)
        if frames is None:
            return await self._all_of_it(text, end)
        for each in frames:
            await self.respond.part(each)
        if fault in (Fault.CUT_HALFWAY, Fault.CUT_BEFORE_USAGE):
            # What was written must be on its way before the connection breaks off.
            await asyncio.sleep(0.01)
            return self._abort()
        if fault is Fault.HANG_HALFWAY:
            return await self._wait_for_the_end()
        await self.respond.end()
        return True

    async def _all_of_it(self, text: list[bytes], end: list[bytes]) -> bool:
        for each in text:
            if self.draft.fault is Fault.SLOW_DRIP:
                await asyncio.sleep(self.pace.delay_s)
                if self.reader.at_eof():
                    raise ConnectionResetError
            await self.respond.part(each)
        self.exchange.is_whole = True
        self._note_sent()
        for each in end:
            await self.respond.part(each)
        await self.respond.end()
        return True

    def _broken(
        self, fault: Fault | None, text: list[bytes], end: list[bytes]
    ) -> list[bytes] | None:
        """The events of an answer that comes to no good end; None where nothing is wrong with it."""
        half = text[: max(1, len(text) - len(self.draft.pieces) // 2 - 1)]
        if fault is Fault.CUT_BEFORE_USAGE:
            self.exchange.is_whole = True
            return text
        broken = {
            Fault.EMPTY_STREAM: [],
            Fault.MALFORMED_BODY: [b"\xff\xfe\x00data\n\n", b"data: \xff\n\n"],
            Fault.MALFORMED_SHAPE: self.dialect.malformed_shape(),
            Fault.HALF_STREAM: half,
            Fault.CUT_HALFWAY: half,
            Fault.HANG_HALFWAY: half,
            Fault.MALFORMED_EVENT: [*half, half[-1].replace(b"{", b"", 1)],
            Fault.ERROR_IN_STREAM: [*half, self.dialect.error_event(self.draft.id)],
        }
        return None if fault is None else broken.get(fault)

    def _note_sent(self) -> None:
        fault = self.draft.fault
        if fault is None or not fault.value.startswith("usage-"):
            self.exchange.sent = self.draft.usage
            self.exchange.cost_usd = self.draft.cost_usd

    def _abort(self) -> bool:
        self.writer.transport.abort()
        return False

    async def _wait_for_the_end(self) -> bool:
        with suppress(ConnectionError):
            while await self.reader.read(1024):
                pass
        self.exchange.is_aborted = True
        return False

    def _retry_headers(self, fault: Fault | None) -> dict[str, str]:
        if fault in (Fault.LIMITED_SECONDS, Fault.ERROR_503):
            return {"retry-after": f"{self.pace.retry_after_s:g}"}
        if fault is Fault.LIMITED_DATE:
            # Relative to the date that stands beside it, so that no clock is needed.
            date = datetime(2030, 1, 1, tzinfo=UTC)
            until = date + timedelta(seconds=self.pace.retry_after_s)
            return {
                "date": format_datetime(date, usegmt=True),
                "retry-after": format_datetime(until, usegmt=True),
            }
        return {}


def draft_of(
    id: str,
    asked: Asked,
    model: ServedModel,
    answer: Answer,
    limits: tuple[int | None, tuple[str, ...]],
    *,
    is_cached: bool,
    fault: Fault | None,
) -> Draft:
    """An answer, with what it uses and costs.

    Raises:
        Refusal: The question is too long for the model.
    """
    text, finish = _ended(answer.text, *limits)
    system = count_tokens(asked.system)
    input = system + count_tokens(asked.prompt) + 4
    if input > model.context_tokens:
        raise Refusal(
            400, "invalid_request_error", "the prompt is too long", "context_length_exceeded"
        )
    output = max(1, count_tokens(text) + count_tokens(answer.reasoning))
    usage = TokenUsage(input, output, system if is_cached else 0)
    price = Price(model.input_usd, model.output_usd, model.cached_input_usd)
    return Draft(
        id=id,
        asked=asked,
        pieces=_pieces(text),
        reasoning=answer.reasoning,
        finish=finish,
        usage=usage,
        cost_usd=price.cost_usd(usage),
        fault=fault,
    )


def _ended(text: str, most: int | None, stops: tuple[str, ...]) -> tuple[str, str]:
    """A text up to its stop text or to the most tokens, and why it ends."""
    places = [place for stop in stops if stop and (place := text.find(stop)) >= 0]
    finish = "stop"
    if places:
        text, finish = text[: min(places)], "stop_text"
    while most is not None and count_tokens(text) > most:
        text = text[: -max(1, (count_tokens(text) - most) // 2)]
        finish = "length"
    return text, finish


def _pieces(text: str) -> tuple[str, ...]:
    size = max(1, -(-len(text) // _PIECES))
    return tuple(text[place : place + size] for place in range(0, len(text), size))
