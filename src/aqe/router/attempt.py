"""One question on its way along a route, and one attempt at one model with what it came to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from decimal import Decimal

from aqe.domain.conversation import Asker, CallOutcome, ModelReply, ModelRequest, charged_usd
from aqe.domain.model import NO_TOKENS, Ability, Model, TokenUsage
from aqe.errors import RouterError
from aqe.router.ports import Finished, Piece, Provider, Settlement, Step, Ticker, Watch
from aqe.router.tokens import input_tokens, most_input_tokens, most_output_tokens, text_tokens

__all__ = ["Attempt", "Question", "reserve_usd"]

_UNSENT = frozenset({"model-unreachable", "model-library-missing", "key-malformed", "key-missing"})
"""Failures before anything was sent: nothing was used, for certain."""
_UNUSED = _UNSENT | {
    "model-rate-limited",
    "model-overloaded",
    "model-refused",
    "provider-key-refused",
}
"""Failures that come instead of an answer: where nothing came before, nothing was used."""
_BYTES_A_TOKEN = 32
"""No text has more for each of its tokens, some blanks and a few odd words aside."""
_TEXT_BEYOND = 4096
_TIMES_OUTPUT = 8
"""What is thought unseen may come on top of what was asked for."""
_TIMES_INPUT = 2
_TOKENS_BEYOND = 1000


def reserve_usd(request: ModelRequest, model: Model) -> Decimal | None:
    """What an attempt may cost at worst; None where the model has no price."""
    if model.price is None:
        return None
    return model.price.cost_usd(_most(request, model))


def _most(request: ModelRequest, model: Model) -> TokenUsage:
    return TokenUsage(most_input_tokens(request), most_output_tokens(request, model))


@dataclass(slots=True)
class Question:
    """One question on its way."""

    request: ModelRequest
    asker: Asker
    on_text: Callable[[str], None] | None
    deadline_s: float
    """Moment of the router's clock."""
    is_late: Callable[[], bool]
    """Whether what is broken off now is broken off by the deadline."""
    on_step: Watch | None = None
    failures: dict[str, RouterError] = field(default_factory=dict)
    """The last one of each model, by its id."""
    too_dear: RouterError | None = None
    """Why the money does not suffice; None: it does so far."""
    waits_for: str = ""
    """Id of the model of the last step."""
    _most_usd: Decimal | None = None
    _has_shown: bool = False

    def show(self, text: str) -> None:
        """Tell of a piece of the answer."""
        if self.on_text is not None:
            self._has_shown = True
            self.on_text(text)

    def tell(self, step: Step) -> None:
        """Tell what is waited for from now on."""
        self.waits_for = step.model
        if self.on_step is not None:
            self.on_step(step)

    def begin_again(self) -> None:
        """Tell that what was shown so far is void."""
        if self._has_shown and self.on_text is not None:
            self._has_shown = False
            self.on_text("")

    def is_too_dear(self, model: Model) -> bool:
        """Whether the money did not suffice for a model that costs no more than this one."""
        if self._most_usd is None:
            return False
        reserve = reserve_usd(self.request, model)
        return reserve is None or reserve >= self._most_usd

    def note_too_dear(self, model: Model, error: RouterError) -> None:
        """The money does not suffice for a model; only ones that cost less are asked from now on."""
        self.too_dear = error
        self._most_usd = reserve_usd(self.request, model)


class Attempt:
    """One attempt at one model: reads its answer, and knows at any time what it came to.

    Args:
        question: What is asked.
        model: Who is asked.
        provider: Through whom.
        ticker: Monotonic seconds.
        call: Id in the ledger.
        silence_s: Seconds after which a model that has said nothing at all is given up; None: never.
    """

    def __init__(
        self,
        question: Question,
        model: Model,
        provider: Provider,
        ticker: Ticker,
        call: str,
        *,
        silence_s: float | None = None,
    ) -> None:
        self._question = question
        self._model = model
        self._provider = provider
        self._ticker = ticker
        self._call = call
        self._silence_s = silence_s
        self._began_s = ticker()
        self._pieces: list[str] = []
        self._room = _TEXT_BEYOND + _BYTES_A_TOKEN * _most(question.request, model).output
        """Bytes that may still come."""
        self._told = NO_TOKENS
        """What the provider told of an answer that had not ended."""
        self._end: Finished | None = None
        self._error: str | None = None

    async def run(self) -> ModelReply:
        """The whole answer.

        Raises:
            RouterError: There is none.
        """
        self._question.begin_again()
        events = self._provider.answer(self._question.request, self._model)
        try:
            end = await self._read(events)
        finally:
            close = getattr(events, "aclose", None)
            if close is not None:
                await close()
        if end is None:
            why = f"the answer of {self._model.id!r} did not come to its end"
            raise self._failed(RouterError(why, slug="model-cut", retryable=True))
        self._end = end
        return self._reply(end)

    def settlement(self) -> Settlement:
        """How it ended, and what it cost."""
        usage, is_counted = self._usage()
        price = self._model.price
        stated = None if self._end is None else self._end.stated_cost_usd
        return Settlement(
            outcome=self._outcome(),
            usage=usage,
            is_usage_counted=is_counted,
            cost_usd=stated if price is None else price.cost_usd(usage),
            stated_cost_usd=stated,
            duration_s=self._ticker() - self._began_s,
            error=self._slug(),
        )

    async def _read(self, events: AsyncIterator[Piece | Finished]) -> Finished | None:
        event = await self._first(events)
        while event is not None:
            if isinstance(event, Finished):
                return event
            self._take(event)
            event = await self._next(events)
        return None

    def _take(self, piece: Piece) -> None:
        if piece.usage is not None and self._can_be(piece.usage):
            self._told = piece.usage
        self._room -= len(piece.text.encode("utf-8", "replace"))
        if self._room < 0:
            why = f"{self._model.id!r} does not stop: it sends far more than it was asked for"
            raise self._failed(RouterError(why, slug="model-malformed"))
        if piece.text:  # an empty one would tell that what came before is void
            self._pieces.append(piece.text)
            self._question.show(piece.text)

    async def _first(self, events: AsyncIterator[Piece | Finished]) -> Piece | Finished | None:
        """The first sign of life."""
        limit = asyncio.timeout(self._silence_s)
        try:
            async with limit:
                return await self._next(events)
        except TimeoutError:
            if not limit.expired():
                raise
            why = f"{self._model.id!r} said nothing for {self._silence_s:.0f} seconds"
            raise self._failed(RouterError(why, slug="model-silent")) from None

    async def _next(self, events: AsyncIterator[Piece | Finished]) -> Piece | Finished | None:
        try:
            return await anext(events, None)
        except RouterError as error:
            raise self._failed(error) from None
        except Exception as error:
            # A fault in the code of one provider must not cost the answer of another one.
            why = f"asking {self._model.id!r} went wrong in aqe itself: {type(error).__name__}"
            raise self._failed(
                RouterError(why, hint="please report it", slug="router-fault")
            ) from error

    def _failed(self, error: RouterError) -> RouterError:
        self._error = error.slug
        return error

    def _outcome(self) -> CallOutcome:
        if self._end is not None:
            return CallOutcome.ANSWERED
        return CallOutcome.FAILED if self._slug() else CallOutcome.CANCELLED

    def _slug(self) -> str:
        if self._error is None and self._end is None and self._question.is_late():
            return "model-deadline"
        return self._error or ""

    def _usage(self) -> tuple[TokenUsage, bool]:
        told = None if self._end is None else self._end.usage
        if told is not None and self._can_be(told):
            return told, True
        if self._error in _UNUSED and not self._pieces and self._told == NO_TOKENS:
            return NO_TOKENS, self._error in _UNSENT
        return self._estimate(), False

    def _can_be(self, usage: TokenUsage) -> bool:
        """Whether a question of this size can have used so much; nobody pays for what cannot be."""
        most = _most(self._question.request, self._model)
        return (
            usage.input <= _TIMES_INPUT * most.input + _TOKENS_BEYOND
            and usage.output <= _TIMES_OUTPUT * most.output + _TOKENS_BEYOND
        )

    def _estimate(self) -> TokenUsage:
        """No less than what came and what was told.

        A model that reasons is paid for what it thinks unseen: where it was broken off nobody knows how
        much that was, and all that was set aside stays counted.
        """
        request, told = self._question.request, self._told
        if self._end is None and Ability.REASONING in self._model.abilities:
            most = _most(request, self._model)
            return TokenUsage(max(most.input, told.input), max(most.output, told.output))
        return TokenUsage(
            max(input_tokens(request), told.input),
            max(text_tokens("".join(self._pieces)), told.output),
            told.cached_input,
        )

    def _reply(self, end: Finished) -> ModelReply:
        settled = self.settlement()
        return ModelReply(
            text="".join(self._pieces),
            model=self._model.id,
            usage=settled.usage,
            finish=end.finish,
            cost_usd=charged_usd(settled.cost_usd, settled.stated_cost_usd),
            is_usage_counted=settled.is_usage_counted,
            stated_cost_usd=settled.stated_cost_usd,
            duration_s=settled.duration_s or 0.0,
            call=self._call,
        )
