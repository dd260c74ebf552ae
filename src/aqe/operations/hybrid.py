"""The models that generation may ask for what search does not reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.domain.routing import Complexity
from aqe.errors import AqeError, StoreError
from aqe.operations.model_choice import AUTO, OFF, OFFLINE, choice_of
from aqe.operations.model_wiring import ModelWiring
from aqe.operations.services import Services
from aqe.router.catalogue.tiers import LOCAL_PROVIDERS
from aqe.router.router import Router
from aqe.settings import Settings, state_folder
from aqe.store.replies import ReplyCache

__all__ = ["hybrid_wires", "model_wait_s", "paid_for"]

_WAIT_TIMES = 6
"""The budget of a module, that models may take for it."""
_LEAST_WAIT_S = 30.0
_ASKED_BY_KEY = (
    "the environment holds the key of a provider, so a model may be asked for what search does not reach;"
    " `--model off` keeps everything here"
)


@contextmanager
def hybrid_wires(
    asked: str | None,
    services: Services,
    *,
    replay: bool = False,
    budget_s: float | None = None,
) -> Iterator[HybridWires | None]:
    """What asks models, until the end of the block; None where none is to be asked.

    Args:
        asked: ``off``, ``auto``, ``offline`` or a model as provider/name; None: nothing was said.
        services: The project.
        replay: Whether only answers of earlier runs count.
        budget_s: Seconds of search for each module, which decide how long models are waited for; None
            where executions are counted.

    Raises:
        UsageError: What was asked for is no model.
        RouterError: There is no such model, or the keys cannot be read.
    """
    choice = choice_of(asked, services)
    if replay:
        yield _wires(None, AUTO if choice == OFF else choice, services)
        return
    with ExitStack() as stack:
        wiring = ModelWiring(services)
        router: Router | None = None
        if choice != OFF:
            try:
                router = stack.enter_context(wiring.router(choice))
                if asked is None:
                    services.notice(_ASKED_BY_KEY)
            except AqeError as error:
                if asked is not None:
                    raise
                services.notice(f"no model is asked: {error.message}")
        if router is None:
            yield None
            return
        wait_s = model_wait_s(choice, budget_s, services.settings)
        yield replace(_wires(router, choice, services, wiring), wait_s=wait_s)


def model_wait_s(choice: str, budget_s: float | None, settings: Settings) -> float:
    """Seconds that models may take for one module, all questions together.

    Who gives the search little time does not want to wait long for a model either. A model of this
    machine is slow by nature and nobody else's fault, so it has the time of a question.
    """
    if settings.generate.model_wait_s is not None:
        return settings.generate.model_wait_s
    is_here = choice == OFFLINE or choice.partition("/")[0] in LOCAL_PROVIDERS
    if is_here or budget_s is None:
        return settings.router.deadline_s
    return max(_LEAST_WAIT_S, _WAIT_TIMES * budget_s)


def paid_for(hybrid: HybridWires | None, services: Services) -> tuple[int, Decimal | None]:
    """Calls of a request and what they cost by the ledger, failed ones and those set aside included."""
    if hybrid is None or hybrid.models is None:
        return 0, None
    try:
        calls = [each for each in services.store.calls() if each.asker.run == hybrid.run]
        return len(calls), services.store.spent_usd(run=hybrid.run) if calls else None
    except StoreError as error:
        services.notice(f"what models cost cannot be told: {error.message}")
        return 0, None


def _wires(
    router: Router | None, choice: str, services: Services, wiring: ModelWiring | None = None
) -> HybridWires:
    return HybridWires(
        models=router,
        assess=_unasked if wiring is None else wiring.assess,
        run=services.store.new_run_id(),
        choice=choice,
        agent=services.agent,
        replies=ReplyCache(state_folder(services.root), seal=services.seal, tell=services.notice),
        replay=router is None,
        is_private=(wiring or ModelWiring(services)).is_private,
    )


def _unasked(
    source: str, prompt: str, paths: Sequence[Path], *, failed_goals: int, total_goals: int
) -> Assessment:
    """For requests in which nothing leaves this machine."""
    return Assessment(Complexity.MEDIUM, is_sensitive=True)
