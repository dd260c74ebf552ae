"""``router.status`` and ``router.test``: whether models can be asked, and whether one answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from aqe.campaign.hybrid.waiting import step_words
from aqe.domain.conversation import (
    Asker,
    CallOutcome,
    FinishReason,
    Message,
    ModelRequest,
    Role,
)
from aqe.domain.model import TokenUsage
from aqe.domain.progress import Progress
from aqe.domain.routing import Complexity, Task, TaskKind
from aqe.errors import AqeError, RouterError, UsageError
from aqe.operations.model_choice import AUTO, OFF, OFFLINE, choice_of
from aqe.operations.model_wiring import ModelWiring
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.router.catalogue.tiers import LOCAL_PROVIDERS
from aqe.router.keys.keys import DEFAULT_VARIABLES, key_warnings
from aqe.router.local_models import PROVIDER as LOCAL
from aqe.router.ports import Step
from aqe.router.providers.address import address_of
from aqe.router.tokens import input_tokens

__all__ = [
    "STATUS",
    "TEST",
    "ProviderState",
    "RouterStatusRequest",
    "RouterStatusResult",
    "RouterTestRequest",
    "RouterTestResult",
    "ask_small_question",
    "router_status",
]

_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RouterStatusRequest:
    """How things stand with all providers."""

    check: bool = False
    """Whether each provider is asked for a sign of life, which costs nothing."""


@dataclass(frozen=True, slots=True)
class ProviderState:
    """How one provider stands."""

    name: str
    title: str
    address: str | None
    """Where it is asked; None where it has none, or runs in this process."""
    key: str | None
    """Where its key lies; None: there is none."""
    obstacle: str | None
    """Why it cannot be asked; None where nothing is known to be in the way."""
    models: int
    """In the catalogue."""
    alive: bool | None
    """Whether it gave a sign of life; None: it was not asked."""
    answered: int
    """Calls of the last week that were answered."""
    failed: int
    last_error: str
    """Slug of its last failure in that time."""


@dataclass(frozen=True, slots=True)
class RouterStatusResult:
    """How models can be asked, and what may still be spent."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    enhanced: bool
    """Whether models are chosen; False: one is set, and always asked."""
    model: str | None
    """That model."""
    providers: tuple[ProviderState, ...]
    spent_today_usd: Decimal
    """Spent and set aside on this day (UTC)."""
    daily_limit_usd: Decimal
    run_limit_usd: Decimal
    warnings: tuple[str, ...]
    known_models: int

    @property
    def status(self) -> Status:
        """Inconclusive where no provider can be asked."""
        can = any(each.obstacle is None and each.models for each in self.providers)
        return Status.OK if can else Status.INCONCLUSIVE


def router_status(request: RouterStatusRequest, services: Services) -> RouterStatusResult:
    """Look at keys, addresses, models and the ledger."""
    wiring = ModelWiring(services)
    settings = services.settings.router
    now = services.clock.now().astimezone(UTC)
    states = _states(wiring, now, check=request.check)
    found = {}
    for each in DEFAULT_VARIABLES:
        try:
            key = wiring.keys.key(each)
        except RouterError:
            continue  # stands beside the provider
        if key is not None:
            found[each] = key
    return RouterStatusResult(
        enhanced=settings.enhanced,
        model=settings.model,
        providers=states,
        spent_today_usd=services.store.spent_usd(day=now),
        daily_limit_usd=Decimal(str(settings.daily_limit_usd)),
        run_limit_usd=Decimal(str(settings.run_limit_usd)),
        warnings=tuple(key_warnings(found, now)),
        known_models=len(wiring.catalogue.models),
    )


def _states(wiring: ModelWiring, now: datetime, *, check: bool) -> tuple[ProviderState, ...]:
    calls = wiring.services.store.calls(now - _RECENT)
    models = Counter(each.provider for each in wiring.catalogue.models)
    found = []
    names = {
        **{name: each.title for name, each in wiring.definitions.items()},
        LOCAL: "This process",
    }
    for name, title in names.items():
        obstacle = wiring.obstacle(name)
        own = [each for each in calls if each.provider == name]
        failed = [each for each in own if each.outcome is CallOutcome.FAILED]
        alive, why = _alive(wiring, name) if check and obstacle is None else (None, None)
        found.append(
            ProviderState(
                name=name,
                title=title,
                address=_address(wiring, name),
                key=_key_place(wiring, name),
                obstacle=obstacle or why,
                models=models[name],
                alive=alive,
                answered=sum(each.outcome is CallOutcome.ANSWERED for each in own),
                failed=len(failed),
                last_error=failed[-1].error if failed else "",
            )
        )
    return tuple(found)


def _alive(wiring: ModelWiring, name: str) -> tuple[bool, str | None]:
    """Whether a provider gives a sign of life, and why it does not."""

    async def ask() -> None:
        providers = wiring.providers()
        try:
            await providers(name).check()
        finally:
            await providers.close()

    try:
        asyncio.run(ask())
    except AqeError as error:
        return False, error.message
    return True, None


def _address(wiring: ModelWiring, name: str) -> str | None:
    definition = wiring.definitions.get(name)
    try:
        address = None if definition is None else address_of(definition, wiring.services.environ)
    except RouterError:
        return None
    return None if address is None else address.url


def _key_place(wiring: ModelWiring, name: str) -> str | None:
    try:
        key = wiring.keys.key(name)
    except RouterError:
        return None
    return None if key is None else key.source


@dataclass(frozen=True, slots=True)
class RouterTestRequest:
    """Whom to ask a small question."""

    __test__ = False

    model: str | None = None
    """A model as provider/name, or ``offline``; without it, the one that is chosen for a simple task."""


@dataclass(frozen=True, slots=True)
class RouterTestResult:
    """What a model answered."""

    __test__ = False
    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    model: str
    text: str
    finish: FinishReason
    usage: TokenUsage
    is_usage_counted: bool
    cost_usd: Decimal | None
    duration_s: float
    pieces: int
    """Parts in which the answer came."""
    rationale: tuple[str, ...]

    @property
    def status(self) -> Status:
        """It answered."""
        return Status.OK


_ANSWER_WITHIN_S = 60.0
"""One word needs no longer, and a provider that is silent is known by then."""
_QUESTION = "Answer with the one word: ready"


def ask_small_question(request: RouterTestRequest, services: Services) -> RouterTestResult:
    """Ask a model a small question, through everything that a real one goes through.

    Raises:
        RouterError: No model may be asked, or none answered.
    """
    wiring = ModelWiring(services)
    question = ModelRequest((Message(Role.USER, _QUESTION),), max_output_tokens=64)
    task = Task(
        kind=TaskKind.TARGETED_TESTS,
        complexity=Complexity.SIMPLE,
        input_tokens=input_tokens(question),
        output_tokens=question.max_output_tokens,
    )
    pieces: list[str] = []
    asker = Asker(run=services.store.new_run_id(), subject="router test", kind=task.kind)
    choice = AUTO if request.model is None else choice_of(request.model, services)
    if choice == OFF:
        raise UsageError(
            "with 'off' nobody is asked",
            hint="give auto, offline, or a model as provider/name",
            slug="bad-argument",
        )
    if choice != OFFLINE and choice.partition("/")[0] not in LOCAL_PROVIDERS:
        task = replace(
            task, within_s=_ANSWER_WITHIN_S
        )  # loading a model of this machine takes longer
    with wiring.router(choice) as router:
        route = router.route(task)
        services.progress(Progress(route.model.id if route.model else "router", "ask"))
        reply = router.ask(
            task,
            question,
            asker,
            on_text=pieces.append,
            on_step=lambda step: _tell(step, task.within_s, services),
        )
    services.progress(Progress(reply.model, "done"))
    return RouterTestResult(
        model=reply.model,
        text=reply.text,
        finish=reply.finish,
        usage=reply.usage,
        is_usage_counted=reply.is_usage_counted,
        cost_usd=reply.cost_usd,
        duration_s=reply.duration_s,
        pieces=len([each for each in pieces if each]),
        rationale=route.rationale,
    )


def _tell(step: Step, within_s: float | None, services: Services) -> None:
    """Say what is waited for once something has failed; the first attempt needs no words."""
    if step.failure:
        words = step_words(step, within_s, at_last="nobody else is asked")
        services.progress(Progress("router test", "model", message=words))


STATUS = Operation(
    name="router.status",
    summary="Show which providers can be asked, and what may still be spent.",
    request=RouterStatusRequest,
    result=RouterStatusResult,
    handler=router_status,
)
TEST = Operation(
    name="router.test",
    summary="Ask a model a small question to see that it answers.",
    request=RouterTestRequest,
    result=RouterTestResult,
    handler=ask_small_question,
    changes=True,
)
