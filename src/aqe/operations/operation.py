"""What an operation is: a verb with a typed request, a typed result and a handler.

The result says how it went (`Status`), and nothing here knows how a face shows that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from aqe.operations.services import Services

__all__ = ["SCHEMA_VERSION", "Operation", "OperationResult", "Status"]

SCHEMA_VERSION = 1
"""Of requests and results as JSON; raised when a field is removed or changes its meaning."""


class Status(StrEnum):
    """How an operation went, in the terms of an exit code."""

    OK = "ok"
    FINDINGS = "findings"
    """The subject did wrong: a failed test, a failed gate, a flaky test."""
    INCONCLUSIVE = "inconclusive"
    """There was not enough evidence, or something that is needed is not there."""
    INTERRUPTED = "interrupted"
    """The user stopped it; the result holds what was verified so far."""


class OperationResult(Protocol):
    """What every result offers."""

    @property
    def status(self) -> Status:
        """How the operation went."""
        ...


RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT", bound=OperationResult)


@dataclass(frozen=True, slots=True)
class Operation(Generic[RequestT, ResultT]):
    """A verb that faces offer."""

    name: str
    """Dotted, as in ``test.generate``."""
    summary: str
    """One sentence for help texts and tool descriptions."""
    request: type[RequestT]
    result: type[ResultT]
    handler: Callable[[RequestT, Services], ResultT]
    changes: bool = False
    """Whether it writes to the project or its state; then it is recorded while it runs, so that an
    interruption can be told at the next start."""
    writes: bool = False
    """Whether it can write files at places that a request names, over what is there."""
