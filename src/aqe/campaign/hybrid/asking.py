"""Asks: an earlier answer where there is one, else a model; what goes wrong is part of the record."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from aqe.campaign.hybrid.account import Figures
from aqe.campaign.hybrid.waiting import Waiting
from aqe.campaign.model_report import ModelCall
from aqe.campaign.model_wires import HybridWires
from aqe.domain.conversation import Asker, ModelReply
from aqe.domain.routing import Task
from aqe.domain.subject import Subject
from aqe.errors import AqeError, RouterError
from aqe.generation.llm.prompts import Prompt

__all__ = ["Answer", "Desk"]

_POLL_S = 0.05
_LEAVE_S = 1.0
_LEAST_S = 1.0
"""Less is no time for an answer."""
_OUT_OF_ORDER = frozenset({"model-deadline", "no-model-answered"})
"""How questions end that nobody answered although somebody might have been able to."""


class _GivenUp(Exception):
    """The user stopped while a model was answering."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The text of an answer; None where there is none."""

    place: int
    """Number of the call."""
    text: str | None


@dataclass(slots=True)
class Desk:
    """Asks for one subject, and keeps the record."""

    wires: HybridWires
    subject: Subject
    failed_goals: int
    total_goals: int
    clock: Callable[[], datetime]
    is_cancelled: Callable[[], bool]
    paths: Sequence[Path] = ()
    calls: list[ModelCall] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    """Id of each call in the ledger; empty where there is none."""
    missing: list[str] = field(default_factory=list)
    waited_s: float = 0.0
    """Time that models took."""
    is_given_up: bool = False
    """Whether nobody was asked, since nobody answered for other subjects."""
    tell: Callable[[str, float], None] = lambda words, seconds: None
    """Is told what is waited for, and since when, where it takes long."""

    def ask(self, prompt: Prompt, most_usd: Decimal) -> Answer:
        """Ask; a failure of the models is an answer without a text."""
        place = len(self.calls)
        wires, digest = self.wires, prompt.digest
        kept = wires.replies.find(digest, wires.choice) if wires.replies is not None else None
        if kept is not None:
            reply = kept.reply
            call = _call_of(prompt, reply, cached=True, asked_at=kept.asked_at)
            return self._note(place, call, "", reply.text)
        if wires.replay or wires.models is None:
            self.missing.append(digest)
            why = "no earlier run asked this, and a replay asks no model"
            return self._note(place, ModelCall(prompt.kind.value, digest, error=why), "", None)
        obstacle = self._obstacle()
        if obstacle:
            return self._note(place, ModelCall(prompt.kind.value, digest, error=obstacle), "", None)
        begun = time.monotonic()
        asked_at = self.clock()
        try:
            answered = self._wait(prompt, self._task(prompt, most_usd))
        except AqeError as error:
            if isinstance(error, RouterError) and error.slug in _OUT_OF_ORDER:
                wires.outage.unanswered(self.subject.module, error.message)
            call = ModelCall(prompt.kind.value, digest, error=error.message, hint=error.hint or "")
            return self._note(place, call, "", None)
        except _GivenUp:
            call = ModelCall(prompt.kind.value, digest, error="interrupted")
            return self._note(place, call, "", None)
        finally:
            self.waited_s += time.monotonic() - begun
        wires.outage.answered()
        if wires.replies is not None:
            wires.replies.keep(digest, wires.choice, answered, asked_at.astimezone(UTC))
        return self._note(place, _call_of(prompt, answered), answered.call, answered.text)

    def settle(self, place: int, figures: Figures) -> None:
        """Write down what became of the tests in an answer."""
        self.calls[place] = replace(self.calls[place], **asdict(figures))
        if self.ids[place] and self.wires.models is not None:
            try:
                self.wires.models.note_tests(
                    self.ids[place], proposed=figures.proposed, accepted=figures.accepted
                )
            except AqeError as error:
                self.note(place, f"what became of it could not be recorded: {error.message}")

    def note(self, place: int, *notes: str) -> None:
        """Add what is to be told of a call."""
        call = self.calls[place]
        self.calls[place] = replace(call, notes=(*call.notes, *notes))

    def _task(self, prompt: Prompt, most_usd: Decimal) -> Task:
        wires = self.wires
        found = wires.assess(
            self.subject.source,
            prompt.text,
            (self.subject.path, *self.paths),
            failed_goals=self.failed_goals,
            total_goals=self.total_goals,
        )
        return Task(
            kind=prompt.kind,
            complexity=found.complexity,
            input_tokens=prompt.input_tokens,
            output_tokens=prompt.output_tokens,
            is_sensitive=found.is_sensitive,
            budget_usd=most_usd,
            within_s=self._left_s(),
        )

    def _obstacle(self) -> str:
        """Why nobody is asked; empty where somebody may be."""
        outage, left_s = self.wires.outage, self._left_s()
        if outage.is_total:
            self.is_given_up = True
            return f"not asked, since no model answered for {' and '.join(outage.subjects)}"
        if left_s is not None and left_s < _LEAST_S:
            return (
                f"models took {self.waited_s:.0f} seconds for this module, of {self.wires.wait_s:g};"
                " `aqe config set generate.model_wait_s SECONDS` gives more"
            )
        return ""

    def _left_s(self) -> float | None:
        """Seconds that models may still take for this subject."""
        return None if self.wires.wait_s is None else self.wires.wait_s - self.waited_s

    def _wait(self, prompt: Prompt, task: Task) -> ModelReply:
        """The answer; the caller's thread can be interrupted meanwhile.

        Raises:
            RouterError: No model answered.
            _GivenUp: The user stopped.
        """
        models = self.wires.models
        assert models is not None
        asker = Asker(self.wires.run, self.wires.agent, self.subject.module, prompt.kind)
        replies: list[ModelReply] = []
        errors: list[BaseException] = []
        waiting = Waiting(self.tell, task.within_s)

        def hear(text: str) -> None:
            if self.is_cancelled():
                raise _GivenUp
            waiting.hear(text)
            if self.wires.on_text is not None:
                self.wires.on_text(text)

        def work() -> None:
            try:
                replies.append(
                    models.ask(task, prompt.request, asker, on_text=hear, on_step=waiting.begin)
                )
            except Exception as error:  # told where it is waited for
                errors.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_POLL_S)
            waiting.look()
            if self.is_cancelled() and thread.is_alive():
                thread.join(_LEAVE_S)
                if thread.is_alive():
                    raise _GivenUp
        if replies:
            return replies[0]
        if self.is_cancelled():  # whatever a question ended with that was broken off
            raise _GivenUp
        error = errors[0]
        if isinstance(error, AqeError | _GivenUp):
            raise error
        raise RouterError(
            f"asking a model failed: {type(error).__name__}: {error}",
            hint="please report this with the log",
        ) from error

    def _note(self, place: int, call: ModelCall, id: str, text: str | None) -> Answer:
        self.calls.append(call)
        self.ids.append(id)
        return Answer(place, text)


def _call_of(
    prompt: Prompt, reply: ModelReply, *, cached: bool = False, asked_at: str = ""
) -> ModelCall:
    return ModelCall(
        kind=prompt.kind.value,
        prompt=prompt.digest,
        model=reply.model,
        cached=cached,
        asked_at=asked_at,
        usage=reply.usage,
        cost_usd=reply.cost_usd,
        duration_s=reply.duration_s,
    )
