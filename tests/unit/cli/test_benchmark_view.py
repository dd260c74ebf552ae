"""What a user reads after a benchmark."""

from __future__ import annotations

from dataclasses import replace

from aqe.campaign.rivals.benchmark import BenchmarkReport
from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.benchmark import view
from aqe.domain.benchmark import BenchmarkRow, Contender, Effort, Machine, SuiteScore
from aqe.evidence.comparison import compared, spreads
from aqe.operations.benchmark import BenchmarkResult
from aqe.operations.operation import Status

SCORE = SuiteScore(
    tests=9,
    stable=7,
    failing=1,
    flaky=1,
    line=0.8,
    branch=None,
    line_branch=0.8,
    import_line_branch=0.2,
    net_line_branch=0.75,
    mutation_score=0.5,
    mutants=40,
    suite_s=0.4,
)


def _row(contender: str, subject: str, *, share: float = 0.8, problem: str = "") -> BenchmarkRow:
    effort = Effort(12.0 * share, 9.0, 200 * 1024 * 1024, 0, "finished")
    return BenchmarkRow(
        contender, subject, 1, effort, replace(SCORE, line=share, line_branch=share), problem
    )


def _result(*rows: BenchmarkRow, interrupted: bool = False, reused: int = 0) -> BenchmarkResult:
    return BenchmarkResult(
        BenchmarkReport(
            contenders=(
                Contender("aqe", "aqe", "1.2"),
                Contender("pynguin", "pynguin", "3.4", ("--loud", "True")),
            ),
            subjects=tuple(dict.fromkeys(each.subject for each in rows)),
            seeds=(1,),
            budget_s=10,
            rows=rows,
            spreads=spreads(rows),
            comparisons=compared(rows, "aqe"),
            python="3.11.7",
            versions=(("aqe", "1.2"), ("pynguin", "3.4")),
            machine=Machine("Linux", "a processor", 2, 4 * 1024**3, 0.5),
            started_at="2026-01-02T00:00:00+00:00",
            duration_s=80,
            reused=reused,
            jobs=1,
            interrupted=interrupted,
        )
    )


def _shown(result: BenchmarkResult) -> str:
    return plain_text(view(result, Face()))


def _lines(result: BenchmarkResult, *words: str) -> list[list[str]]:
    lines = (each.split() for each in _shown(result).splitlines())
    return [each for each in lines if each[: len(words)] == list(words)]


PAIRS = [
    _row(name, subject, share=share)
    for subject, ours in (("one", 0.9), ("two", 0.7), ("three", 0.8))
    for name, share in (("aqe", ours), ("pynguin", ours / 2))
]


def test_every_row_is_shown_and_what_does_not_exist_is_a_dash() -> None:
    (line,) = _lines(_result(*PAIRS), "one", "pynguin")
    assert line == [
        *("one", "pynguin", "1", "5.4", "s", "200.0", "MiB", "7", "1", "1"),
        *("45.0%", "-", "45.0%", "75.0%", "50.0%"),
    ]


def test_ratios_come_with_their_spread_and_the_number_of_modules() -> None:
    line = next(each for each in _lines(_result(*PAIRS), "lines") if "+40.0" in each)
    assert line[1:4] == ["80.0%", "40.0%", "2.00"]
    assert line[4:6] == ["[2.00", "2.00]"]
    assert line[-3:] == ["3", "0", "3"]


def test_versions_options_and_machine_stand_below() -> None:
    text = _shown(_result(*PAIRS))
    for each in ("Python 3.11.7, aqe 1.2, pynguin 3.4", "--loud True", "a processor", "2 cores"):
        assert each in text


def test_problems_are_told() -> None:
    broken = _row("pynguin", "one", problem="no suite, exit code 1: why")
    changed = replace(PAIRS[1], effort=replace(PAIRS[1].effort, subject_intact=False))
    text = _shown(_result(PAIRS[0], broken, changed))
    assert "one pynguin seed 1: no suite, exit code 1: why" in text
    assert "changed the module it was testing" in text


def test_a_benchmark_without_a_score_is_inconclusive() -> None:
    unscored = replace(PAIRS[1], score=None, problem="could not be imported")
    result = _result(PAIRS[0], unscored)
    assert result.status is Status.INCONCLUSIVE
    assert _result(*PAIRS).status is Status.OK
    assert _result().status is Status.INCONCLUSIVE
    (line,) = _lines(result, "one", "pynguin", "1")
    assert line[-8:] == ["-"] * 8
    assert "aqe against" not in _shown(result)


def test_an_interruption_and_earlier_rows_are_told() -> None:
    result = _result(*PAIRS, interrupted=True, reused=4)
    assert result.status is Status.INTERRUPTED
    text = _shown(result)
    assert "Interrupted; the same command goes on" in text
    assert "4 of them measured earlier" in text
