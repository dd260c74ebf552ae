"""Why a question was not answered, in words for people, and whether that was the router's own doing."""

from __future__ import annotations

from collections.abc import Collection

from aqe.domain.model import Model
from aqe.domain.routing import Route
from aqe.errors import RouterError
from aqe.router.attempt import Question

__all__ = ["is_own_failure", "kept_here", "late", "paused", "unanswered"]


def late(deadline_s: float | None, model: str = "") -> RouterError:
    """The deadline passed while a model was waited for."""
    within = "" if deadline_s is None else f" within {round(deadline_s, 1):g} seconds"
    last = f"; {model!r} was asked last" if model else ""
    return RouterError(
        f"there was no answer{within}{last}",
        hint="`aqe config set router.deadline_s SECONDS` gives more time, for tests together with"
        " generate.model_wait_s",
        slug="model-deadline",
    )


def paused(model: Model, seconds: float) -> RouterError:
    """A model is not asked, since it failed again and again."""
    return RouterError(
        f"{model.id!r} is not asked for {seconds:.0f} more seconds, since it failed again and again",
        slug="model-paused",
        retryable=True,
        retry_after_s=seconds,
    )


def kept_here(model: Model) -> RouterError:
    """A model must not see what is asked."""
    return RouterError(
        f"{model.id!r} is not asked, since the source must not leave this machine",
        hint="name a local model, or see `aqe router explain PATH` for what was found in the source",
        slug="source-stays-here",
    )


def unanswered(question: Question, route: Route) -> RouterError:
    """The error that a question ends with."""
    failures = question.failures.values()
    deadline = next((each for each in failures if each.slug == "model-deadline"), None)
    if deadline is not None:
        return deadline
    if question.too_dear is not None:
        return question.too_dear
    if not failures:
        reasons = "; ".join(route.rationale) or "the route is empty"
        return RouterError(
            f"no model may be asked: {reasons}",
            hint="`aqe router explain PATH` says which models were not taken, and why",
            slug="no-model-answered",
        )
    waits = [each.retry_after_s for each in failures if each.retry_after_s is not None]
    hints = [each.hint for each in failures if each.hint]
    return RouterError(
        "no model answered: " + "; ".join(_messages(failures)),
        hint=hints[0] if hints else "`aqe router status` shows how each model is",
        slug="no-model-answered",
        retryable=any(each.retryable for each in failures),
        retry_after_s=min(waits) if waits else None,
    )


def _messages(failures: Collection[RouterError]) -> list[str]:
    """What each model said; those that were not asked since they are paused in one sentence."""
    paused = [each for each in failures if each.slug == "model-paused"]
    told = [each.message for each in failures if each.slug != "model-paused"]
    if len(paused) == 1:
        return [*told, paused[0].message]
    if paused:
        soonest = min(each.retry_after_s or 0.0 for each in paused)
        told.append(
            f"{len(paused)} {'others' if told else 'models'} are not asked for {soonest:.0f} more seconds,"
            " since they or their provider failed again and again"
        )
    return told


def is_own_failure(question: Question, route: Route, *, is_answered: bool) -> bool:
    """Whether a question met a failure of the router's own, even where it was answered after it."""
    slugs = {each.slug for each in question.failures.values()}
    if slugs & {"model-refused", "router-fault"}:
        return True
    if is_answered or question.too_dear is not None:
        return False
    return not route.models or slugs == {"model-paused"}
