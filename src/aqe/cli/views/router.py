"""The models that may be asked: which there are, which would be asked and why, what was installed."""

from __future__ import annotations

from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Heading, Line, Page, Table, Tone
from aqe.cli.text import plural, size
from aqe.domain.cost import usd_text
from aqe.domain.model import Model, QualityBasis
from aqe.domain.routing import Route
from aqe.operations.local_models import RouterInstallLocalResult
from aqe.operations.models import RouterModelsResult, RouterRefreshResult
from aqe.operations.route import RouterExplainResult
from aqe.operations.router import ProviderState, RouterStatusResult, RouterTestResult

__all__ = [
    "explain_view",
    "install_local_view",
    "models_view",
    "refresh_view",
    "status_view",
    "test_view",
]


def explain_view(result: RouterExplainResult, face: Face) -> Page:
    """What the source is like, then the route, then who was passed over."""
    facts, task = result.facts, result.task
    because = f": {'; '.join(result.reasons)}" if result.reasons else ""
    blocks: list[Block] = [
        Heading(f"{result.path} is {result.complexity}"),
        Line(
            f"source     {plural(facts.lines, 'line')} of code, {plural(facts.branches, 'decision')},"
            f" {plural(facts.callables, 'function')},"
            f" {plural(facts.dependencies, 'dependency', 'dependencies')}"
        ),
        Line(f"complexity {result.complexity}{because}"),
        Line(
            f"question   about {task.input_tokens:,} tokens in, at most {task.output_tokens:,} out"
        ),
        Line(f"priority   {task.priority.value}"),
    ]
    if result.sensitive:
        blocks.append(Line("It must not leave this machine:", Tone.WARN))
        blocks += [Line(each, indent=2) for each in result.sensitive[:_MOST_REASONS]]
        more = len(result.sensitive) - _MOST_REASONS
        if more > 0:
            blocks.append(Line(f"and {more} more", indent=2))
    blocks += [Heading("Route"), *_route(result.route)]
    if result.route.rejected:
        blocks.append(Heading("Passed over"))
        blocks += [Line(f"{id}: {why}", Tone.FAINT) for id, why in result.route.rejected.items()]
    return tuple(blocks)


def _route(route: Route) -> list[Block]:
    blocks: list[Block] = []
    for place, model in enumerate(route.models):
        tier = "" if model.tier is None else f", {model.tier.value}"
        blocks.append(
            Line(f"{place + 1}. {model.id}{tier}", Tone.STRONG if not place else Tone.PLAIN)
        )
    if route.estimated_usd is not None:
        blocks.append(Line(f"expected   {usd_text(route.estimated_usd)} (estimated)"))
    blocks += [Line(each, Tone.PLAIN if route.models else Tone.WARN) for each in route.rationale]
    return blocks


def models_view(result: RouterModelsResult, face: Face) -> Page:
    """A table, dearest tier first."""
    if not result.models:
        return (
            Line(f"None of {result.known} known models fits.", Tone.WARN),
            Line(
                "`aqe router status` shows the providers; `aqe router refresh PROVIDER` fetches the list"
                " of one.",
                Tone.FAINT,
            ),
        )
    columns = (
        Column("model"),
        Column("tier"),
        Column("in $/M", right=True),
        Column("cached", right=True, is_optional=True),
        Column("out", right=True),
        Column("context", right=True, is_optional=True),
        Column("quality", right=True),
    )
    shown = len(result.models)
    count = f"{shown} of {result.found}" if shown < result.found else str(shown)
    return (
        Table(columns, tuple(map(_row, result.models))),
        Line(f"{count} shown; {result.known} known, {result.priced} with a price", Tone.FAINT),
    )


def _row(model: Model) -> tuple[Cell | str, ...]:
    price = model.price
    quality = model.quality
    mark = "~" if quality is not None and quality.basis is QualityBasis.ESTIMATED else ""
    return (
        model.id,
        model.tier.value if model.tier else "-",
        "-" if price is None else f"{price.input_usd:f}",
        "-" if price is None or price.cached_input_usd is None else f"{price.cached_input_usd:f}",
        "-" if price is None else f"{price.output_usd:f}",
        "-" if model.context_tokens is None else f"{model.context_tokens:,}",
        "-" if quality is None else f"{mark}{quality.score:g}",
    )


def status_view(result: RouterStatusResult, face: Face) -> Page:
    """How models are chosen, then the providers, then the money."""
    how = "models are chosen for each task"
    if not result.enhanced:
        how = f"the simple one: {result.model} is always asked"
        if result.model is None:
            how = "the simple one, and no model is set for it: `aqe config set router.model provider/name`"
    columns = (
        Column("provider"),
        Column("state"),
        Column("models", right=True, is_optional=True),
        Column("answered in 7 days", right=True, is_optional=True),
        Column("failed", right=True, is_optional=True),
    )
    today, limit = result.spent_today_usd, result.daily_limit_usd
    is_alert = limit > 0 and today >= limit * 4 / 5
    return (
        Line(
            f"router     {how}; {result.known_models} models known",
            Tone.PLAIN if result.enhanced or result.model else Tone.WARN,
        ),
        Line(
            f"today      {usd_text(today)} of {usd_text(limit)} spent or set aside; a run may cost"
            f" {usd_text(result.run_limit_usd)}",
            Tone.WARN if is_alert else Tone.PLAIN,
        ),
        Table(columns, tuple(map(_provider_row, result.providers))),
        *(Line(each, Tone.WARN) for each in result.warnings),
    )


def _provider_row(state: ProviderState) -> tuple[Cell | str, ...]:
    if state.obstacle is not None:
        words = Cell(state.obstacle, Tone.WARN if state.alive is False else Tone.FAINT)
    elif not state.models:
        words = Cell(f"no models known: aqe router refresh {state.name}", Tone.FAINT)
    else:
        told = {True: "answers", None: "ready", False: "silent"}[state.alive]
        where = f", {state.key}" if state.key else ""
        words = Cell(f"{told}{where}", Tone.GOOD)
    failed = f"{state.failed} ({state.last_error})" if state.last_error else str(state.failed)
    return (state.name, words, f"{state.models:,}", str(state.answered), failed)


def refresh_view(result: RouterRefreshResult, face: Face) -> Page:
    """What changed by the new list."""
    if result.fetched_at is None:
        done = "is forgotten" if result.was_reset else "was not there"
        return (
            Line(f"The list of {result.provider} {done}.", Tone.GOOD),
            Line(f"{plural(result.models, 'model')} known offline, {result.priced} with a price"),
        )
    blocks: list[Block] = [
        Line(
            f"{result.provider} lists {plural(result.models, 'model')}, {result.priced} with a price:"
            f" {result.new} new, {result.repriced} at another price, {len(result.gone)} gone",
            Tone.GOOD,
        )
    ]
    gone = result.gone if face.verbose else result.gone[:_MOST_REASONS]
    blocks += [Line(f"gone: {each}", Tone.FAINT, indent=2) for each in gone]
    if len(gone) < len(result.gone):
        blocks.append(Line(f"and {len(result.gone) - len(gone)} more (-v)", indent=2))
    if result.gone:
        way_back = f"`aqe router refresh {result.provider} --reset` goes back to the offline list"
        blocks.append(Line(f"What is gone is not chosen any more; {way_back}.", Tone.WARN))
    shown = result.left_out if face.verbose else result.left_out[:_MOST_REASONS]
    blocks += [Line(f"left out {name}: {why}", Tone.FAINT, indent=2) for name, why in shown]
    if len(shown) < len(result.left_out):
        blocks.append(Line(f"and {len(result.left_out) - len(shown)} more (-v)", indent=2))
    return tuple(blocks)


def test_view(result: RouterTestResult, face: Face) -> Page:
    """The answer and what it cost."""
    cost = "unknown" if result.cost_usd is None else usd_text(result.cost_usd)
    counted = "counted" if result.is_usage_counted else "estimated"
    text = " ".join(result.text.split())
    shown = text if len(text) <= _LONGEST_ANSWER else f"{text[:_LONGEST_ANSWER]}..."
    return (
        Line(f"{result.model} answered in {result.duration_s:.2f} s", Tone.GOOD),
        Line(
            f"answer     {shown!r}, in {plural(result.pieces, 'piece')}, ended by {result.finish.value}"
        ),
        Line(f"tokens     {result.usage.input} in, {result.usage.output} out ({counted})"),
        Line(f"cost       {cost}"),
        *(Line(each, Tone.FAINT) for each in result.rationale),
    )


_MOST_REASONS = 8
_LONGEST_ANSWER = 200


def install_local_view(result: RouterInstallLocalResult, face: Face) -> Page:
    """What is installed, what it takes to run, and what is missing for it."""
    if result.interrupted:
        return (Line("Broken off; nothing was installed.", Tone.WARN),)
    done = "installed" if result.is_new else "was installed already, with the same content"
    blocks: list[Block] = [
        Line(f"{result.model} {done}", Tone.GOOD),
        Line(f"place     {result.place} (nothing was copied)"),
        Line(f"files     {plural(result.files, 'file')}, {size(result.size_bytes)}, SHA-256 taken"),
        Line(
            f"model     {result.family}, context of {result.context_tokens} tokens,"
            f" chat template in {result.template}"
        ),
    ]
    if result.replaced:
        blocks.append(Line("It replaces another model of this name.", Tone.WARN))
    blocks += _memory(result)
    if result.library is None:
        blocks.append(
            Line("To ask it, install what runs it: pip install 'agentic-qe[local]'", Tone.WARN)
        )
    return tuple(blocks)


def _memory(result: RouterInstallLocalResult) -> list[Block]:
    if result.memory_bytes is None:
        return []
    needed = f"memory    about {size(result.memory_bytes)} to run"
    if result.available_bytes is None:
        return [Line(needed)]
    line = Line(f"{needed}, {size(result.available_bytes)} available now")
    if result.available_bytes >= result.memory_bytes:
        return [line]
    return [
        line,
        Line("That is too little: it will be refused until more is available.", Tone.WARN),
    ]
