"""The models that generation may ask for what search does not reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.domain.routing import Complexity
from aqe.errors import AqeError
from aqe.operations.model_wiring import AUTO, OFF, ModelWiring, choice_of
from aqe.operations.services import Services
from aqe.router.router import Router
from aqe.settings import state_folder
from aqe.store.replies import ReplyCache

__all__ = ["hybrid_wires"]


@contextmanager
def hybrid_wires(
    asked: str | None, services: Services, *, replay: bool = False
) -> Iterator[HybridWires | None]:
    """What asks models, until the end of the block; None where none is to be asked.

    Args:
        asked: ``off``, ``auto``, ``offline`` or a model as provider/name; None: nothing was said.
        services: The project.
        replay: Whether only answers of earlier runs count.

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
            except AqeError as error:
                if asked is not None:
                    raise
                services.notice(f"no model is asked: {error.message}")
        yield None if router is None else _wires(router, choice, services, wiring)


def _wires(
    router: Router | None, choice: str, services: Services, wiring: ModelWiring | None = None
) -> HybridWires:
    return HybridWires(
        models=router,
        assess=_unasked if wiring is None else wiring.assess,
        run=services.store.new_run_id(),
        choice=choice,
        replies=ReplyCache(state_folder(services.root)),
        replay=router is None,
        is_private=(wiring or ModelWiring(services)).is_private,
    )


def _unasked(
    source: str, prompt: str, paths: Sequence[Path], *, failed_goals: int, total_goals: int
) -> Assessment:
    """For requests in which nothing leaves this machine."""
    return Assessment(Complexity.MEDIUM, is_sensitive=True)
