"""What a benchmark of test generators knows: contenders, what each spent, how its suite was scored."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BenchmarkRow", "Comparison", "Contender", "Effort", "Machine", "Spread", "SuiteScore"]


@dataclass(frozen=True, slots=True)
class Contender:
    """A test generator with its settings, as the benchmark runs it."""

    name: str
    """``aqe``, ``pynguin``, ``pynguin-strong`` or ``ghostwriter``."""
    tool: str
    version: str
    options: tuple[str, ...] = ()
    """Options beside subject, output folder, budget and seed."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one run of a contender spent, its whole process tree counted."""

    wall_s: float
    cpu_s: float | None
    """Processor time; None where the system does not tell."""
    peak_bytes: int | None
    """Most resident memory of all its processes together, sampled; None where it could not be read."""
    exit_code: int | None
    ended: str
    """``finished``, or why it was ended: ``timeout``, ``memory``, ``output`` (it printed too much),
    ``cancelled``; ``not-started`` where it could not be run at all."""
    subject_intact: bool = True
    """Whether the contender left its copy of the subject as it was."""


@dataclass(frozen=True, slots=True)
class SuiteScore:
    """What a suite is worth, measured without the tool that wrote it.

    Failing and flaky tests count in `failing` and `flaky` only: coverage and mutants are those of the
    tests that pass in every run.
    """

    tests: int
    stable: int
    """Tests that passed in all runs, expected failures included."""
    failing: int
    flaky: int
    """Tests whose outcome differs between runs."""
    line: float | None
    """Share of the lines of the subject; None where it has none. Likewise below."""
    branch: float | None
    line_branch: float | None
    import_line_branch: float | None
    """What importing the subject alone reaches."""
    net_line_branch: float | None
    """Share of what importing leaves open that the tests reach."""
    mutation_score: float | None
    mutants: int
    """Mutants that were tried."""
    suite_s: float
    """Duration of the suite in file order."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One contender on one subject under one seed."""

    contender: str
    subject: str
    seed: int
    effort: Effort
    score: SuiteScore | None
    """None where the suite could not be scored: then the row counts nowhere."""
    problem: str = ""
    """Why there is no suite or no score."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure of one contender over all subjects and seeds."""

    contender: str
    measure: str
    count: int
    """Subjects that the figure rests on."""
    median: float | None
    mean: float | None
    between_seeds: float | None
    """Standard deviation of the mean between seeds; None with a single seed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of `aqe` against a rival on the same subjects."""

    rival: str
    measure: str
    pairs: int
    """Subjects that both have a figure for, each the mean over its seeds."""
    ours: float
    theirs: float
    """Means over the pairs; for times and memory geometric means."""
    ratio: float | None
    """`ours` divided by `theirs`; None where `theirs` is 0."""
    ratio_interval: tuple[float, float] | None
    """Bootstrapped over subjects, 95%; None where a resample has no ratio, or with fewer than three pairs."""
    difference: float
    difference_interval: tuple[float, float] | None
    p_value: float | None
    """Of a paired permutation test of the difference; None with fewer than three pairs."""
    higher: int
    """Pairs in which our figure is the higher one by more than a hundredth."""
    lower: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the figures were taken."""

    system: str
    processor: str
    cores: int | None
    memory_bytes: int | None
    load: float | None
    """Load average over the last minute when the benchmark began; times lie above one a core."""
