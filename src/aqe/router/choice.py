"""Chooses which model is asked, and which are asked where it fails: a route with its reasons.

A task sets conditions, and a model meets all of them or is not taken: sensitivity, minimum quality, context,
budget. Among those that do the priority orders. What does not depend on the task is worked out once, so
that a choice takes well under a millisecond.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile
from types import MappingProxyType

from aqe.domain.model import Model, TokenUsage
from aqe.domain.routing import Complexity, Priority, Route, Task, TaskKind
from aqe.router.catalogue.catalogue import Catalogue
from aqe.router.catalogue.tiers import MINIMUM_QUALITY
from aqe.router.options import Circumstances, Option, Options, options_of
from aqe.router.rationale import rationale_of, shown_usd

__all__ = ["MAX_MODELS", "Chooser", "choose", "cost_of", "simple_route"]

MAX_MODELS = 4
"""Models in a route, the first included."""
_NEAREST = 5
_MILLION = 1_000_000
_ROUNDING = 1e-12
"""Sums of floats are off by less than this share; what is closer to the budget is computed exactly."""


def choose(task: Task, catalogue: Catalogue, circumstances: Circumstances) -> Route:
    """The route for a task. Whoever chooses more than once keeps a `Chooser`, which is faster."""
    return Chooser(catalogue, circumstances).choose(task)


def simple_route(model_id: str, catalogue: Catalogue, task: Task) -> Route:
    """The one model that was named, without a choice and without a fallback.

    What is sensitive, or asked for offline, still never goes to a remote model, and no call costs more than
    its budget: then the route is empty.

    Raises:
        RouterError: There is no such model (``model-unknown``).
    """
    model = catalogue.model(model_id)
    if _stays_here(task) and not model.is_local:
        why = "the source is sensitive" if task.is_sensitive else "nothing may leave this machine"
        reason = f"{why}, and {model.id} is remote"
        said = (f"No model is asked: {reason}.",)
        return Route((), None, said, MappingProxyType({model.id: reason}))
    cost = cost_of(task, model)
    if task.budget_usd is not None and cost is not None and cost > task.budget_usd:
        limit = f"{shown_usd(task.budget_usd)} is the limit for the call"
        reason = f"it would cost {shown_usd(cost)}, and {limit}"
        said = (f"No model is asked: {model.id} was named, but {reason}.",)
        return Route((), None, said, MappingProxyType({model.id: reason}))
    return Route((model,), cost, (f"{model.id} was named; nothing was chosen.",))


def cost_of(task: Task, model: Model) -> Decimal | None:
    """What a call is expected to cost; None without a price, or where the prompt is too long for it."""
    price = model.price
    if price is None:
        return None
    limit = price.until_input_tokens
    if limit is not None and task.input_tokens > limit:
        return None
    return price.cost_usd(TokenUsage(task.input_tokens, task.output_tokens))


class Chooser:
    """Chooses from one catalogue under the same circumstances, any number of times."""

    def __init__(self, catalogue: Catalogue, circumstances: Circumstances) -> None:
        self.circumstances = circumstances
        self._selections = {
            kind: _Selections.of(options_of(catalogue, kind, circumstances)) for kind in TaskKind
        }
        self._has_local = any(each.is_local for each in catalogue.models)
        self._providers = frozenset(each.provider for each in catalogue.models)

    def choose(self, task: Task) -> Route:
        """The route for a task; empty where no model meets its conditions."""
        conditions = _Conditions.of(task)
        options = _selection(self._selections[task.kind], conditions)
        order = _order(options, task)
        fitting = conditions.fitting(order)
        passed_over = _before(fitting[0], order) if fitting else options.by_quality[:_NEAREST]
        chain = _chain(fitting)
        models = tuple(_rated(each) for each in chain)
        estimated = cost_of(task, models[0]) if models else None
        said = rationale_of(
            task,
            minimum=conditions.minimum if not conditions.is_waived else None,
            is_waived=conditions.is_waived,
            chain=chain,
            fitting=len(fitting),
            estimated_usd=estimated,
            unreachable=self._providers - self.circumstances.reachable,
            has_local=self._has_local,
        )
        rejected = {each.model.id: conditions.objection(each) or "" for each in passed_over}
        return Route(models, estimated, said, MappingProxyType(rejected))


@dataclass(frozen=True, slots=True)
class _Selections:
    """All options, and the parts of them that tasks ask for."""

    all: Options
    scored: Options
    local: Options

    @classmethod
    def of(cls, options: Options) -> _Selections:
        return cls(options, options.scored(), options.local())


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What a model has to meet for a task."""

    task: Task
    minimum: float
    is_waived: bool
    """Only local models may be asked and nobody set a minimum: then the best of them has to do."""

    @classmethod
    def of(cls, task: Task) -> _Conditions:
        stated = task.minimum_quality
        minimum = MINIMUM_QUALITY[task.complexity] if stated is None else stated
        return cls(task, minimum, stated is None and _stays_here(task))

    @property
    def takes_estimates(self) -> bool:
        """Whether an estimated quality will do."""
        return self.is_waived or self.task.complexity is not Complexity.CRITICAL

    def fitting(self, order: Iterable[Option]) -> list[Option]:
        """Those that meet every condition, in their order: numbers only, since this is most of the work."""
        prompt, answer = self.task.input_tokens, self.task.output_tokens
        whole = prompt + answer
        least = self.minimum if self.minimum > 0 and not self.is_waived else -1.0
        takes_estimates = self.takes_estimates
        budget = self.task.budget_usd
        most = float("inf") if budget is None else float(budget) * _MILLION * (1 + _ROUNDING)
        found = [
            each
            for each in order
            if each.score >= least
            and (takes_estimates or not each.is_estimate)
            and whole <= each.context
            and answer <= each.most_output
            and prompt <= each.most_input
            and each.input_usd * prompt + each.output_usd * answer <= most
        ]
        if budget is None:
            return found
        sure = float(budget) * _MILLION * (1 - _ROUNDING)
        return [
            each
            for each in found
            if each.input_usd * prompt + each.output_usd * answer < sure
            or self._budget_objection(each.model) is None
        ]

    def objection(self, option: Option) -> str | None:
        """Why a model cannot be taken, in words; None where it can."""
        score = option.score
        if not self.is_waived and score < self.minimum and self.minimum > 0:
            if score < 0:
                return "its quality is not known"
            return f"its quality is {score:g}, at least {self.minimum:g} is asked for"
        if option.is_estimate and not self.takes_estimates:
            return "its quality is only estimated, which is too little for a critical task"
        return self._size_objection(option.model) or self._budget_objection(option.model)

    def _size_objection(self, model: Model) -> str | None:
        whole = self.task.input_tokens + self.task.output_tokens
        context = model.context_tokens
        if context is None and not model.is_local:
            return "its context window is not known"
        if context is not None and whole > context:
            return f"{whole} tokens do not fit into its context of {context}"
        if model.output_tokens is not None and self.task.output_tokens > model.output_tokens:
            return f"it answers with at most {model.output_tokens} tokens"
        limit = model.price.until_input_tokens if model.price else None
        if limit is not None and self.task.input_tokens > limit:
            return f"prompts above {limit} tokens cost more than its price says"
        return None

    def _budget_objection(self, model: Model) -> str | None:
        budget = self.task.budget_usd
        cost = cost_of(self.task, model)
        if budget is None or (cost is not None and cost <= budget):
            return None
        shown = "an unknown sum" if cost is None else shown_usd(cost)
        return f"it would cost {shown}, and {shown_usd(budget)} is the limit for the call"


def _stays_here(task: Task) -> bool:
    return task.is_sensitive or task.priority is Priority.OFFLINE


def _selection(selections: _Selections, conditions: _Conditions) -> Options:
    if _stays_here(conditions.task):
        return selections.local
    return selections.scored if conditions.minimum > 0 else selections.all


def _order(options: Options, task: Task) -> Sequence[Option]:
    """The options, in the order in which the priority would take them."""
    if task.priority is Priority.SPEED:
        return options.by_pace
    if task.priority is not Priority.COST or _stays_here(task):
        # Local models all cost nothing, so quality decides among them.
        return options.by_quality
    prompt, answer = task.input_tokens, task.output_tokens
    return sorted(
        options.by_price, key=lambda each: each.input_usd * prompt + each.output_usd * answer
    )


def _before(first: Option, order: Sequence[Option]) -> Iterable[Option]:
    """The last that were passed over before the first that fits."""
    return deque(takewhile(lambda each: each is not first, order), maxlen=_NEAREST)


def _chain(fitting: list[Option]) -> list[Option]:
    """The first, then those of other providers, then of other makers, then whatever comes next."""
    chain: dict[str, Option] = {}
    for each in (
        *_first_of_each(fitting, lambda option: option.model.provider),
        *_first_of_each(fitting, lambda option: option.creator),
        *fitting[:MAX_MODELS],
    ):
        if len(chain) < MAX_MODELS:
            chain.setdefault(each.model.id, each)
    return list(chain.values())


def _first_of_each(fitting: list[Option], mark_of: Callable[[Option], str]) -> Iterable[Option]:
    """The first of each provider or maker, in the order of the priority."""
    first: dict[str, Option] = {}
    for each in fitting:
        first.setdefault(mark_of(each), each)
    return first.values()


def _rated(option: Option) -> Model:
    if option.quality is option.model.quality:
        return option.model
    return replace(option.model, quality=option.quality)
