"""What one attempt believes of what it is sent: no more than a question of its size can come to."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from aqe.domain.conversation import Asker, FinishReason, Message, ModelRequest, Role
from aqe.domain.model import Model, Price, TokenUsage
from aqe.errors import RouterError
from aqe.router.attempt import Attempt, Question, reserve_usd
from aqe.router.ports import Finished, Piece

MODEL = Model("far/m", "far", "m", "m", Price(Decimal(1), Decimal(5)), None, 100_000)
REQUEST = ModelRequest((Message(Role.USER, "one question"),), max_output_tokens=64)


class Sender:
    """A provider that sends what it is given."""

    name = "far"

    def __init__(self, pieces: itertools.repeat[str] | list[str], usage: TokenUsage | None) -> None:
        self._pieces = pieces
        self._usage = usage

    async def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        for each in self._pieces:
            yield Piece(each)
        yield Finished(FinishReason.STOP, self._usage)

    async def check(self) -> None: ...

    async def close(self) -> None: ...


def _attempt(sender: Sender) -> Attempt:
    question = Question(REQUEST, Asker("run"), None, 1e9, lambda: False)
    return Attempt(question, MODEL, sender, lambda: 0.0, "call-1")


def test_an_answer_without_an_end_is_cut_and_costs_no_fortune() -> None:
    attempt = _attempt(Sender(itertools.repeat("word " * 100), None))
    with pytest.raises(RouterError, match="does not stop") as caught:
        asyncio.run(attempt.run())
    assert (caught.value.slug, caught.value.retryable) == ("model-malformed", False)
    settled = attempt.settlement()
    assert settled.is_usage_counted is False
    reserve = reserve_usd(REQUEST, MODEL)
    assert reserve is not None
    assert settled.cost_usd is not None
    assert 0 < settled.cost_usd < 40 * reserve


@pytest.mark.parametrize(
    ("usage", "is_believed"),
    [
        (TokenUsage(20, 3), True),
        (TokenUsage(30, 500), True),  # it thought for long
        (TokenUsage(200_000, 3), False),
        (TokenUsage(20, 200_000), False),
    ],
)
def test_usage_that_cannot_be_is_not_believed(usage: TokenUsage, is_believed: bool) -> None:
    attempt = _attempt(Sender(["yes"], usage))
    reply = asyncio.run(attempt.run())
    assert reply.is_usage_counted is is_believed
    assert (reply.usage == usage) is is_believed
    assert reply.usage.output < 1000


def test_long_tokens_are_no_fault() -> None:
    text = " " * 16 * REQUEST.max_output_tokens
    assert asyncio.run(_attempt(Sender([text], None)).run()).text == text
