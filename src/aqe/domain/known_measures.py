"""The measures that `aqe` records, by name: unit, direction and meaning.

A gate policy may only name what stands here, so that a typing slip is told and never passes unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KNOWN_MEASURES", "KnownMeasure", "known_measure"]


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """What is known about a measure before it is taken."""

    name: str
    unit: str
    """``ratio`` (0 to 1), ``count``, ``s``, ``bytes``, ``usd``."""
    higher_is_better: bool
    summary: str


KNOWN_MEASURES: tuple[KnownMeasure, ...] = (
    KnownMeasure("line_coverage", "ratio", True, "share of executable lines that ran"),
    KnownMeasure("branch_coverage", "ratio", True, "share of branches that were taken"),
    KnownMeasure(
        "line_branch_coverage",
        "ratio",
        True,
        "covered lines and branches over all lines and branches",
    ),
    KnownMeasure("mutation_score", "ratio", True, "share of the mutants that the suite noticed"),
    KnownMeasure("mutants_survived", "count", False, "mutants that no test noticed"),
    KnownMeasure("mutants_no_coverage", "count", False, "mutants on lines that no test reaches"),
    KnownMeasure(
        "existing_coverage", "ratio", True, "lines and branches that existing tests reach alone"
    ),
    KnownMeasure(
        "combined_coverage", "ratio", True, "lines and branches that they and new tests reach"
    ),
    KnownMeasure(
        "existing_mutation_score", "ratio", True, "share of a sample that existing tests notice"
    ),
    KnownMeasure(
        "combined_mutation_score", "ratio", True, "share of it that they and new tests notice"
    ),
    KnownMeasure(
        "private_share",
        "ratio",
        False,
        "share of the lines and branches reached by calls that only calls of private code reach",
    ),
    KnownMeasure(
        "worker_memory", "bytes", False, "largest memory of a process that ran candidates"
    ),
    KnownMeasure("pass_rate", "ratio", True, "share of the tests that were run and passed"),
    KnownMeasure("tests_total", "count", True, "tests collected"),
    KnownMeasure("tests_passed", "count", True, "tests that passed"),
    KnownMeasure("tests_failed", "count", False, "tests that failed, timed out or had an error"),
    KnownMeasure("tests_skipped", "count", False, "tests that were skipped"),
    KnownMeasure("tests_flaky", "count", False, "tests whose outcome changed between equal runs"),
    KnownMeasure("flaky_rate", "ratio", False, "share of the tests that are flaky"),
    KnownMeasure("suite_duration", "s", False, "wall time of the whole suite"),
    KnownMeasure("slowest_test", "s", False, "wall time of the slowest test"),
)
"""In the order in which they are listed to people."""


def known_measure(name: str) -> KnownMeasure | None:
    """The known measure of that name, if there is one."""
    return next((each for each in KNOWN_MEASURES if each.name == name), None)
