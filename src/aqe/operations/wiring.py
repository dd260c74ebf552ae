"""The services as the campaigns want them."""

from __future__ import annotations

from aqe.campaign.project import Wiring
from aqe.operations.services import Services

__all__ = ["wiring_of"]


def wiring_of(services: Services) -> Wiring:
    """The wires of a campaign."""
    return Wiring(
        store=services.store,
        clock=services.clock.now,
        environ=services.environ,
        progress=services.progress,
        cancelled=services.cancelled,
    )
