"""All models behind one door: chooses a route for a task, asks along it, keeps the account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from aqe.domain.conversation import Asker, ModelReply, ModelRequest
from aqe.domain.routing import Priority, Route, Task
from aqe.errors import RouterError
from aqe.router.background import BlockingDispatcher
from aqe.router.catalogue.catalogue import Catalogue
from aqe.router.choice import Chooser, simple_route
from aqe.router.options import Circumstances
from aqe.router.ports import CallLedger, Watch
from aqe.router.resilience.status import RouterStatus

__all__ = ["Preference", "Router"]


@dataclass(frozen=True, slots=True)
class Preference:
    """How models are chosen."""

    model: str | None = None
    """The one that is always asked, without a choice; None: the best route for each task."""
    priority: Priority = Priority.COST
    minimum_quality: float | None = None
    """Of every model; None: what the task asks for."""
    deadline_s: float | None = None
    """Seconds for one question, all tries included."""


class Router:
    """The models that may be asked (`aqe.router.ports.Models`). A context manager.

    Args:
        catalogue: All that are known.
        circumstances: Which can be asked, and what was seen of them here.
        dispatcher: Asks.
        ledger: Where calls are written down.
        preference: How to choose.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        circumstances: Circumstances,
        dispatcher: BlockingDispatcher,
        ledger: CallLedger,
        preference: Preference,
    ) -> None:
        self.catalogue = catalogue
        self.circumstances = circumstances
        self.preference = preference
        self._dispatcher = dispatcher
        self._ledger = ledger
        self._chooser: Chooser | None = None

    def route(self, task: Task) -> Route:
        """Whom to ask for a task, and why.

        Raises:
            RouterError: There is no model of the name that is always to be asked (``model-unknown``).
        """
        task = self._preferred(task)
        if self.preference.model is not None:
            return simple_route(self.preference.model, self.catalogue, task)
        if self._chooser is None:
            self._chooser = Chooser(self.catalogue, self.circumstances)
        return self._chooser.choose(task)

    def ask(
        self,
        task: Task,
        request: ModelRequest,
        asker: Asker,
        *,
        on_text: Callable[[str], None] | None = None,
        on_step: Watch | None = None,
    ) -> ModelReply:
        """Ask along the route of a task; see `aqe.router.ports.Models.ask`.

        Raises:
            RouterError: No model may be asked (``no-model-fits``), or none answered.
        """
        route = self.route(task)
        if route.model is None:
            raise RouterError(
                f"no model may be asked: {' '.join(route.rationale)}",
                hint="`aqe router explain PATH` shows what was in the way; `aqe router status` which"
                " providers can be asked",
                slug="no-model-fits",
            )
        task = self._preferred(task)
        return self._dispatcher.ask(
            request,
            route,
            asker,
            on_text=on_text,
            on_step=on_step,
            deadline_s=_shorter(self.preference.deadline_s, task.within_s),
            is_sensitive=task.is_sensitive or task.priority is Priority.OFFLINE,
        )

    def note_tests(self, call: str, *, proposed: int, accepted: int) -> None:
        """Write down what became of the tests in an answer."""
        if call:
            self._ledger.note_tests(call, proposed=proposed, accepted=accepted)

    def status(self) -> RouterStatus:
        """How models, keys and the router are."""
        return self._dispatcher.status()

    def close(self) -> None:
        """Let go of connections and models."""
        self._dispatcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _preferred(self, task: Task) -> Task:
        preference = self.preference
        minimum = task.minimum_quality
        return replace(
            task,
            priority=preference.priority,
            minimum_quality=preference.minimum_quality if minimum is None else minimum,
        )


def _shorter(one: float | None, other: float | None) -> float | None:
    """The shorter of two limits, of which either may be none."""
    return min((each for each in (one, other) if each is not None), default=None)
