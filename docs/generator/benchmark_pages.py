"""Pages that quote stored benchmark results, so that no figure in the documentation is typed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_MIB = 1024 * 1024
_SHARES = ("line", "branch", "line_branch", "net_line_branch", "mutation_score")
_TITLES = {
    "line": "lines",
    "branch": "branches",
    "line_branch": "lines + branches",
    "net_line_branch": "beyond import",
    "mutation_score": "mutants",
    "wall_s": "wall time",
    "cpu_s": "processor time",
    "peak_bytes": "peak memory",
}
_WAYS = (
    "*shared* is one request for the whole package, *apart* the same with `--no-share`, *single* a"
    " request for each module. Figures of *single* are sums, memory aside."
)
_EXPONENTS = (
    "Cost grows with size to the power of these; the spread is that over runs drawn again, where a"
    " size was run more than once."
)


def rivals(path: Path) -> str:
    """The page about one run of ``aqe benchmark generation``; it says so where none is stored."""
    if not path.exists():
        return (
            "# A benchmark against Pynguin\n\nNo run is stored, so there is no figure to quote."
            " [`aqe benchmark generation`](../how-to/compare-with-other-generators.md) makes one.\n"
        )
    report = json.loads(path.read_text(encoding="utf-8"))["result"]["report"]
    lines = [
        "# A benchmark against Pynguin",
        "",
        _rivals_introduction(path),
        "",
        *_setting(report),
        "",
        *(line for rival in _rivals(report) for line in _against(report, rival)),
        "## Every row",
        "",
        *_rows(report),
    ]
    return "\n".join(lines) + "\n"


def _rivals_introduction(path: Path) -> str:
    return (
        "One run of [`aqe benchmark generation`](../how-to/compare-with-other-generators.md), quoted from"
        f" `benchmarks/generation/results/{path.name}`; run it on your own modules before you believe it."
    )


def _setting(report: dict[str, Any]) -> Iterator[str]:
    machine = report["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in dict(report["versions"]).items())
    seeds = ", ".join(map(str, report["seeds"]))
    yield f"- {report['started_at'][:10]}, {len(report['subjects'])} modules, seeds {seeds}"
    yield f"- told to take {report['budget_s']:g} s for each module, {report['jobs']} at a time"
    yield f"- Python {report['python']}, {versions}"
    memory = f"{machine['memory_bytes'] / _MIB / 1024:.1f} GiB" if machine["memory_bytes"] else "?"
    load = "unknown" if machine["load"] is None else f"{machine['load']:g}"
    yield (
        f"- {machine['system']}, {machine['processor']}, {machine['cores']} cores, {memory}, load {load}"
        " when it began"
    )
    for each in report["contenders"]:
        if each["options"]:
            yield f"- {each['name']}: `{' '.join(each['options'])}`"


def _rivals(report: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(each["rival"] for each in report["comparisons"]))


def _against(report: dict[str, Any], rival: str) -> Iterator[str]:
    yield f"## Against {rival}"
    yield ""
    yield "| measure | aqe | rival | ratio | 95% | difference | 95% | p | higher / lower of modules |"
    yield "|--|--:|--:|--:|--:|--:|--:|--:|--:|"
    for each in report["comparisons"]:
        if each["rival"] == rival:
            yield _comparison(each)
    yield ""


def _comparison(each: dict[str, Any]) -> str:
    measure = each["measure"]
    ratio = "-" if each["ratio"] is None else f"{each['ratio']:.2f}"
    signed = [_signed(measure, value) for value in each["difference_interval"] or ()]
    cells = [
        _TITLES[measure],
        _figure(measure, each["ours"]),
        _figure(measure, each["theirs"]),
        ratio,
        " to ".join(f"{value:.2f}" for value in each["ratio_interval"] or ()) or "-",
        _signed(measure, each["difference"]),
        " to ".join(signed) or "-",
        "-" if each["p_value"] is None else f"{each['p_value']:.3f}",
        f"{each['higher']} / {each['lower']} of {each['pairs']}",
    ]
    return f"| {' | '.join(cells)} |"


def _figure(measure: str, value: float | None) -> str:
    if value is None:
        return "-"
    if measure in _SHARES:
        return f"{value:.1%}"
    return f"{value / _MIB:.0f} MiB" if measure == "peak_bytes" else f"{value:.1f} s"


def _signed(measure: str, value: float) -> str:
    if measure in _SHARES:
        return f"{value * 100:+.1f}"
    return f"{'-' if value < 0 else '+'}{_figure(measure, abs(value))}"


def _rows(report: dict[str, Any]) -> Iterator[str]:
    yield (
        "| module | contender | seed | wall | memory | tests | failing | flaky | "
        + " | ".join(_TITLES[each] for each in _SHARES)
        + " |"
    )
    yield "|--|--|--:|" + "--:|" * (5 + len(_SHARES))
    for row in report["rows"]:
        score, effort = row["score"], row["effort"]
        cells = [f"`{row['subject']}`", row["contender"], str(row["seed"])]
        cells += [_figure("wall_s", effort["wall_s"]), _figure("peak_bytes", effort["peak_bytes"])]
        names = ("stable", "failing", "flaky")
        cells += [str(score[each]) if score else "-" for each in names]
        cells += [_figure(each, score[each] if score else None) for each in _SHARES]
        yield f"| {' | '.join(cells)} |"
    for row in report["rows"]:
        if row["problem"]:
            yield ""
            yield f"`{row['subject']}`, {row['contender']}, seed {row['seed']}: no suite."


def growth(path: Path) -> str:
    """The page about one run of ``benchmarks/generation/package.py``."""
    found = json.loads(path.read_text(encoding="utf-8"))
    lines = [
        "# What packages cost",
        "",
        _growth_introduction(path, found),
        "",
        _WAYS,
        "",
        *_outcomes(found["outcomes"]),
        "",
        "## Exponents",
        "",
        _EXPONENTS,
        "",
        "| way | cost | exponent over modules | exponent over lines |",
        "|--|--|--:|--:|",
        *_exponents(found["exponents"]),
        "",
        "## Sharing and single requests",
        "",
        "| modules | against | processor | wall | lines + branches | modules better / worse |",
        "|--:|--|--:|--:|--:|--:|",
        *(
            f"| {each['modules']} | {each['against']} | {each['cpu_ratio']:.2f}"
            f" | {each['wall_ratio']:.2f} | {each['line_branch_difference'] * 100:+.1f}"
            f" | {each['modules_better']} / {each['modules_worse']} |"
            for each in found["comparisons"]
        ),
    ]
    return "\n".join(lines) + "\n"


def _growth_introduction(path: Path, found: dict[str, Any]) -> str:
    machine = found["machine"]
    mutants = "with" if found["mutants"] else "without"
    return (
        f"Quoted from `benchmarks/generation/results/{path.name}`, written by"
        " `python benchmarks/generation/package.py`: packages of growing size, cut out of"
        f" {found['package']} {found['version']}, {found['executions']} executions for each module,"
        f" {mutants} mutants, {found['jobs']} jobs. {found['date']}, Python {found['python']},"
        f" {machine['processor']}, {machine['cores']} cores, load {machine['load']} at the end:"
        " times on the clock lie above what a quiet machine takes."
    )


def _outcomes(outcomes: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield (
        "| modules | lines of code | way | seed | wall | processor | one worker | aqe itself | all"
        " | tests | lines + branches |"
    )
    yield "|--:|--:|--|" + "--:|" * 8
    for each in outcomes:
        memory = [f"{each[name]:.0f} MiB" for name in ("worker_mib", "own_mib", "all_mib")]
        cells = [str(each["modules"]), str(each["lines"]), each["way"], str(each["seed"])]
        cells += [f"{each['wall_s']:.0f} s", f"{each['cpu_s']:.0f} s", *memory]
        cells += [str(each["tests"]), f"{each['line_branch']:.1%}"]
        yield f"| {' | '.join(cells)} |"


def _exponents(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    by_place = {(each["way"], each["of"], each["by"]): each for each in found}
    for way, cost in dict.fromkeys((each["way"], each["of"]) for each in found):
        shown = []
        for by in ("modules", "lines"):
            each = by_place[way, cost, by]
            spread = f" ({each['spread'][0]} to {each['spread'][1]})" if each["spread"] else ""
            shown.append(f"{each['exponent']}{spread}")
        yield f"| {way} | {_TITLES[cost]} | {' | '.join(shown)} |"


def routing(path: Path) -> str:
    """The page about one run of ``benchmarks/router/tiers.py``."""
    found = json.loads(path.read_text(encoding="utf-8"))
    lines = [
        "# What routing saves",
        "",
        _routing_introduction(path, found),
        "",
        "| complexity | tasks | prompt | answer | least quality |",
        "|--|--:|--:|--:|--:|",
        *(
            f"| {name} | {share:.0%} | {found['sizes'][name][0]:,} | {found['sizes'][name][1]:,}"
            f" | {found['minimum_quality'][name]:g} |"
            for name, share in found["shares"].items()
        ),
        "",
        *(line for row in found["rows"] for line in _world(row)),
    ]
    return "\n".join(lines) + "\n"


def _routing_introduction(path: Path, found: dict[str, Any]) -> str:
    flagships = ", ".join(
        f"`{each['model']}` (${each['input_usd']} and ${each['output_usd']}, quality"
        f" {each['quality']:g})"
        for each in found["flagships"]
    )
    return (
        f"Quoted from `benchmarks/router/results/{path.name}`, written by"
        f" `python benchmarks/router/tiers.py --store` on {found['date']}: {found['tasks']} tasks, drawn"
        f" with {found['seeds']} seeds, routed by cost among {found['models']} models, and the same tasks"
        f" sent to one flagship. Prices are those of {found['prices']['source']}, as of"
        f" {found['prices']['as_of']}, for a million tokens of input and of output; scores are of"
        f" {found['scores']}. Flagships: {flagships}. Tokens in the table are the middle of what is drawn;"
        " two thirds lie between 0.6 and 1.65 times that. The last part counts answers as long as each"
        " model's were in LiveBench, reasoning included, and leaves out models without such a count."
        " A violation is a task that went to a model below its least quality, or to none."
    )


def _world(row: dict[str, Any]) -> Iterator[str]:
    low, high = row["routed_spread"]
    yield f"## {row['world'][0].upper()}{row['world'][1:]}"
    yield ""
    yield (
        f"Routed: ${row['routed_usd']:.4f} (${low:.4f} to ${high:.4f} over the seeds), violations:"
        f" {row['violations']}, tasks that went by an estimated quality: {row['estimated_share']:.0%}."
    )
    yield ""
    yield "| flagship alone | cost | saved | over the seeds |"
    yield "|--|--:|--:|--:|"
    for each in row["against"]:
        yield (
            f"| `{each['model']}` | ${each['usd']:.2f} | {each['saving']:.1%}"
            f" | {each['least']:.1%} to {each['most']:.1%} |"
        )
    yield ""
    yield "| complexity | model | tasks |"
    yield "|--|--|--:|"
    for each in row["models"]:
        yield f"| {each['complexity']} | `{each['model']}` | {each['tasks']:g} |"
    yield ""
