"""Models in process that answer from a script, for tests of what asks models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from aqe.domain.conversation import Asker, FinishReason, ModelReply, ModelRequest
from aqe.domain.model import TokenUsage
from aqe.domain.routing import Task
from aqe.errors import RouterError
from aqe.router.ports import Step, Watch

__all__ = ["Asked", "Note", "ScriptedModels"]

Script = Callable[[Task, ModelRequest], str | RouterError]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it came."""

    task: Task
    request: ModelRequest
    asker: Asker


@dataclass(frozen=True, slots=True)
class Note:
    """What was said to have become of the tests of an answer."""

    call: str
    proposed: int
    accepted: int


@dataclass(slots=True)
class ScriptedModels:
    """Answers by a script: one text after the other, or what a function makes of the question.

    A text of the list that is a `RouterError` is raised. When the list is at its end, it goes on with
    the last; an empty list answers nothing to anybody.
    """

    script: Sequence[str | RouterError] | Script
    model: str = "scripted/tester"
    cost_usd: Decimal | None = Decimal("0.0012")
    asked: list[Asked] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def ask(
        self,
        task: Task,
        request: ModelRequest,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        on_step: Watch | None = None,
    ) -> ModelReply:
        """The next answer.

        Raises:
            RouterError: The script says so.
        """
        self.asked.append(Asked(task, request, asker))
        if on_step is not None:
            on_step(Step(self.model, 1, 1))
        answer = self._answer(task, request)
        if isinstance(answer, RouterError):
            raise answer
        if on_text is not None:
            on_text(answer)
        size = sum(len(each.text) for each in request.messages)
        return ModelReply(
            text=answer,
            model=self.model,
            usage=TokenUsage(input=size // 4, output=len(answer) // 4),
            finish=FinishReason.STOP,
            cost_usd=self.cost_usd,
            call=f"call-{len(self.asked)}",
        )

    def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
        """Remember it."""
        self.notes.append(Note(call, proposed, accepted))

    def _answer(self, task: Task, request: ModelRequest) -> str | RouterError:
        if callable(self.script):
            return self.script(task, request)
        if not self.script:
            return RouterError("the script is empty", slug="router")
        return self.script[min(len(self.asked), len(self.script)) - 1]
