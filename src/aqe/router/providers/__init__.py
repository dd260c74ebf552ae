"""Doors to the services that answer for models; their libraries are loaded when a call is made."""

from __future__ import annotations

from aqe.router.providers.address import Address, address_of
from aqe.router.providers.registry import Providers, Timeouts

__all__ = ["Address", "Providers", "Timeouts", "address_of"]
