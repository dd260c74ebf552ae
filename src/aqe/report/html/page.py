"""The page as a whole: head, figures, and the sections in the order in which a reader asks."""

from __future__ import annotations

from aqe.domain.known_measures import known_measure
from aqe.domain.measure import Measure
from aqe.domain.verdict import Verdict
from aqe.report.document import RunReport
from aqe.report.html.behaviour import behaviour_section
from aqe.report.html.coverage import coverage_section
from aqe.report.html.elements import card, table, tag, text
from aqe.report.html.frame import framed
from aqe.report.html.mutants import flaky_section, mutants_section
from aqe.report.html.search import search_section, unreached_section
from aqe.report.html.tests import tests_section, timing_section
from aqe.report.wording import measure_text, seconds

__all__ = ["html"]

_TONES = {Verdict.PASS: "good", Verdict.FAIL: "poor", Verdict.INCONCLUSIVE: "fair"}


def html(report: RunReport) -> str:
    """The report as one HTML page."""
    sections = [
        ("gate", "Gate", _gate(report)),
        ("tests", "Tests", tests_section(report)),
        ("behaviour", "Behaviour", behaviour_section(report)),
        ("coverage", "Coverage", coverage_section(report)),
        ("search", "Search", search_section(report)),
        ("unreached", "Not reached", unreached_section(report)),
        ("mutants", "Mutants", mutants_section(report)),
        ("flaky", "Flaky tests", flaky_section(report)),
        ("timing", "Timing", timing_section(report)),
        ("evidence", "Evidence", _evidence(report)),
    ]
    return framed(
        f"aqe report: run {report.run.id}",
        _header(report),
        _figures(report),
        sections,
        text("Written by aqe " + report.version)
        + ". Every figure names the run it comes from; what was not measured is called unavailable.",
    )


def _header(report: RunReport) -> str:
    run = report.run
    verdict = ""
    if report.gate is not None:
        label = f"gate: {report.gate.verdict.value}"
        tone = _TONES[report.gate.verdict]
        verdict = " " + tag("span", text(label), class_=f"badge {tone}")
    killed = "killed" if run.exit_code is None else f"exit code {run.exit_code}"
    facts = f"{run.kind.value} run {run.id}, {run.started_at}, {seconds(run.duration_s)}, {killed}"
    stale = ""
    if report.stale:
        names = ", ".join(sorted(report.stale)[:5])
        more = f" and {len(report.stale) - 5} more" if len(report.stale) > 5 else ""
        stale = tag(
            "p", text(f"Changed since this run: {names}{more}"), class_="warning", role="note"
        )
    return tag("header", f"<h1>Test report{verdict}</h1>" + tag("p", text(facts)) + stale)


def _figures(report: RunReport) -> str:
    failed, total = len(report.failed()), len(report.run.outcomes)
    tests = card(
        "Tests",
        f"{total - failed} of {total} without failure" if failed else f"{total}",
        f"measured, run {report.run.id}",
        "poor" if failed else "good" if total else "plain",
    )
    wanted = ("line_coverage", "branch_coverage", "mutation_score", "tests_flaky", "suite_duration")
    measures = {each.name: each for each in report.measures}
    cards = [_figure(measures[name]) for name in wanted if name in measures]
    return tag("dl", tests + "".join(cards), class_="cards", aria_label="Key figures")


def _figure(measure: Measure) -> str:
    title = measure.name.replace("_", " ").capitalize()
    if measure.value is None:
        return card(title, "unavailable", measure.detail or "not measured")
    runs = f", run {measure.runs[0]}" if measure.runs else ""
    more = f" and {len(measure.runs) - 1} more" if len(measure.runs) > 1 else ""
    tone = "plain"
    if measure.unit == "ratio":
        tone = "good" if measure.value >= 0.8 else "fair" if measure.value >= 0.5 else "poor"
    part = f", {measure.scope} only" if measure.scope else ""
    return card(title, measure_text(measure), f"{measure.basis.value}{runs}{more}{part}", tone)


def _gate(report: RunReport) -> str:
    gate = report.gate
    if gate is None:
        return ""
    rows = []
    for each in gate.results:
        tone = _TONES[each.verdict]
        word = each.verdict.value if each.criterion.required else f"{each.verdict.value} (advice)"
        rows.append(
            (
                tag("span", text(word), class_=f"badge {tone}"),
                text(each.criterion.measure),
                text(each.explanation),
                text(each.criterion.reason),
            )
        )
    intro = tag("p", text(f"Policy {gate.policy}: {gate.verdict.value}."))
    return intro + table(
        "Criteria", ("Verdict", "Measure", "What was found", "Why it matters"), rows
    )


def _evidence(report: RunReport) -> str:
    rows = []
    for each in report.measures:
        known = known_measure(each.name)
        rows.append(
            (
                text(each.name)
                + (f'<br><span class="faint">{text(known.summary)}</span>' if known else ""),
                text(measure_text(each)),
                text(each.basis.value),
                text(", ".join(each.runs) or "-"),
                text(each.detail),
                text(each.scope or "the project"),
            )
        )
    columns = ("Measure", "Value", "Basis", "Runs", "Detail", "Scope")
    measures = table("Measures", columns, rows, numbers=(1,)) if rows else ""
    return measures + _run_facts(report)


def _run_facts(report: RunReport) -> str:
    run = report.run
    facts = [
        ("Run", run.id),
        ("Command", " ".join(run.command)),
        ("Directory", run.directory),
        ("Interpreter", run.python),
        ("Versions", ", ".join(f"{name} {version}" for name, version in run.versions)),
        ("Seed", "" if run.seed is None else str(run.seed)),
        ("Hash seed", "" if run.hash_seed is None else str(run.hash_seed)),
        ("Order", "random" if run.shuffled else "as collected"),
        *((name, value) for name, value in run.attributes),
        *(("Note", each) for each in run.notes),
    ]
    rows = [(text(name), tag("code", text(value))) for name, value in facts if value]
    return table("The run", ("Fact", "Value"), rows)
