"""Chooses which model is asked, and which are asked where it fails: a route with its reasons.

A task sets conditions, and a model meets all of them or is not taken: sensitivity, minimum quality, context,
budget. Among those that do the priority orders. What does not depend on the task is worked out once, so
that a choice takes well under a millisecond.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from aqe.domain.model import Model, TokenUsage
from aqe.domain.routing import Complexity, Priority, Route, Task, TaskKind
from aqe.router.candidates import Candidate, Circumstances, Field, field_of
from aqe.router.catalogue.catalogue import Catalogue
from aqe.router.catalogue.tiers import MINIMUM_QUALITY
from aqe.router.rationale import rationale_of, shown_usd

__all__ = ["MAX_MODELS", "Chooser", "choose", "cost_of", "simple_route"]

MAX_MODELS = 4
"""Models in a route, the first included."""
_NEAREST = 5
_ROUNDING = 1e-12


def choose(task: Task, catalogue: Catalogue, circumstances: Circumstances) -> Route:
    """The route for a task. Whoever chooses more than once keeps a `Chooser`, which is faster."""
    return Chooser(catalogue, circumstances).choose(task)


def simple_route(model_id: str, catalogue: Catalogue, task: Task) -> Route:
    """The one model that was named, without a choice and without a fallback.

    What is sensitive, or asked for offline, still never goes to a remote model: then the route is empty.

    Raises:
        RouterError: There is no such model (``model-unknown``).
    """
    model = catalogue.model(model_id)
    if _stays_here(task) and not model.is_local:
        why = "the source is sensitive" if task.is_sensitive else "nothing may leave this machine"
        reason = f"{why}, and {model.id} is remote"
        said = (f"No model is asked: {reason}.",)
        return Route((), None, said, MappingProxyType({model.id: reason}))
    return Route((model,), cost_of(task, model), (f"{model.id} was named; nothing was chosen.",))


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
        self._fields = {
            kind: _Fields.of(field_of(catalogue, kind, circumstances)) for kind in TaskKind
        }
        self._providers = frozenset(each.provider for each in catalogue.models)

    def choose(self, task: Task) -> Route:
        """The route for a task; empty where no model meets its conditions."""
        conditions = _Conditions.of(task)
        order = _order(self._fields[task.kind], conditions)
        passed_over: deque[tuple[Candidate, str]] = deque(maxlen=_NEAREST)
        fitting: list[Candidate] = []
        for candidate in order:
            objection = conditions.objection(candidate)
            if objection is None:
                fitting.append(candidate)
            elif not fitting:
                passed_over.append((candidate, objection))
        chain = _chain(fitting)
        return self._route(task, conditions, chain, len(fitting), passed_over, order)

    def _route(
        self,
        task: Task,
        conditions: _Conditions,
        chain: list[Candidate],
        fitting: int,
        passed_over: Iterable[tuple[Candidate, str]],
        order: list[Candidate],
    ) -> Route:
        if not chain:
            best = sorted(order, key=lambda each: -each.score)[:_NEAREST]
            passed_over = [(each, conditions.objection(each) or "") for each in best]
        models = tuple(_rated(each) for each in chain)
        estimated = cost_of(task, models[0]) if models else None
        said = rationale_of(
            task,
            minimum=conditions.minimum if not conditions.is_waived else None,
            is_waived=conditions.is_waived,
            chain=chain,
            fitting=fitting,
            estimated_usd=estimated,
            unreachable=self._providers - self.circumstances.reachable,
        )
        rejected = {each.model.id: reason for each, reason in passed_over}
        return Route(models, estimated, said, MappingProxyType(rejected))


@dataclass(frozen=True, slots=True)
class _Fields:
    """A field and the parts of it that tasks ask for."""

    all: Field
    scored: Field
    local: Field

    @classmethod
    def of(cls, field: Field) -> _Fields:
        return cls(field, field.scored(), field.local())


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
    def whole_tokens(self) -> int:
        """Prompt and answer together."""
        return self.task.input_tokens + self.task.output_tokens

    def objection(self, candidate: Candidate) -> str | None:
        """Why a model cannot be taken; None where it can."""
        if not self.is_waived and candidate.score < self.minimum:
            if candidate.score < 0:
                if self.minimum > 0:
                    return "its quality is not known"
            else:
                return f"its quality is {candidate.score:g}, at least {self.minimum:g} is asked for"
        if (
            candidate.is_estimate
            and self.task.complexity is Complexity.CRITICAL
            and not self.is_waived
        ):
            return "its quality is only estimated, which is too little for a critical task"
        return self._size_objection(candidate.model) or self._budget_objection(candidate)

    def _size_objection(self, model: Model) -> str | None:
        if model.context_tokens is None:
            return "its context window is not known"
        if self.whole_tokens > model.context_tokens:
            return (
                f"{self.whole_tokens} tokens do not fit into its context of {model.context_tokens}"
            )
        if model.output_tokens is not None and self.task.output_tokens > model.output_tokens:
            return f"it answers with at most {model.output_tokens} tokens"
        limit = model.price.until_input_tokens if model.price else None
        if limit is not None and self.task.input_tokens > limit:
            return f"prompts above {limit} tokens cost more than its price says"
        return None

    def _budget_objection(self, candidate: Candidate) -> str | None:
        budget = self.task.budget_usd
        if budget is None:
            return None
        rough = candidate.cost_usd(self.task.input_tokens, self.task.output_tokens)
        if rough < float(budget) * (1 - _ROUNDING):
            return None
        exact = cost_of(self.task, candidate.model)
        if exact is None or exact > budget:
            shown = "an unknown sum" if exact is None else shown_usd(exact)
            return f"it would cost {shown}, and {shown_usd(budget)} is the limit for the call"
        return None


def _stays_here(task: Task) -> bool:
    return task.is_sensitive or task.priority is Priority.OFFLINE


def _order(fields: _Fields, conditions: _Conditions) -> list[Candidate]:
    """The candidates, in the order in which the priority would take them."""
    task = conditions.task
    if _stays_here(task):
        field = fields.local
    else:
        field = fields.scored if conditions.minimum > 0 else fields.all
    if task.priority in (Priority.QUALITY, Priority.OFFLINE) or (
        task.is_sensitive and task.priority is Priority.COST
    ):
        # Local models all cost nothing, so quality decides among them.
        return list(field.by_quality)
    if task.priority is Priority.SPEED:
        return list(field.by_pace)
    prompt, answer = task.input_tokens, task.output_tokens
    return sorted(
        field.by_price, key=lambda each: each.input_usd * prompt + each.output_usd * answer
    )


def _chain(fitting: list[Candidate]) -> list[Candidate]:
    """The first, then those of other providers, then of other makers, then whatever comes next."""
    chain: dict[str, Candidate] = {}
    for each in (
        *_first_of_each(fitting, lambda candidate: candidate.model.provider),
        *_first_of_each(fitting, lambda candidate: candidate.creator),
        *fitting[:MAX_MODELS],
    ):
        if len(chain) < MAX_MODELS:
            chain.setdefault(each.model.id, each)
    return list(chain.values())


def _first_of_each(
    fitting: list[Candidate], mark_of: Callable[[Candidate], str]
) -> Iterable[Candidate]:
    """The first of each provider or maker, in the order of the priority."""
    first: dict[str, Candidate] = {}
    for each in fitting:
        first.setdefault(mark_of(each), each)
    return first.values()


def _rated(candidate: Candidate) -> Model:
    if candidate.quality is candidate.model.quality:
        return candidate.model
    return replace(candidate.model, quality=candidate.quality)
