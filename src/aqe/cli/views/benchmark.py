"""Rows of a benchmark, what each contender comes to, and `aqe` against each rival."""

from __future__ import annotations

from aqe.campaign.rivals.benchmark import BenchmarkReport
from aqe.cli.face import Face
from aqe.cli.page import Block, Cell, Column, Heading, Line, Page, Table, Tone
from aqe.cli.text import duration, percent, plural, size
from aqe.cli.views.files import written_files
from aqe.domain.benchmark import BenchmarkRow, Comparison, Spread
from aqe.operations.benchmark import BenchmarkResult

__all__ = ["view"]

_TITLES = {
    "line": "lines",
    "branch": "branches",
    "line_branch": "lines+branches",
    "net_line_branch": "beyond import",
    "mutation_score": "mutants",
    "wall_s": "wall",
    "cpu_s": "processor",
    "peak_bytes": "memory",
}
_SHARES = frozenset({"line", "branch", "line_branch", "net_line_branch", "mutation_score"})


def view(result: BenchmarkResult, face: Face) -> Page:
    """Rows, medians and means, comparisons, versions, machine."""
    report = result.report
    blocks: list[Block] = [_rows(report), *_problems(report)]
    if report.rows:
        blocks += [
            Heading("Over all modules: median (mean, and ± between seeds)"),
            _spreads(report),
        ]
    rivals = dict.fromkeys(each.rival for each in report.comparisons)
    for rival in rivals:
        found = [each for each in report.comparisons if each.rival == rival]
        blocks += [Heading(f"aqe against {rival}"), _comparisons(found)]
    if rivals:
        text = (
            "[ ] holds 95% of resampled module sets; p: paired permutation test of the difference"
        )
        blocks.append(Line(text, Tone.FAINT))
    if result.out is not None:
        blocks += written_files((result.out,))
    return (*blocks, Line(""), *_foot(report))


def _rows(report: BenchmarkReport) -> Table:
    columns = [Column(each) for each in ("module", "contender")]
    titles = ("seed", "wall", "memory", "tests", "fail", "flaky")
    columns += [Column(each, right=True) for each in titles]
    columns += [
        Column(_TITLES[each], right=True)
        for each in ("line", "branch", "line_branch", "net_line_branch", "mutation_score")
    ]
    return Table(tuple(columns), tuple(_row(each) for each in report.rows))


def _row(row: BenchmarkRow) -> tuple[Cell | str, ...]:
    score = row.score
    head = (row.subject, row.contender, str(row.seed), duration(row.effort.wall_s))
    memory = "-" if row.effort.peak_bytes is None else size(row.effort.peak_bytes)
    if score is None:
        return (*head, memory, *("-" * 8))
    shares = (score.line, score.branch, score.line_branch, score.net_line_branch)
    return (
        *head,
        memory,
        str(score.stable),
        Cell(str(score.failing), Tone.WARN if score.failing else Tone.PLAIN),
        Cell(str(score.flaky), Tone.WARN if score.flaky else Tone.PLAIN),
        *(percent(each) for each in shares),
        percent(score.mutation_score),
    )


def _problems(report: BenchmarkReport) -> list[Block]:
    lines: list[Block] = []
    for row in report.rows:
        head = f"{row.subject} {row.contender} seed {row.seed}"
        if row.problem:
            lines.append(Line(f"{head}: {row.problem}", Tone.WARN))
        if not row.effort.subject_intact:
            lines.append(Line(f"{head}: changed the module it was testing (a copy)", Tone.WARN))
    return lines


def _spreads(report: BenchmarkReport) -> Table:
    measures = list(_TITLES)
    rows = []
    for contender in report.contenders:
        mine = {each.measure: each for each in report.spreads if each.contender == contender.name}
        if mine:
            rows.append((contender.name, *(_spread(mine[measure]) for measure in measures)))
    columns = [Column("contender"), *(Column(_TITLES[each], right=True) for each in measures)]
    return Table(tuple(columns), tuple(rows))


def _spread(spread: Spread) -> str:
    shown = _figure(spread.measure, spread.median)
    inner = _figure(spread.measure, spread.mean)
    if spread.between_seeds is not None:
        inner += f" ± {_figure(spread.measure, spread.between_seeds)}"
    return f"{shown} ({inner})"


def _comparisons(found: list[Comparison]) -> Table:
    titles = ("aqe", "rival", "ratio", "", "difference", "", "p", "higher", "lower", "modules")
    columns = (Column("measure"), *(Column(each, right=True) for each in titles))
    return Table(columns, tuple(_comparison(each) for each in found))


def _comparison(each: Comparison) -> tuple[str, ...]:
    def shown(value: float) -> str:
        if each.measure in _SHARES:
            return f"{value * 100:+.1f}"
        return f"{'-' if value < 0 else '+'}{_figure(each.measure, abs(value))}"

    ratio, spread = each.ratio_interval, each.difference_interval
    return (
        _TITLES[each.measure],
        _figure(each.measure, each.ours),
        _figure(each.measure, each.theirs),
        "-" if each.ratio is None else f"{each.ratio:.2f}",
        "-" if ratio is None else f"[{ratio[0]:.2f} {ratio[1]:.2f}]",
        shown(each.difference),
        "-" if spread is None else f"[{shown(spread[0])} {shown(spread[1])}]",
        "-" if each.p_value is None else f"{each.p_value:.3f}",
        str(each.higher),
        str(each.lower),
        str(each.pairs),
    )


def _figure(measure: str, value: float | None) -> str:
    if value is None:
        return "-"
    if measure in _SHARES:
        return percent(value)
    return size(round(value)) if measure == "peak_bytes" else duration(value)


def _foot(report: BenchmarkReport) -> list[Block]:
    machine = report.machine
    parts = [machine.system, machine.processor]
    if machine.cores is not None:
        parts.append(plural(machine.cores, "core"))
    if machine.memory_bytes is not None:
        parts.append(size(machine.memory_bytes))
    if machine.load is not None:
        parts.append(f"load {machine.load:g} at the start")
    versions = ", ".join(f"{name} {version}" for name, version in dict(report.versions).items())
    count = plural(len(report.rows), "row")
    text = f"{count} in {duration(report.duration_s)}, budget {report.budget_s:g} s, jobs {report.jobs}"
    if report.reused:
        text += f", {report.reused} of them measured earlier (--fresh measures again)"
    if report.interrupted:
        text = f"Interrupted; the same command goes on. So far: {text}"
    return [
        *(Line(note, Tone.FAINT) for note in report.notes),
        *(
            Line(f"{each.name}: {' '.join(each.options)}", Tone.FAINT)
            for each in report.contenders
            if each.options
        ),
        Line(f"Python {report.python}, {versions}", Tone.FAINT),
        Line(", ".join(parts), Tone.FAINT),
        Line(text, Tone.WARN if report.interrupted else Tone.STRONG),
    ]
