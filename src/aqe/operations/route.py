"""``router.explain``: which models would be asked about a source, and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from aqe.analysis.source_facts import source_facts
from aqe.domain.routing import Priority, Route, SourceFacts, Task, TaskKind
from aqe.errors import SourceError, UsageError
from aqe.operations.model_choice import AUTO
from aqe.operations.model_wiring import ModelWiring
from aqe.operations.operation import Operation, Status
from aqe.operations.ranges import within
from aqe.operations.services import Services
from aqe.router.complexity import judge_complexity
from aqe.router.tokens import text_tokens

__all__ = ["EXPLAIN", "RouterExplainRequest", "RouterExplainResult", "explain_route"]

_LARGEST_FILE = 8 * 1024 * 1024
_AROUND_THE_SOURCE = 1500
"""Tokens of a question beside the source: what is asked, callers, what was tried."""
_ANSWER = 4000
"""Tokens of an answer with tests, at most."""


@dataclass(frozen=True, slots=True)
class RouterExplainRequest:
    """Which source, and what matters; None stands for the project's setting."""

    path: Path
    """A Python file."""
    priority: Priority | None = None
    """What matters most."""
    minimum_quality: float | None = field(default=None, metadata=within(0, 100))
    """Least quality of the model."""
    budget_usd: float | None = field(default=None, metadata=within(0))
    """Most that the call may cost."""
    kind: TaskKind = TaskKind.TARGETED_TESTS
    """What would be asked for."""


@dataclass(frozen=True, slots=True)
class RouterExplainResult:
    """Which models would be asked about a source, and why."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    path: Path
    facts: SourceFacts
    complexity: str
    """``simple``, ``medium``, ``complex`` or ``critical``."""
    reasons: tuple[str, ...]
    """Why it is of that complexity."""
    sensitive: tuple[str, ...]
    """Why it must not leave this machine; empty where it may."""
    task: Task
    route: Route

    @property
    def status(self) -> Status:
        """Inconclusive where no model may be asked."""
        return Status.OK if self.route.models else Status.INCONCLUSIVE


def explain_route(request: RouterExplainRequest, services: Services) -> RouterExplainResult:
    """Choose a route for a source without asking anybody.

    Raises:
        UsageError: The path is no file.
        SourceError: It is not Python.
    """
    path = services.path(request.path)
    source = _read(path)
    facts = source_facts(source, str(services.place(path)))
    judged = judge_complexity(facts)
    wiring = ModelWiring(services)
    sensitivity = wiring.sensitivity(source, path)
    task = Task(
        kind=request.kind,
        complexity=judged.complexity,
        input_tokens=text_tokens(source) + _AROUND_THE_SOURCE,
        output_tokens=_ANSWER,
        is_sensitive=sensitivity.is_sensitive,
        minimum_quality=request.minimum_quality,
        budget_usd=None if request.budget_usd is None else Decimal(str(request.budget_usd)),
    )
    with wiring.router(AUTO) as router:
        if request.priority is not None:
            router.preference = replace(router.preference, priority=request.priority)
        task = replace(task, priority=router.preference.priority)
        route = router.route(task)
    return RouterExplainResult(
        services.place(path),
        facts,
        judged.complexity.word,
        judged.reasons,
        sensitivity.reasons,
        task,
        route,
    )


def _read(path: Path) -> str:
    try:
        if path.is_file() and path.stat().st_size > _LARGEST_FILE:
            raise UsageError(
                f"{str(path)!r} is larger than {_LARGEST_FILE} bytes",
                hint="give a module of ordinary size",
                slug="bad-argument",
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{str(path)!r} cannot be read: {error.strerror or error}",
            hint="give a Python file",
            slug="bad-argument",
        ) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{str(path)!r} is no text in UTF-8 (byte {error.start})",
            hint="save it in UTF-8",
            slug="source-encoding",
        ) from error


EXPLAIN = Operation(
    name="router.explain",
    summary="Say which models would be asked about a source, and why.",
    request=RouterExplainRequest,
    result=RouterExplainResult,
    handler=explain_route,
)
